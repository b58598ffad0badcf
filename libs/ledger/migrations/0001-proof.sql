-- Seals. Each operator's transfers are chained by hash in batches, in the order they were numbered, so that a change made
-- behind the ledger's back is found and located.
CREATE TABLE ledger.batch (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  batch_no int NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  transfers int NOT NULL CHECK (transfers > 0),
  hash bytea NOT NULL,                      -- of the batch before it and of this one's transfers and lot entries
  sealed_at timestamptz NOT NULL,
  PRIMARY KEY (operator_id, batch_no),
  CONSTRAINT batch_range CHECK (first_seq <= last_seq)
);

-- What the nightly job found; the operator's page shows the last one.
CREATE TABLE ledger.verification (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  verified_at timestamptz NOT NULL,
  findings text[] NOT NULL,                 -- plain sentences; empty: the books are right
  PRIMARY KEY (operator_id, verified_at)
);

-- The fingerprint of one transfer: every column, and the lots it touched, in a form no setting changes.
CREATE FUNCTION ledger.fingerprint(t ledger.transfer) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    t.transfer_id, t.seq, t.kind, t.debit_id, t.credit_id, t.unit, t.posted, t.held, t.code, t.purpose, t.reference_type,
    t.reference_id, t.of_id, t.description, to_char(t.counts_on, 'YYYY-MM-DD'), extract(epoch FROM t.recorded_at)::text,
    t.debit_owner_id, t.credit_owner_id, t.person_id, t.role, encode(t.input_hash, 'hex'),
    (SELECT jsonb_agg(jsonb_build_array(e.side, e.lot_id, e.part, e.posted, e.held) ORDER BY e.side, e.lot_id)
     FROM ledger.lot_entry e WHERE e.operator_id = t.operator_id AND e.transfer_id = t.transfer_id))::text, 'UTF8'))
$$;

-- The hash of the transfers numbered from `first_seq` to `last_seq`, chained to the batch before.
CREATE FUNCTION ledger.digest(op uuid, first_seq bigint, last_seq bigint, previous bytea, OUT hash bytea, OUT transfers int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(coalesce(previous, '') || coalesce(string_agg(ledger.fingerprint(t), '' ORDER BY t.seq), '')), count(*)::int
  FROM ledger.transfer t WHERE t.operator_id = op AND t.seq BETWEEN first_seq AND last_seq
$$;

-- The highest number behind which nothing of the operator can appear any more: every transfer takes its number while its
-- transaction shares this lock, so whoever has it alone sees them all.
CREATE FUNCTION ledger.settled_seq() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s' AS $$
DECLARE
  op uuid := platform.operator_id();
  top bigint;
BEGIN
  PERFORM pg_advisory_lock(7063, hashtext(op::text));
  SELECT max(t.seq) INTO top FROM ledger.transfer t WHERE t.operator_id = op;
  PERFORM pg_advisory_unlock(7063, hashtext(op::text));
  RETURN top;
END $$;

-- Seals the operator's next batch, up to `size` transfers numbered at most `top`; answers how many it sealed.
CREATE FUNCTION ledger.seal(top bigint, size int, now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  op uuid := platform.operator_id();
  previous ledger.batch;
  first bigint;
  last bigint;
  sealed record;
BEGIN
  SELECT * INTO previous FROM ledger.batch b WHERE b.operator_id = op ORDER BY b.batch_no DESC LIMIT 1;
  SELECT min(n.seq), max(n.seq) INTO first, last FROM (
    SELECT t.seq FROM ledger.transfer t WHERE t.operator_id = op AND t.seq > coalesce(previous.last_seq, 0) AND t.seq <= top
    ORDER BY t.seq LIMIT size) n;
  IF first IS NULL THEN RETURN 0; END IF;
  -- From just behind the batch before, so that a transfer slipped in between two batches is found too.
  first := coalesce(previous.last_seq, 0) + 1;
  sealed := ledger.digest(op, first, last, previous.hash);
  INSERT INTO ledger.batch (operator_id, batch_no, first_seq, last_seq, transfers, hash, sealed_at)
  VALUES (op, coalesce(previous.batch_no, 0) + 1, first, last, sealed.transfers, sealed.hash, now);
  RETURN sealed.transfers;
END $$;
