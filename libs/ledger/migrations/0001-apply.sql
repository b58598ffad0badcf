-- What the facade asks for: one transfer. `debit`, `credit` and `amount` for a post or a hold; `of_id` for the others.
CREATE TYPE ledger.command AS (
  n int, kind text, id uuid, debit uuid, credit uuid, amount bigint, code text, purpose text,
  reference_type text, reference_id text, of_id uuid, keep boolean, counts_on date, description text,
  expires_at timestamptz, from_lot uuid, lot boolean, lot_expires_on date, lot_priority smallint, lot_restriction text[],
  hash text);

-- The transaction's own facts, the same for every command of a group.
CREATE TYPE ledger.context AS (operator_id uuid, now timestamptz, person_id uuid, role text);

-- Every business "no" has an SQLSTATE of class LG; libs/ledger/refusals.ts gives each its code and sentence.
CREATE FUNCTION ledger.refuse(sqlstate_ text, facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = sqlstate_, MESSAGE = 'refused by the ledger', DETAIL = facts::text;
END $$;

-- Takes one command's amount from the lots of its debit account: by priority, then expiry, then age; only lots that may
-- pay for its purpose and have not expired on the day it counts for. A named lot is taken from whatever its terms.
CREATE FUNCTION ledger.draw(x ledger.context, c ledger.command) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  drawn bigint;
BEGIN
  WITH lot AS (
    SELECT l.lot_id, l.owner_id, l.available, sum(l.available) OVER spending AS running, row_number() OVER spending AS part
    FROM ledger.lot l
    WHERE l.operator_id = x.operator_id AND l.account_id = c.debit AND l.available > 0
      AND CASE WHEN c.from_lot IS NOT NULL THEN l.lot_id = c.from_lot
               ELSE (l.restriction IS NULL OR c.purpose = ANY (l.restriction)) AND (l.expires_on IS NULL OR l.expires_on >= c.counts_on) END
    WINDOW spending AS (ORDER BY l.priority, l.expires_on NULLS LAST, l.age)
  ), take AS (
    SELECT lot_id, owner_id, part, least(available, c.amount - (running - available)) AS amount
    FROM lot WHERE running - available < c.amount
  ), taken AS (
    UPDATE ledger.lot l SET
      debits_posted = l.debits_posted + CASE c.kind WHEN 'post' THEN take.amount ELSE 0 END,
      debits_held = l.debits_held + CASE c.kind WHEN 'hold' THEN take.amount ELSE 0 END
    FROM take WHERE l.operator_id = x.operator_id AND l.lot_id = take.lot_id
  ), entered AS (
    INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, hold_id, owner_id)
    SELECT x.operator_id, c.id, 'debit', lot_id, part,
           CASE c.kind WHEN 'post' THEN amount ELSE 0 END, CASE c.kind WHEN 'hold' THEN amount ELSE 0 END,
           CASE c.kind WHEN 'hold' THEN c.id END, owner_id
    FROM take
  )
  SELECT coalesce(sum(amount), 0) INTO drawn FROM take;

  IF drawn < c.amount THEN
    PERFORM ledger.refuse(
      CASE WHEN c.from_lot IS NULL AND c.amount <= (
        SELECT sum(l.available) FROM ledger.lot l
        WHERE l.operator_id = x.operator_id AND l.account_id = c.debit AND (l.expires_on IS NULL OR l.expires_on >= c.counts_on))
        -- What the failed draw took counts again once it is undone; here it is still taken.
        + drawn THEN 'LG010' ELSE 'LG008' END,
      jsonb_build_object('id', c.id, 'account', c.debit, 'available', drawn::text, 'needed', c.amount::text));
  END IF;
END $$;

-- Ends a hold, or part of it: settle, release or lapse. Lots are settled in the order they were drawn.
CREATE FUNCTION ledger.finish(x ledger.context, c ledger.command) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  h ledger.hold;
  settled bigint;
  let_go bigint;
