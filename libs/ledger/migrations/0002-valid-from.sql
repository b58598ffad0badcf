-- A lot has a first day as well as a last: what a term grants is spent on days of that term, however early it was granted.
ALTER TABLE ledger.lot ADD COLUMN valid_from date CHECK (valid_from <= expires_on);  -- the first day it may be spent on; null: any
-- `used_on`: the day that what is paid for happens, when it is not the day the transfer counts for.
ALTER TYPE ledger.command ADD ATTRIBUTE used_on date, ADD ATTRIBUTE lot_valid_from date;

-- Takes one command's amount from the lots of its debit account: by priority, then expiry, then age; only lots that may
-- pay for its purpose and may be spent on the day it is used: from their first day to their last. A named lot is taken from
-- whatever its terms.
CREATE OR REPLACE FUNCTION ledger.draw(x ledger.context, c ledger.command) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  used date := coalesce(c.used_on, c.counts_on);
  drawn bigint;
BEGIN
  WITH lot AS (
    SELECT l.lot_id, l.owner_id, l.available, sum(l.available) OVER spending AS running, row_number() OVER spending AS part
    FROM ledger.lot l
    WHERE l.operator_id = x.operator_id AND l.account_id = c.debit AND l.available > 0
      AND CASE WHEN c.from_lot IS NOT NULL THEN l.lot_id = c.from_lot
               ELSE (l.restriction IS NULL OR c.purpose = ANY (l.restriction)) AND (l.expires_on IS NULL OR l.expires_on >= used)
                    AND (l.valid_from IS NULL OR l.valid_from <= used) END
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
        WHERE l.operator_id = x.operator_id AND l.account_id = c.debit AND (l.expires_on IS NULL OR l.expires_on >= used)
          AND (l.valid_from IS NULL OR l.valid_from <= used))
        -- What the failed draw took counts again once it is undone; here it is still taken.
        + drawn THEN 'LG010' ELSE 'LG008' END,
      jsonb_build_object('id', c.id, 'account', c.debit, 'available', drawn::text, 'needed', c.amount::text));
  END IF;
END $$;

-- Applies a group of commands, all or none, in one round trip. The group is judged as a whole: first everything it
-- grants is laid down, then lots are drawn and holds finished in the order given, and at the end no account may be below
-- its floor or above its ceiling. A command whose id was used before answers as it did then, if its input is the same.
CREATE OR REPLACE FUNCTION ledger.apply(commands jsonb, now timestamptz, role text)
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
      INSERT INTO ledger.lot (operator_id, lot_id, account_id, owner_id, valid_from, expires_on, priority, restriction, credits_posted, credits_held)
      SELECT op, r.id, r.credit, k.owner_id, r.lot_valid_from, r.lot_expires_on, coalesce(r.lot_priority, 0), r.lot_restriction,
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

-- The last day of the closed books, which whoever dates something must know; the table itself is the staff's.
CREATE FUNCTION ledger.closed_until() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT closed_until FROM ledger.period WHERE operator_id = (SELECT platform.operator_id())
$$;
REVOKE ALL ON FUNCTION ledger.closed_until FROM PUBLIC;
GRANT CREATE ON SCHEMA ledger TO middletier_ledger;
ALTER FUNCTION ledger.closed_until OWNER TO middletier_ledger;
REVOKE CREATE ON SCHEMA ledger FROM middletier_ledger;
GRANT EXECUTE ON FUNCTION ledger.closed_until TO middletier_app;

-- Grants made ahead until now: from the day they count for. Policies hold for the tables' owner too, except while this
-- migration looks at every row.
ALTER TABLE ledger.lot NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.transfer NO FORCE ROW LEVEL SECURITY;
UPDATE ledger.lot l SET valid_from = t.counts_on FROM ledger.transfer t
WHERE t.operator_id = l.operator_id AND t.transfer_id = l.lot_id AND t.counts_on > (t.recorded_at AT TIME ZONE 'Europe/London')::date
  AND (l.expires_on IS NULL OR t.counts_on <= l.expires_on);
ALTER TABLE ledger.lot FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.transfer FORCE ROW LEVEL SECURITY;
