-- What a settlement brings in may be a lot of its own, with its own last day: what is earned lasts from when it is earned, not from
-- when it was promised. Otherwise as in 0008-unless-lapsed.sql.
CREATE OR REPLACE FUNCTION ledger.finish(x ledger.context, c ledger.command) RETURNS void LANGUAGE plpgsql AS $$
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
  IF h.remaining = 0 THEN
    IF c.unless_lapsed AND EXISTS (
      SELECT FROM ledger.transfer t WHERE t.operator_id = x.operator_id AND t.of_id = c.of_id AND t.kind = 'lapse') THEN RETURN; END IF;
    PERFORM ledger.refuse('LG012', jsonb_build_object('id', c.id, 'hold', c.of_id));
  END IF;
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
    SELECT side, lot_id, owner_id, part, CASE WHEN side = 'credit' AND c.lot THEN 0 ELSE posted END AS posted, CASE WHEN c.keep THEN posted ELSE held END AS freed
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

  IF c.lot AND settled > 0 THEN
    -- Nothing where what comes in is in no lot, as what the operator itself earns.
    WITH made AS (
      INSERT INTO ledger.lot (operator_id, lot_id, account_id, owner_id, expires_on, priority, restriction, credits_posted)
      SELECT x.operator_id, c.id, l.account_id, l.owner_id, c.lot_expires_on, l.priority, l.restriction, settled
      FROM ledger.lot l WHERE l.operator_id = x.operator_id AND l.lot_id = c.of_id
      RETURNING owner_id
    )
    INSERT INTO ledger.lot_entry (operator_id, transfer_id, side, lot_id, part, posted, held, owner_id)
    SELECT x.operator_id, c.id, 'credit', c.id, 1, settled, 0, owner_id FROM made;
  END IF;
END $$;