BEGIN
  SELECT * INTO h FROM ledger.hold WHERE operator_id = x.operator_id AND hold_id = c.of_id FOR UPDATE;
  -- Between two hot accounts this lock is the first that two of the same id meet at: the second runs again, as a replay.
  IF EXISTS (SELECT FROM ledger.transfer t WHERE t.operator_id = x.operator_id AND t.transfer_id = c.id) THEN
    RAISE EXCEPTION 'Raced with the same transfer' USING ERRCODE = 'serialization_failure';
  END IF;
  IF h.hold_id IS NULL THEN PERFORM ledger.refuse('LG011', jsonb_build_object('id', c.id, 'hold', c.of_id)); END IF;
  IF h.remaining = 0 THEN PERFORM ledger.refuse('LG012', jsonb_build_object('id', c.id, 'hold', c.of_id)); END IF;
  IF c.kind = 'settle' AND h.expires_at <= x.now THEN PERFORM ledger.refuse('LG014', jsonb_build_object('id', c.id, 'hold', c.of_id)); END IF;
  settled := CASE c.kind WHEN 'settle' THEN coalesce(c.amount, h.remaining) ELSE 0 END;
  IF settled > h.remaining THEN
    PERFORM ledger.refuse('LG013', jsonb_build_object('id', c.id, 'hold', c.of_id, 'remaining', h.remaining::text, 'needed', settled::text));
  END IF;
  let_go := CASE WHEN c.keep THEN 0 ELSE h.remaining - settled END;

  INSERT INTO ledger.transfer (operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, purpose, reference_type,
    reference_id, of_id, description, counts_on, recorded_at, debit_owner_id, credit_owner_id, person_id, role, input_hash)
  SELECT t.operator_id, c.id, c.kind, t.debit_id, t.credit_id, t.unit, settled, -(settled + let_go), t.code, t.purpose, t.reference_type,
    t.reference_id, t.transfer_id, coalesce(c.description, t.description), c.counts_on, x.now, t.debit_owner_id, t.credit_owner_id,
    x.person_id, x.role, decode(c.hash, 'hex')
  FROM ledger.transfer t WHERE t.operator_id = x.operator_id AND t.transfer_id = c.of_id;

  UPDATE ledger.hold SET remaining = remaining - settled - let_go WHERE operator_id = x.operator_id AND hold_id = c.of_id;

  WITH kept AS (
    SELECT side, lot_id, owner_id, min(part) AS part, sum(held)::bigint AS held
    FROM ledger.lot_entry WHERE operator_id = x.operator_id AND hold_id = c.of_id
    GROUP BY side, lot_id, owner_id HAVING sum(held) > 0
  ), shared AS (
    SELECT *, greatest(0, least(held, settled - (sum(held) OVER (PARTITION BY side ORDER BY part) - held)))::bigint AS posted FROM kept
  ), parts AS (
    SELECT side, lot_id, owner_id, part, posted, CASE WHEN c.keep THEN posted ELSE held END AS freed
    FROM shared WHERE posted > 0 OR NOT coalesce(c.keep, false)
  ), moved AS (
    UPDATE ledger.lot l SET
      debits_posted = l.debits_posted + CASE side WHEN 'debit' THEN posted ELSE 0 END,
      debits_held = l.debits_held - CASE side WHEN 'debit' THEN freed ELSE 0 END,
      credits_posted = l.credits_posted + CASE side WHEN 'credit' THEN posted ELSE 0 END,
      credits_held = l.credits_held - CASE side WHEN 'credit' THEN freed ELSE 0 END
    FROM parts WHERE l.operator_id = x.operator_id AND l.lot_id = parts.lot_id
  )
  INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, hold_id, owner_id)
  SELECT x.operator_id, c.id, side, lot_id, part, posted, -freed, c.of_id, owner_id FROM parts;
END $$;

-- Undoes a posted transfer with another, once: back to the very lots it drew from, out of the very lot it made.
CREATE FUNCTION ledger.reverse(x ledger.context, c ledger.command) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t ledger.transfer;
  short uuid;
