-- Nearly every group is one post between two bounded accounts without lots. It has a path of its own, of plain statements by key
-- (ADR 23); whatever is out of the ordinary is found before anything is written, and goes the way of every other group.
ALTER FUNCTION ledger.apply(jsonb, timestamptz, text) RENAME TO apply_group;
REVOKE EXECUTE ON FUNCTION ledger.apply_group FROM middletier_app, middletier_party;

CREATE FUNCTION ledger.apply(commands jsonb, now timestamptz, role text)
RETURNS TABLE (id uuid, kind text, debit uuid, credit uuid, unit text, posted bigint, held bigint, counts_on date, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  op uuid := platform.operator_id();
  c ledger.command;
  lower ledger.account;       -- the two accounts, in the order in which they are locked
  upper ledger.account;
  d ledger.account;           -- debit
  k ledger.account;           -- credit
  free boolean;
BEGIN
  IF op IS NOT NULL AND jsonb_array_length(commands) = 1 AND commands -> 0 ->> 'kind' = 'post' THEN
    c := jsonb_populate_record(NULL::ledger.command, commands -> 0);
    PERFORM pg_advisory_xact_lock_shared(7063, hashtext(op::text));
    SELECT * INTO lower FROM ledger.account a
    WHERE a.operator_id = op AND a.account_id = least(c.debit, c.credit) AND NOT a.hot FOR NO KEY UPDATE;
    SELECT * INTO upper FROM ledger.account a
    WHERE a.operator_id = op AND a.account_id = greatest(c.debit, c.credit) AND NOT a.hot FOR NO KEY UPDATE;
    IF c.debit < c.credit THEN d := lower; k := upper; ELSE d := upper; k := lower; END IF;
    -- Under the locks: whether its id is new and its date open.
    SELECT t.transfer_id IS NULL AND (p.closed_until IS NULL OR c.counts_on > p.closed_until) AND (p.open_until IS NULL OR c.counts_on <= p.open_until)
    INTO free FROM (SELECT) here
    LEFT JOIN ledger.transfer t ON t.operator_id = op AND t.transfer_id = c.id LEFT JOIN ledger.period p ON p.operator_id = op;
    IF free AND NOT (d.lots OR k.lots) AND ledger.objection(c, d, k) IS NULL THEN
      RETURN QUERY INSERT INTO ledger.transfer AS t (operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, purpose,
        reference_type, reference_id, description, counts_on, recorded_at, debit_owner_id, credit_owner_id, person_id, role, input_hash)
      VALUES (op, c.id, 'post', c.debit, c.credit, d.unit, c.amount, 0, c.code, c.purpose,
        c.reference_type, c.reference_id, c.description, c.counts_on, now, d.owner_id, k.owner_id,
        nullif(current_setting('app.person_id', true), '')::uuid, role, decode(c.hash, 'hex'))
      RETURNING t.transfer_id, t.kind, t.debit_id, t.credit_id, t.unit, t.posted, t.held, t.counts_on, t.recorded_at;
      UPDATE ledger.account a SET
        debits_posted = a.debits_posted + CASE WHEN a.account_id = c.debit THEN c.amount ELSE 0 END,
        credits_posted = a.credits_posted + CASE WHEN a.account_id = c.credit THEN c.amount ELSE 0 END, version = a.version + 1
      WHERE a.operator_id = op AND a.account_id = lower.account_id;
      UPDATE ledger.account a SET
        debits_posted = a.debits_posted + CASE WHEN a.account_id = c.debit THEN c.amount ELSE 0 END,
        credits_posted = a.credits_posted + CASE WHEN a.account_id = c.credit THEN c.amount ELSE 0 END, version = a.version + 1
      WHERE a.operator_id = op AND a.account_id = upper.account_id;
      RETURN;
    END IF;
  END IF;
  RETURN QUERY SELECT * FROM ledger.apply_group(commands, now, role);
END $$;
REVOKE ALL ON FUNCTION ledger.apply FROM PUBLIC;
GRANT CREATE ON SCHEMA ledger TO middletier_ledger;
ALTER FUNCTION ledger.apply OWNER TO middletier_ledger;
REVOKE CREATE ON SCHEMA ledger FROM middletier_ledger;
GRANT EXECUTE ON FUNCTION ledger.apply TO middletier_app;
