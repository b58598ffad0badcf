-- Accounts, what moved between them, and what is left. What other contexts may read of ledger, and nothing else of it; each sees what its policies let it see.

CREATE VIEW ledger.accounts WITH (security_invoker) AS SELECT
  operator_id, account_id, owner_id, unit, code
FROM ledger.account;

CREATE VIEW ledger.balances WITH (security_invoker) AS SELECT
  operator_id, account_id, owner_id, unit, code, posted, held_out
FROM ledger.balance;

CREATE VIEW ledger.lots WITH (security_invoker) AS SELECT
  operator_id, lot_id, account_id, owner_id, expires_on, credits_posted, available, valid_from, restriction
FROM ledger.lot;

CREATE VIEW ledger.transfers WITH (security_invoker) AS SELECT
  operator_id, transfer_id, debit_owner_id, debit_id, credit_id, unit, posted, held, code, reference_type, reference_id, counts_on, description
FROM ledger.transfer;