BEGIN
  SELECT * INTO t FROM ledger.transfer WHERE operator_id = x.operator_id AND transfer_id = c.of_id;
  IF t.transfer_id IS NULL THEN PERFORM ledger.refuse('LG015', jsonb_build_object('id', c.id, 'of', c.of_id)); END IF;
  IF t.kind NOT IN ('post', 'settle') THEN PERFORM ledger.refuse('LG016', jsonb_build_object('id', c.id, 'of', c.of_id)); END IF;
  IF EXISTS (SELECT FROM ledger.transfer r WHERE r.operator_id = x.operator_id AND r.of_id = c.of_id AND r.kind = 'reverse') THEN
    PERFORM ledger.refuse('LG017', jsonb_build_object('id', c.id, 'of', c.of_id));
  END IF;
  IF EXISTS (SELECT FROM ledger.account WHERE operator_id = x.operator_id AND account_id IN (t.debit_id, t.credit_id) AND closed_at IS NOT NULL) THEN
    PERFORM ledger.refuse('LG005', jsonb_build_object('id', c.id, 'of', c.of_id));
  END IF;
  SELECT e.lot_id INTO short FROM ledger.lot_entry e JOIN ledger.lot l USING (operator_id, lot_id)
  WHERE e.operator_id = x.operator_id AND e.transfer_id = c.of_id AND e.side = 'credit' AND l.available < e.posted LIMIT 1;
  IF short IS NOT NULL THEN PERFORM ledger.refuse('LG008', jsonb_build_object('id', c.id, 'account', t.credit_id, 'lot', short)); END IF;

  INSERT INTO ledger.transfer (operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, purpose, reference_type,
    reference_id, of_id, description, counts_on, recorded_at, debit_owner_id, credit_owner_id, person_id, role, input_hash)
  VALUES (x.operator_id, c.id, 'reverse', t.credit_id, t.debit_id, t.unit, t.posted, 0, t.code, t.purpose, t.reference_type,
    t.reference_id, t.transfer_id, coalesce(c.description, t.description), c.counts_on, x.now, t.credit_owner_id, t.debit_owner_id,
    x.person_id, x.role, decode(c.hash, 'hex'));

  WITH undone AS (
    INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, owner_id)
    SELECT operator_id, c.id, CASE side WHEN 'debit' THEN 'credit' ELSE 'debit' END, lot_id, part, posted, 0, owner_id
    FROM ledger.lot_entry WHERE operator_id = x.operator_id AND transfer_id = c.of_id AND posted > 0
    RETURNING side, lot_id, posted
  )
  UPDATE ledger.lot l SET
    debits_posted = l.debits_posted + CASE side WHEN 'debit' THEN posted ELSE 0 END,
    credits_posted = l.credits_posted + CASE side WHEN 'credit' THEN posted ELSE 0 END
  FROM undone WHERE l.operator_id = x.operator_id AND l.lot_id = undone.lot_id;
END $$;

-- What a group changes on one account.
CREATE TYPE ledger.change AS (account_id uuid, debits_posted bigint, credits_posted bigint, debits_held bigint, credits_held bigint);

-- Why a post or a hold between two accounts cannot be; null when it can.
CREATE FUNCTION ledger.objection(c ledger.command, debit ledger.account, credit ledger.account) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN (debit).account_id IS NULL OR (credit).account_id IS NULL THEN 'LG001'
    WHEN (debit).account_id = (credit).account_id THEN 'LG004'
    WHEN (debit).unit <> (credit).unit THEN 'LG002'
    WHEN (debit).closed_at IS NOT NULL OR (credit).closed_at IS NOT NULL THEN 'LG005'
    WHEN (debit).restriction IS NOT NULL AND NOT coalesce((c).purpose = ANY ((debit).restriction), false) THEN 'LG010'
    WHEN ((c).lot AND NOT (credit).lots) OR ((c).from_lot IS NOT NULL AND NOT (debit).lots) THEN 'LG018' END
$$;

