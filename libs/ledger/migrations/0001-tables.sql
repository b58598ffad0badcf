-- The ledger's tables. Money, credits, days and places are all rows here; ledger.apply (0001-apply.sql) is the only
-- writer of what they hold. A balance is credits minus debits; a transfer moves an amount from `debit` to `credit`.
CREATE SCHEMA ledger;

-- What somebody holds of one unit. Totals are kept on the row and checked by it, so that no balance passes its floor
-- or ceiling at any concurrency. A hot account (bounded on neither side) keeps its totals in ledger.stripe instead,
-- so that an operator's issue account never makes its schools wait for each other.
CREATE TABLE ledger.account (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  account_id uuid NOT NULL,                 -- uuid v5 of (operator, owner, unit, code, subject)
  owner_id uuid,                            -- the organisation; null: the operator's own
  unit text NOT NULL CHECK (unit IN ('GBP', 'CREDIT', 'DAY', 'PLACE')),
  code text NOT NULL,                       -- what it is for: entitlement, credit-bank, wallet
  subject_id text,                          -- the thing it is about: a wallet, a session, a practitioner
  name text NOT NULL,
  floor bigint,                             -- least available balance; null: any
  ceiling bigint,                           -- greatest balance, counting what is held to come in; null: any
  lots boolean NOT NULL,                    -- what comes in is kept in lots (ledger.lot), spent by priority, expiry, age
  restriction text[],                       -- the purposes it may pay for; null: any
  hot boolean NOT NULL GENERATED ALWAYS AS (floor IS NULL AND ceiling IS NULL AND NOT lots) STORED,
  debits_posted bigint NOT NULL DEFAULT 0,
  credits_posted bigint NOT NULL DEFAULT 0,
  debits_held bigint NOT NULL DEFAULT 0,
  credits_held bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (operator_id, account_id),
  CONSTRAINT account_floor CHECK (floor IS NULL OR credits_posted - debits_posted - debits_held >= floor),
  CONSTRAINT account_ceiling CHECK (ceiling IS NULL OR credits_posted - debits_posted + credits_held <= ceiling),
  CONSTRAINT account_held CHECK (debits_held >= 0 AND credits_held >= 0)
) WITH (fillfactor = 70);
CREATE INDEX account_owner ON ledger.account (owner_id, unit, code);
CREATE INDEX account_code ON ledger.account (code, operator_id);

CREATE TABLE ledger.stripe (
  operator_id uuid NOT NULL,
  account_id uuid NOT NULL,
  stripe smallint NOT NULL,
  owner_id uuid,
  debits_posted bigint NOT NULL,
  credits_posted bigint NOT NULL,
  debits_held bigint NOT NULL,
  credits_held bigint NOT NULL,
  PRIMARY KEY (operator_id, account_id, stripe),
  FOREIGN KEY (operator_id, account_id) REFERENCES ledger.account
) WITH (fillfactor = 50);

-- Every change of any balance, for ever: `posted` is what moved, `held` by how much the hold grew or shrank.
--   post (n, 0)   hold (0, n)   settle (n, -(n + what was let go))   release, lapse (0, -n)   reverse (n, 0)
CREATE TABLE ledger.transfer (
  operator_id uuid NOT NULL,
  transfer_id uuid NOT NULL,                -- the caller's
  seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  debit_id uuid NOT NULL,
  credit_id uuid NOT NULL,
  unit text NOT NULL,
  posted bigint NOT NULL,
  held bigint NOT NULL,
  code text NOT NULL,                       -- grant, book, expire …
  purpose text,
  reference_type text NOT NULL,             -- what caused it
  reference_id text NOT NULL,
  of_id uuid,                               -- the hold that is settled, or the transfer that is reversed
  description text,                         -- plain words for a statement
  counts_on date NOT NULL,                  -- the day it counts for
  recorded_at timestamptz NOT NULL,         -- the operator's time when it was recorded
  debit_owner_id uuid,
  credit_owner_id uuid,
  person_id uuid,
  role text NOT NULL,
  input_hash bytea NOT NULL,
  PRIMARY KEY (operator_id, transfer_id),
  FOREIGN KEY (operator_id, debit_id) REFERENCES ledger.account,
  FOREIGN KEY (operator_id, credit_id) REFERENCES ledger.account,
  FOREIGN KEY (operator_id, of_id) REFERENCES ledger.transfer,
  CONSTRAINT transfer_two_accounts CHECK (debit_id <> credit_id),
  CONSTRAINT transfer_kind CHECK (CASE kind
    WHEN 'post' THEN posted > 0 AND held = 0 AND of_id IS NULL
    WHEN 'hold' THEN posted = 0 AND held > 0 AND of_id IS NULL
    WHEN 'settle' THEN posted > 0 AND held <= -posted AND of_id IS NOT NULL
    WHEN 'release' THEN posted = 0 AND held < 0 AND of_id IS NOT NULL
    WHEN 'lapse' THEN posted = 0 AND held < 0 AND of_id IS NOT NULL
    WHEN 'reverse' THEN posted > 0 AND held = 0 AND of_id IS NOT NULL
    ELSE false END)
);
-- Plain indexes start with what is looked for; only keys start with the operator, so that no plan confuses the two.
CREATE UNIQUE INDEX transfer_reversed_once ON ledger.transfer (operator_id, of_id) WHERE kind = 'reverse';
CREATE INDEX transfer_of ON ledger.transfer (of_id) WHERE of_id IS NOT NULL;
CREATE INDEX transfer_debit ON ledger.transfer (debit_id, counts_on, seq);
CREATE INDEX transfer_credit ON ledger.transfer (credit_id, counts_on, seq);
CREATE INDEX transfer_seq ON ledger.transfer (operator_id, seq);
CREATE INDEX transfer_reference ON ledger.transfer (reference_id, reference_type);

