-- A posting costs little more than its rows (ADR 23): the group is read from its JSON once, each step is one statement, and
-- the accounts of a transfer are proved by the statement that writes it instead of by two foreign keys again.

-- An account is never taken away, and nothing but ledger.apply writes a transfer, which it can only between two accounts that
-- it found. The nightly proof looks too: "every transfer is between two accounts of its unit".
ALTER TABLE ledger.transfer DROP CONSTRAINT transfer_operator_id_debit_id_fkey, DROP CONSTRAINT transfer_operator_id_credit_id_fkey;

-- PostgreSQL reads the text of every check again in each statement that writes to its table, so long ones are dear: the shapes of
-- a transfer move to a function (anyone's to call, as a check is), and a bound that is null needs no mention, since a check that is null holds.
CREATE FUNCTION ledger.fits(kind text, posted bigint, held bigint, of_id uuid) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE kind
    WHEN 'post' THEN posted > 0 AND held = 0 AND of_id IS NULL
    WHEN 'hold' THEN posted = 0 AND held > 0 AND of_id IS NULL
    WHEN 'settle' THEN posted > 0 AND held <= -posted AND of_id IS NOT NULL
    WHEN 'release' THEN posted = 0 AND held < 0 AND of_id IS NOT NULL
    WHEN 'lapse' THEN posted = 0 AND held < 0 AND of_id IS NOT NULL
    WHEN 'reverse' THEN posted > 0 AND held = 0 AND of_id IS NOT NULL
    ELSE false END;
END $$;
ALTER TABLE ledger.transfer DROP CONSTRAINT transfer_kind, ADD CONSTRAINT transfer_kind CHECK (ledger.fits(kind, posted, held, of_id));
ALTER TABLE ledger.account DROP CONSTRAINT account_floor, DROP CONSTRAINT account_ceiling, DROP CONSTRAINT account_held,
  ADD CONSTRAINT account_floor CHECK (credits_posted - debits_posted - debits_held >= floor),
  ADD CONSTRAINT account_ceiling CHECK (credits_posted - debits_posted + credits_held <= ceiling),
  ADD CONSTRAINT account_held CHECK (least(debits_held, credits_held) >= 0);

-- What never changes is not generated: PostgreSQL asks of each row it updates whether it must be generated anew.
ALTER TABLE ledger.account ALTER COLUMN hot DROP EXPRESSION;
CREATE OR REPLACE FUNCTION ledger.open(accounts jsonb, now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.account (operator_id, account_id, owner_id, unit, code, subject_id, name, floor, ceiling, lots, restriction, hot, opened_at)
  SELECT platform.operator_id(), account_id, owner_id, unit, code, subject_id, name, floor, ceiling, lots, restriction,
    floor IS NULL AND ceiling IS NULL AND NOT lots, now
  FROM jsonb_populate_recordset(NULL::ledger.account, accounts) ORDER BY account_id
  ON CONFLICT (operator_id, account_id) DO NOTHING
$$;

-- The functions name the operator in every look-up they make; for them a policy would say the same again, at every table of every
-- statement. What they write, and the tables no posting meets, it still guards.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['account', 'stripe', 'transfer', 'period'] LOOP
    EXECUTE format('ALTER POLICY ledger ON ledger.%I USING (true)', name);
  END LOOP;
END $$;

-- Names the first command of a group that cannot be, and why.
CREATE FUNCTION ledger.object_first(op uuid, asked ledger.command[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first record;
BEGIN
  SELECT r.id, ledger.objection(r, d, k) AS refusal INTO first FROM unnest(asked) r
  LEFT JOIN ledger.account d ON d.operator_id = op AND d.account_id = r.debit
  LEFT JOIN ledger.account k ON k.operator_id = op AND k.account_id = r.credit
  WHERE r.of_id IS NULL AND ledger.objection(r, d, k) IS NOT NULL ORDER BY r.n LIMIT 1;
  PERFORM ledger.refuse(first.refusal, jsonb_build_object('id', first.id));
END $$;
DROP FUNCTION ledger.object_first(uuid, jsonb);

-- A sum of bigint that stays one; PostgreSQL's own is numeric.
CREATE AGGREGATE ledger.total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');

-- By how much a group changes each account's totals: a post or a hold as it was asked, the others as they were recorded.
CREATE FUNCTION ledger.changes(op uuid, asked ledger.command[]) RETURNS SETOF ledger.change LANGUAGE sql STABLE AS $$
  SELECT leg.account_id, ledger.total(dp), ledger.total(cp), ledger.total(dh), ledger.total(ch)
  FROM unnest(asked) r
  CROSS JOIN LATERAL (
    SELECT r.debit, r.credit, CASE r.kind WHEN 'post' THEN r.amount ELSE 0 END AS posted, CASE r.kind WHEN 'hold' THEN r.amount ELSE 0 END AS held
    WHERE r.of_id IS NULL
    UNION ALL
    SELECT t.debit_id, t.credit_id, t.posted, t.held FROM ledger.transfer t
    WHERE r.of_id IS NOT NULL AND t.operator_id = op AND t.transfer_id = r.id) t
  CROSS JOIN LATERAL (VALUES (t.debit, t.posted, 0, t.held, 0), (t.credit, 0, t.posted, 0, t.held)) AS leg (account_id, dp, cp, dh, ch)
  GROUP BY leg.account_id
$$;

-- Applies a group of commands, all or none, in one round trip. The group is judged as a whole: first everything it
-- grants is laid down, then lots are drawn and holds finished in the order given, and at the end no account may be below
-- its floor or above its ceiling. A command whose id was used before answers as it did then, if its input is the same.
-- Answers come as they are made, not in the order asked.
CREATE OR REPLACE FUNCTION ledger.apply(commands jsonb, now timestamptz, role text)
RETURNS TABLE (id uuid, kind text, debit uuid, credit uuid, unit text, posted bigint, held bigint, counts_on date, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- Every row is looked up by its key (OFFSET 0 keeps the planner to that), however full the tables were when a connection
-- first planned: without these a plan made on an empty ledger would read the whole of a full one.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  op uuid := platform.operator_id();
  x ledger.context := ROW (op, now, nullif(current_setting('app.person_id', true), '')::uuid, role);
  c ledger.command;
  asked ledger.command[];     -- the group; then what of it is no replay
  ids uuid[];
  touched uuid[];             -- the accounts it names, in the order in which they are locked
  finished uuid[];            -- holds to finish and transfers to reverse
  one boolean;                -- the common case: one post or hold
  holding boolean;
  with_lots boolean;
  replayed uuid[];
  closed_until date;
  open_until date;
  done int;
  changes ledger.change[];
BEGIN
  IF op IS NULL THEN RAISE EXCEPTION 'The ledger needs an operator'; END IF;
  -- Shared with every writer of the operator; the sealer takes it alone, so that no transfer appears behind a seal.
  PERFORM pg_advisory_xact_lock_shared(7063, hashtext(op::text));
  SELECT array_agg(r), array_agg(r.id), array_agg(r.debit) || array_agg(r.credit),
    array_agg(r.of_id) FILTER (WHERE r.of_id IS NOT NULL), bool_or(r.kind = 'hold')
  INTO asked, ids, touched, finished, holding
  FROM jsonb_populate_recordset(NULL::ledger.command, commands) r;
  IF finished IS NOT NULL THEN
    touched := touched || ARRAY(SELECT unnest(ARRAY[t.debit_id, t.credit_id]) FROM unnest(finished) f (id)
      CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = f.id OFFSET 0) t);
  END IF;

  -- Accounts with a bound are locked in one order whoever asks, so that no two groups wait for each other.
  one := cardinality(asked) = 1 AND finished IS NULL;
  IF NOT one THEN touched := ARRAY(SELECT DISTINCT id FROM unnest(touched) AS id ORDER BY id);
  ELSIF touched[1] > touched[2] THEN touched := ARRAY[touched[2], touched[1]]; END IF;
  SELECT bool_or(a.lots) INTO with_lots FROM unnest(touched) t (id)
  CROSS JOIN LATERAL (SELECT a.lots FROM ledger.account a WHERE a.operator_id = op AND a.account_id = t.id AND NOT a.hot
                      OFFSET 0 FOR NO KEY UPDATE) a;

  -- Replays, looked for under the locks. Of two that race with one id, the unique key stops the second, which tries again.
  SELECT (SELECT array_agg(t.transfer_id) FROM unnest(ids) i (id) CROSS JOIN LATERAL (
      SELECT t.transfer_id FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = i.id OFFSET 0) t), p.closed_until, p.open_until
  INTO replayed, closed_until, open_until FROM (SELECT) here LEFT JOIN ledger.period p ON p.operator_id = op;
  IF replayed IS NOT NULL THEN
    PERFORM ledger.refuse('LG007', jsonb_build_object('id', r.id)) FROM unnest(asked) r
    CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = r.id OFFSET 0) t
    WHERE t.input_hash <> decode(r.hash, 'hex');
    RETURN QUERY SELECT t.transfer_id, t.kind, t.debit_id, t.credit_id, t.unit, t.posted, t.held, t.counts_on, t.recorded_at
    FROM unnest(replayed) i (id) CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = i.id OFFSET 0) t;
    SELECT array_agg(r), array_agg(r.of_id) FILTER (WHERE r.of_id IS NOT NULL), bool_or(r.kind = 'hold') INTO asked, finished, holding
    FROM unnest(asked) r WHERE r.id <> ALL (replayed);
    IF asked IS NULL THEN RETURN; END IF;
  END IF;

  IF (closed_until IS NOT NULL OR open_until IS NOT NULL)
     AND EXISTS (SELECT FROM unnest(asked) r WHERE r.counts_on <= closed_until OR r.counts_on > open_until) THEN
    PERFORM ledger.refuse('LG006', jsonb_build_object('closedUntil', closed_until));
  END IF;

  -- Posts and holds.
  RETURN QUERY INSERT INTO ledger.transfer AS t (operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, purpose,
    reference_type, reference_id, description, counts_on, recorded_at, debit_owner_id, credit_owner_id, person_id, role, input_hash)
  SELECT op, r.id, r.kind, r.debit, r.credit, d.unit, CASE r.kind WHEN 'post' THEN r.amount ELSE 0 END,
    CASE r.kind WHEN 'hold' THEN r.amount ELSE 0 END, r.code, r.purpose, r.reference_type, r.reference_id, r.description,
    r.counts_on, x.now, d.owner_id, k.owner_id, x.person_id, x.role, decode(r.hash, 'hex')
  FROM unnest(asked) r
  CROSS JOIN LATERAL (SELECT * FROM ledger.account d WHERE d.operator_id = op AND d.account_id = r.debit OFFSET 0) d
  CROSS JOIN LATERAL (SELECT * FROM ledger.account k WHERE k.operator_id = op AND k.account_id = r.credit OFFSET 0) k
  WHERE r.of_id IS NULL AND ledger.objection(r, d, k) IS NULL
  RETURNING t.transfer_id, t.kind, t.debit_id, t.credit_id, t.unit, t.posted, t.held, t.counts_on, t.recorded_at;
  GET DIAGNOSTICS done = ROW_COUNT;
  IF done < cardinality(asked) - coalesce(cardinality(finished), 0) THEN PERFORM ledger.object_first(op, asked); END IF;

  IF holding THEN
    INSERT INTO ledger.hold (operator_id, hold_id, debit_owner_id, credit_owner_id, remaining, expires_at)
    SELECT op, r.id, t.debit_owner_id, t.credit_owner_id, t.held, r.expires_at FROM unnest(asked) r
    CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = r.id OFFSET 0) t WHERE r.kind = 'hold';
  END IF;

  -- What comes in to an account with lots is a lot.
  IF with_lots THEN
    WITH granted AS (
      INSERT INTO ledger.lot (operator_id, lot_id, account_id, owner_id, valid_from, expires_on, priority, restriction, credits_posted, credits_held)
      SELECT op, r.id, r.credit, k.owner_id, r.lot_valid_from, r.lot_expires_on, coalesce(r.lot_priority, 0), r.lot_restriction,
        CASE r.kind WHEN 'post' THEN r.amount ELSE 0 END, CASE r.kind WHEN 'hold' THEN r.amount ELSE 0 END
      FROM unnest(asked) r
      CROSS JOIN LATERAL (SELECT * FROM ledger.account k WHERE k.operator_id = op AND k.account_id = r.credit AND k.lots OFFSET 0) k
      WHERE r.of_id IS NULL
      RETURNING lot_id, owner_id, credits_posted, credits_held
    )
    INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, hold_id, owner_id)
    SELECT op, lot_id, 'credit', lot_id, 1, credits_posted, credits_held, CASE WHEN credits_held > 0 THEN lot_id END, owner_id FROM granted;
  END IF;

  IF with_lots OR finished IS NOT NULL THEN
    FOREACH c IN ARRAY asked LOOP
      CASE c.kind
        WHEN 'reverse' THEN PERFORM ledger.reverse(x, c);
        WHEN 'settle', 'release', 'lapse' THEN PERFORM ledger.finish(x, c);
        ELSE
          IF (SELECT a.lots FROM ledger.account a WHERE a.operator_id = op AND a.account_id = c.debit) THEN PERFORM ledger.draw(x, c); END IF;
      END CASE;
    END LOOP;
    RETURN QUERY SELECT t.transfer_id, t.kind, t.debit_id, t.credit_id, t.unit, t.posted, t.held, t.counts_on, t.recorded_at
    FROM unnest(asked) r CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = r.id OFFSET 0) t
    WHERE r.of_id IS NOT NULL;
  END IF;

  -- Totals: on the account's row, whose checks hold its floor and ceiling, or on this connection's stripe of a hot one.
  IF one THEN
    -- One posting changes two rows, and needs no sums.
    c := asked[1];
    UPDATE ledger.account a SET
      debits_posted = a.debits_posted + CASE WHEN a.account_id = c.debit AND c.kind = 'post' THEN c.amount ELSE 0 END,
      credits_posted = a.credits_posted + CASE WHEN a.account_id = c.credit AND c.kind = 'post' THEN c.amount ELSE 0 END,
      debits_held = a.debits_held + CASE WHEN a.account_id = c.debit AND c.kind = 'hold' THEN c.amount ELSE 0 END,
      credits_held = a.credits_held + CASE WHEN a.account_id = c.credit AND c.kind = 'hold' THEN c.amount ELSE 0 END,
      version = a.version + 1
    FROM unnest(touched) t (id)
    CROSS JOIN LATERAL (SELECT l.ctid AS place FROM ledger.account l WHERE l.operator_id = op AND l.account_id = t.id AND NOT l.hot OFFSET 0) locked
    WHERE a.ctid = locked.place;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done = 2 THEN RETURN; END IF;
  END IF;
  changes := ARRAY(SELECT change FROM ledger.changes(op, asked) change ORDER BY change.account_id);
  IF NOT one THEN
    UPDATE ledger.account a SET
      debits_posted = a.debits_posted + change.debits_posted, credits_posted = a.credits_posted + change.credits_posted,
      debits_held = a.debits_held + change.debits_held, credits_held = a.credits_held + change.credits_held, version = a.version + 1
    FROM unnest(changes) change
    CROSS JOIN LATERAL (SELECT l.ctid AS place FROM ledger.account l WHERE l.operator_id = op AND l.account_id = change.account_id AND NOT l.hot OFFSET 0) locked
    WHERE a.ctid = locked.place;
    GET DIAGNOSTICS done = ROW_COUNT;
  END IF;
  IF done < cardinality(changes) THEN
    INSERT INTO ledger.stripe AS s (operator_id, account_id, stripe, owner_id, debits_posted, credits_posted, debits_held, credits_held)
    SELECT op, a.account_id, pg_backend_pid() % 16, a.owner_id, change.debits_posted, change.credits_posted, change.debits_held, change.credits_held
    FROM unnest(changes) change
    CROSS JOIN LATERAL (SELECT * FROM ledger.account h WHERE h.operator_id = op AND h.account_id = change.account_id AND h.hot OFFSET 0) a
    ON CONFLICT (operator_id, account_id, stripe) DO UPDATE SET
      debits_posted = s.debits_posted + excluded.debits_posted, credits_posted = s.credits_posted + excluded.credits_posted,
      debits_held = s.debits_held + excluded.debits_held, credits_held = s.credits_held + excluded.credits_held;
  END IF;
END $$;

REVOKE ALL ON FUNCTION ledger.object_first, ledger.changes FROM PUBLIC;
GRANT CREATE ON SCHEMA ledger TO middletier_ledger;
ALTER FUNCTION ledger.object_first OWNER TO middletier_ledger;
ALTER FUNCTION ledger.changes OWNER TO middletier_ledger;
REVOKE CREATE ON SCHEMA ledger FROM middletier_ledger;