-- Applies a group of commands, all or none, in one round trip. The group is judged as a whole: first everything it
-- grants is laid down, then lots are drawn and holds finished in the order given, and at the end no account may be below
-- its floor or above its ceiling. A command whose id was used before answers as it did then, if its input is the same.
CREATE FUNCTION ledger.apply(commands jsonb, now timestamptz, role text)
RETURNS TABLE (id uuid, kind text, debit uuid, credit uuid, unit text, posted bigint, held bigint, counts_on date, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- Every row is looked up by its key (OFFSET 0 keeps the planner to that), however full the tables were when a connection
-- first planned: without these a plan made on an empty ledger would read the whole of a full one.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
  op uuid := platform.operator_id();
  x ledger.context := ROW (op, now, nullif(current_setting('app.person_id', true), '')::uuid, role);
  c ledger.command;
  ids uuid[];
  fresh uuid[];
  hashes text[];
  replayed uuid[];
  misused int;
  touched uuid[];
  with_lots boolean;
  finished uuid[];            -- holds to finish and transfers to reverse
  holding boolean;
  period ledger.period;
  done int;
  changes ledger.change[];
BEGIN
  IF op IS NULL THEN RAISE EXCEPTION 'The ledger needs an operator'; END IF;
  -- Shared with every writer of the operator; the sealer takes it alone, so that no transfer appears behind a seal.
  PERFORM pg_advisory_xact_lock_shared(7063, hashtext(op::text));
  SELECT array_agg(r.id), array_agg(r.hash), array_agg(r.debit) || array_agg(r.credit),
    array_agg(r.of_id) FILTER (WHERE r.of_id IS NOT NULL), bool_or(r.kind = 'hold')
  INTO ids, hashes, touched, finished, holding
  FROM jsonb_to_recordset(commands) AS r (id uuid, hash text, debit uuid, credit uuid, of_id uuid, kind text);
  IF finished IS NOT NULL THEN
    touched := touched || ARRAY(SELECT unnest(ARRAY[t.debit_id, t.credit_id]) FROM unnest(finished) f (id)
      CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = f.id OFFSET 0) t);
  END IF;

  -- Accounts with a bound are locked in one order whoever asks, so that no two groups wait for each other.
  SELECT bool_or(lots) INTO with_lots FROM (
    SELECT a.lots FROM (SELECT DISTINCT unnest(touched) AS id ORDER BY id) t
    CROSS JOIN LATERAL (SELECT a.lots FROM ledger.account a WHERE a.operator_id = op AND a.account_id = t.id AND NOT a.hot
                        OFFSET 0 FOR NO KEY UPDATE) a) locked;

  -- Replays, looked for under the locks. Of two that race with one id, the unique key stops the second, which tries again.
  SELECT array_agg(t.transfer_id), min(i.n) FILTER (WHERE t.input_hash <> decode(hashes[i.n], 'hex')) INTO replayed, misused
  FROM unnest(ids) WITH ORDINALITY AS i (id, n)
  CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = i.id OFFSET 0) t;
  IF misused IS NOT NULL THEN PERFORM ledger.refuse('LG007', jsonb_build_object('id', ids[misused])); END IF;
  fresh := ids;
  IF replayed IS NOT NULL THEN
    SELECT coalesce(jsonb_agg(r ORDER BY n), '[]') INTO commands
    FROM jsonb_array_elements(commands) WITH ORDINALITY AS j (r, n) WHERE (r ->> 'id')::uuid <> ALL (replayed);
    SELECT coalesce(array_agg(r.id), '{}'), array_agg(r.of_id) FILTER (WHERE r.of_id IS NOT NULL) INTO fresh, finished
    FROM jsonb_to_recordset(commands) AS r (id uuid, of_id uuid);
  END IF;

  SELECT * INTO period FROM ledger.period p WHERE p.operator_id = op;
  IF FOUND AND EXISTS (SELECT FROM jsonb_to_recordset(commands) AS r (counts_on date) WHERE r.counts_on <= period.closed_until OR r.counts_on > period.open_until) THEN
    PERFORM ledger.refuse('LG006', jsonb_build_object('closedUntil', period.closed_until));
  END IF;

  -- Posts and holds.
  INSERT INTO ledger.transfer (operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, purpose, reference_type,
    reference_id, description, counts_on, recorded_at, debit_owner_id, credit_owner_id, person_id, role, input_hash)
  SELECT op, r.id, r.kind, r.debit, r.credit, d.unit, CASE r.kind WHEN 'post' THEN r.amount ELSE 0 END,
    CASE r.kind WHEN 'hold' THEN r.amount ELSE 0 END, r.code, r.purpose, r.reference_type, r.reference_id, r.description,
    r.counts_on, x.now, d.owner_id, k.owner_id, x.person_id, x.role, decode(r.hash, 'hex')
  FROM jsonb_populate_recordset(NULL::ledger.command, commands) r
  CROSS JOIN LATERAL (SELECT * FROM ledger.account d WHERE d.operator_id = op AND d.account_id = r.debit OFFSET 0) d
  CROSS JOIN LATERAL (SELECT * FROM ledger.account k WHERE k.operator_id = op AND k.account_id = r.credit OFFSET 0) k
  WHERE r.of_id IS NULL AND ledger.objection(r, d, k) IS NULL;
  GET DIAGNOSTICS done = ROW_COUNT;
  IF done < cardinality(fresh) - coalesce(cardinality(finished), 0) THEN PERFORM ledger.object_first(op, commands); END IF;

  IF holding THEN
    INSERT INTO ledger.hold (operator_id, hold_id, debit_owner_id, credit_owner_id, remaining, expires_at)
    SELECT op, r.id, t.debit_owner_id, t.credit_owner_id, t.held, r.expires_at FROM jsonb_populate_recordset(NULL::ledger.command, commands) r
    CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = r.id OFFSET 0) t WHERE r.kind = 'hold';
  END IF;

  -- What comes in to an account with lots is a lot.
  IF with_lots THEN
    WITH granted AS (
      INSERT INTO ledger.lot (operator_id, lot_id, account_id, owner_id, expires_on, priority, restriction, credits_posted, credits_held)
      SELECT op, r.id, r.credit, k.owner_id, r.lot_expires_on, coalesce(r.lot_priority, 0), r.lot_restriction,
        CASE r.kind WHEN 'post' THEN r.amount ELSE 0 END, CASE r.kind WHEN 'hold' THEN r.amount ELSE 0 END
      FROM jsonb_populate_recordset(NULL::ledger.command, commands) r
      CROSS JOIN LATERAL (SELECT * FROM ledger.account k WHERE k.operator_id = op AND k.account_id = r.credit AND k.lots OFFSET 0) k
      WHERE r.of_id IS NULL
      RETURNING lot_id, owner_id, credits_posted, credits_held
    )
    INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, hold_id, owner_id)
    SELECT op, lot_id, 'credit', lot_id, 1, credits_posted, credits_held, CASE WHEN credits_held > 0 THEN lot_id END, owner_id FROM granted;
  END IF;

  IF with_lots OR finished IS NOT NULL THEN
    FOR c IN SELECT * FROM jsonb_populate_recordset(NULL::ledger.command, commands) r ORDER BY r.n LOOP
      CASE c.kind
        WHEN 'reverse' THEN PERFORM ledger.reverse(x, c);
        WHEN 'settle', 'release', 'lapse' THEN PERFORM ledger.finish(x, c);
        ELSE
          IF (SELECT a.lots FROM ledger.account a WHERE a.operator_id = op AND a.account_id = c.debit) THEN PERFORM ledger.draw(x, c); END IF;
      END CASE;
    END LOOP;
  END IF;

  -- Totals: on the account's row, whose checks hold its floor and ceiling, or on this connection's stripe of a hot one.
  SELECT array_agg(ROW (change.*)::ledger.change) INTO changes FROM (
    SELECT leg.account_id, sum(dp), sum(cp), sum(dh), sum(ch) FROM unnest(fresh) f (id)
    CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = f.id OFFSET 0) t
    CROSS JOIN LATERAL (VALUES (t.debit_id, t.posted, 0, t.held, 0), (t.credit_id, 0, t.posted, 0, t.held)) AS leg (account_id, dp, cp, dh, ch)
    GROUP BY leg.account_id ORDER BY leg.account_id) change;
  UPDATE ledger.account a SET
    debits_posted = a.debits_posted + change.debits_posted, credits_posted = a.credits_posted + change.credits_posted,
    debits_held = a.debits_held + change.debits_held, credits_held = a.credits_held + change.credits_held, version = a.version + 1
  FROM unnest(changes) change
  CROSS JOIN LATERAL (SELECT l.ctid AS place FROM ledger.account l WHERE l.operator_id = op AND l.account_id = change.account_id AND NOT l.hot OFFSET 0) locked
  WHERE a.ctid = locked.place;
  GET DIAGNOSTICS done = ROW_COUNT;
  IF done < cardinality(changes) THEN
    INSERT INTO ledger.stripe AS s (operator_id, account_id, stripe, owner_id, debits_posted, credits_posted, debits_held, credits_held)
    SELECT op, a.account_id, pg_backend_pid() % 16, a.owner_id, change.debits_posted, change.credits_posted, change.debits_held, change.credits_held
    FROM unnest(changes) change
    CROSS JOIN LATERAL (SELECT * FROM ledger.account h WHERE h.operator_id = op AND h.account_id = change.account_id AND h.hot OFFSET 0) a
    ON CONFLICT (operator_id, account_id, stripe) DO UPDATE SET
      debits_posted = s.debits_posted + excluded.debits_posted, credits_posted = s.credits_posted + excluded.credits_posted,
      debits_held = s.debits_held + excluded.debits_held, credits_held = s.credits_held + excluded.credits_held;
  END IF;

  RETURN QUERY SELECT t.transfer_id, t.kind, t.debit_id, t.credit_id, t.unit, t.posted, t.held, t.counts_on, t.recorded_at
  FROM unnest(ids) WITH ORDINALITY AS i (id, n)
  CROSS JOIN LATERAL (SELECT * FROM ledger.transfer t WHERE t.operator_id = op AND t.transfer_id = i.id OFFSET 0) t ORDER BY i.n;
