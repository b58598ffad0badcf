-- Money earmarked for schools. What other contexts may read of funding, and nothing else of it; each sees what its policies let it see.

CREATE VIEW funding.wallets WITH (security_invoker) AS SELECT
  operator_id, wallet_id, la_id, school_id, opened_on, expires_on
FROM funding.wallet;