-- What is left of each hold: derived from transfers, kept so that a hold can be locked, listed and lapsed.
CREATE TABLE ledger.hold (
  operator_id uuid NOT NULL,
  hold_id uuid NOT NULL,
  debit_owner_id uuid,
  credit_owner_id uuid,
  remaining bigint NOT NULL CHECK (remaining >= 0),
  expires_at timestamptz,
  PRIMARY KEY (operator_id, hold_id),
  FOREIGN KEY (operator_id, hold_id) REFERENCES ledger.transfer
) WITH (fillfactor = 80);
CREATE INDEX hold_expiring ON ledger.hold (expires_at, operator_id) WHERE remaining > 0 AND expires_at IS NOT NULL;

-- One grant to an account that keeps lots, named by the transfer that granted it.
CREATE TABLE ledger.lot (
  operator_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  account_id uuid NOT NULL,
  owner_id uuid,
  expires_on date,                          -- the last day it may be spent
  priority smallint NOT NULL,               -- lower is spent first
  restriction text[],                       -- the purposes it may pay for; null: any
  age bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  debits_posted bigint NOT NULL DEFAULT 0,
  credits_posted bigint NOT NULL DEFAULT 0,
  debits_held bigint NOT NULL DEFAULT 0,
  credits_held bigint NOT NULL DEFAULT 0,
  available bigint NOT NULL GENERATED ALWAYS AS (credits_posted - debits_posted - debits_held) STORED,
  PRIMARY KEY (operator_id, lot_id),
  FOREIGN KEY (operator_id, account_id) REFERENCES ledger.account,
  FOREIGN KEY (operator_id, lot_id) REFERENCES ledger.transfer,
  CONSTRAINT lot_floor CHECK (credits_posted - debits_posted - debits_held >= 0),
  CONSTRAINT lot_held CHECK (debits_held >= 0 AND credits_held >= 0)
) WITH (fillfactor = 70);
CREATE INDEX lot_account ON ledger.lot (account_id);
CREATE INDEX lot_expiring ON ledger.lot (expires_on, operator_id) WHERE available > 0;

-- Which lots a transfer took from (debit) or went into (credit). For every account with lots these add up to the
-- transfer; a reversal swaps the sides of the entries it undoes, and so restores the very lots.
CREATE TABLE ledger.lot_entry (
  operator_id uuid NOT NULL,
  transfer_id uuid NOT NULL,
  side text NOT NULL CHECK (side IN ('debit', 'credit')),
  lot_id uuid NOT NULL,
  part smallint NOT NULL,                   -- the order in which lots were drawn
  posted bigint NOT NULL,
  held bigint NOT NULL,
  hold_id uuid,                             -- the hold it made, settles or releases
  owner_id uuid,
  PRIMARY KEY (operator_id, transfer_id, side, lot_id),
  FOREIGN KEY (operator_id, transfer_id) REFERENCES ledger.transfer,
  FOREIGN KEY (operator_id, lot_id) REFERENCES ledger.lot
);
CREATE INDEX lot_entry_hold ON ledger.lot_entry (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX lot_entry_lot ON ledger.lot_entry (lot_id);

-- The dates a transfer may count for: after `closed_until`, up to `open_until`. No row: every date.
CREATE TABLE ledger.period (
  operator_id uuid PRIMARY KEY REFERENCES platform.operator,
  closed_until date,
  open_until date
);

-- What one unit is worth in another from a date on: `numerator` of `to_unit` for `denominator` of `from_unit`, in minor units.
CREATE TABLE ledger.rate (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  from_unit text NOT NULL,
  to_unit text NOT NULL,
  from_date date NOT NULL,
  numerator bigint NOT NULL CHECK (numerator > 0),
  denominator bigint NOT NULL CHECK (denominator > 0),
  set_at timestamptz NOT NULL,
  person_id uuid,
  PRIMARY KEY (operator_id, from_unit, to_unit, from_date),
  CHECK (from_unit <> to_unit)
);

-- A correction of somebody's credits that waits for, or has had, a second person's word.
CREATE TABLE ledger.adjustment (
  operator_id uuid NOT NULL,
  adjustment_id uuid NOT NULL,
  account_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),  -- below zero: taken away
  reason text NOT NULL CHECK (length(reason) > 0),
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'rejected')),
  decided_by uuid,
  decided_at timestamptz,
  PRIMARY KEY (operator_id, adjustment_id),
  FOREIGN KEY (operator_id, account_id) REFERENCES ledger.account,
  CONSTRAINT adjustment_decided CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CONSTRAINT adjustment_second_person CHECK (decided_by <> proposed_by OR state = 'rejected')
);

-- What accounts hold now, hot or not.
CREATE VIEW ledger.balance WITH (security_invoker = true) AS
  SELECT a.operator_id, a.account_id, a.owner_id, a.unit, a.code, a.subject_id, a.name, a.floor, a.ceiling, a.closed_at,
         a.credits_posted + coalesce(s.credits_posted, 0) - a.debits_posted - coalesce(s.debits_posted, 0) AS posted,
         a.debits_held + coalesce(s.debits_held, 0) AS held_out,
         a.credits_held + coalesce(s.credits_held, 0) AS held_in
  FROM ledger.account a
  LEFT JOIN LATERAL (
    SELECT sum(debits_posted)::bigint AS debits_posted, sum(credits_posted)::bigint AS credits_posted,
           sum(debits_held)::bigint AS debits_held, sum(credits_held)::bigint AS credits_held
    FROM ledger.stripe s WHERE a.hot AND s.operator_id = a.operator_id AND s.account_id = a.account_id) s ON true;