END $$;

-- Names the first command of a group that cannot be, and why.
CREATE FUNCTION ledger.object_first(op uuid, commands jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first record;
BEGIN
  SELECT r.id, ledger.objection(r, d, k) AS refusal INTO first FROM jsonb_populate_recordset(NULL::ledger.command, commands) r
  LEFT JOIN ledger.account d ON d.operator_id = op AND d.account_id = r.debit
  LEFT JOIN ledger.account k ON k.operator_id = op AND k.account_id = r.credit
  WHERE r.of_id IS NULL AND ledger.objection(r, d, k) IS NOT NULL ORDER BY r.n LIMIT 1;
  PERFORM ledger.refuse(first.refusal, jsonb_build_object('id', first.id));
END $$;

-- Opens accounts that are not open yet; an open one stays as it is.
CREATE FUNCTION ledger.open(accounts jsonb, now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.account (operator_id, account_id, owner_id, unit, code, subject_id, name, floor, ceiling, lots, restriction, opened_at)
  SELECT platform.operator_id(), account_id, owner_id, unit, code, subject_id, name, floor, ceiling, lots, restriction, now
  FROM jsonb_populate_recordset(NULL::ledger.account, accounts) ORDER BY account_id
  ON CONFLICT (operator_id, account_id) DO NOTHING
$$;

-- Closes an account that holds nothing and promises nothing.
CREATE FUNCTION ledger.close(closing uuid, closed timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  op uuid := platform.operator_id();
  b record;
BEGIN
  -- Alone, because a hot account is not locked by those who use it.
  PERFORM pg_advisory_xact_lock(7063, hashtext(op::text));
  SELECT * INTO b FROM ledger.balance WHERE operator_id = op AND account_id = closing;
  IF NOT FOUND THEN PERFORM ledger.refuse('LG001', jsonb_build_object('account', closing)); END IF;
  IF b.posted <> 0 OR b.held_out <> 0 OR b.held_in <> 0 THEN PERFORM ledger.refuse('LG019', jsonb_build_object('account', closing)); END IF;
  UPDATE ledger.account SET closed_at = coalesce(closed_at, closed) WHERE operator_id = op AND account_id = closing;
END $$;

-- The names of the accounts on the other side of a statement, which a party may not otherwise see.
CREATE FUNCTION ledger.counterparties(ids uuid[]) RETURNS TABLE (account_id uuid, owner_id uuid, code text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT account_id, owner_id, code, name FROM ledger.account
  WHERE operator_id = (SELECT platform.operator_id()) AND account_id = ANY (ids)
$$;
