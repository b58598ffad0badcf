-- Who did what is kept beside the outbox, so that every context can write it; and nobody can change it afterwards.
ALTER TABLE identity.audit SET SCHEMA platform;

-- Rows are numbered as they are written, so that runs of them can be sealed.
CREATE SEQUENCE platform.audit_seq;
GRANT USAGE ON SEQUENCE platform.audit_seq TO middletier_app, middletier_system;
ALTER TABLE platform.audit ADD seq bigint, ADD api_key_id uuid;
ALTER TABLE platform.audit NO FORCE ROW LEVEL SECURITY;
UPDATE platform.audit a SET seq = n.seq FROM (
  SELECT operator_id, audit_id, nextval('platform.audit_seq') AS seq
  FROM (SELECT operator_id, audit_id FROM platform.audit ORDER BY recorded_at, audit_id) o) n
WHERE a.operator_id = n.operator_id AND a.audit_id = n.audit_id;
ALTER TABLE platform.audit FORCE ROW LEVEL SECURITY;
ALTER TABLE platform.audit ALTER seq SET NOT NULL;
CREATE UNIQUE INDEX audit_seq_once ON platform.audit (operator_id, seq);
-- NOT VALID: rows from before do not say which key.
ALTER TABLE platform.audit ADD CONSTRAINT audit_which_key CHECK ((role = 'key') = (api_key_id IS NOT NULL)) NOT VALID;

-- The number and the time are the database's, whoever writes. The transaction's own number is taken first: see audit_mark.
CREATE FUNCTION platform.number_audit() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_current_xact_id();
  NEW.seq := nextval('platform.audit_seq');
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER audit_numbered BEFORE INSERT ON platform.audit FOR EACH ROW EXECUTE FUNCTION platform.number_audit();

-- Makes a table one that is added to and nothing else, for every role, and for the owner's mistakes.
CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of %.% are added and never changed or deleted', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION platform.append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM middletier_app, middletier_system', target);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s EXECUTE FUNCTION platform.refuse_change()', target);
END $$;
REVOKE ALL ON FUNCTION platform.append_only FROM PUBLIC;
SELECT platform.append_only('platform.audit');

-- Seals, as the ledger's: each operator's rows are chained by hash in batches, in the order they were numbered.
CREATE TABLE platform.audit_batch (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  batch_no int NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  entries int NOT NULL CHECK (entries > 0),
  hash bytea NOT NULL,                      -- of the batch before it and of this one's rows
  sealed_at timestamptz NOT NULL,
  PRIMARY KEY (operator_id, batch_no),
  CONSTRAINT audit_batch_range CHECK (first_seq <= last_seq)
);
SELECT platform.protect('platform.audit_batch', 'staff', verbs => 'SELECT');
SELECT platform.append_only('platform.audit_batch');

-- The fingerprint of one row: every column, in a form no setting changes.
CREATE FUNCTION platform.audit_fingerprint(a platform.audit) RETURNS bytea LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    a.audit_id, a.seq, extract(epoch FROM a.at)::text, extract(epoch FROM a.recorded_at)::text, a.person_id, a.role, a.api_key_id,
    a.organisation_id, a.about_organisation_id, a.verb, a.subject_type, a.subject_id, a.request_id, a.details)::text, 'UTF8'))
$$;
CREATE FUNCTION platform.audit_digest(op uuid, first_seq bigint, last_seq bigint, previous bytea, OUT hash bytea, OUT entries int)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(coalesce(previous, '') || coalesce(string_agg(platform.audit_fingerprint(a), '' ORDER BY a.seq), '')), count(*)::int
  FROM platform.audit a WHERE a.operator_id = op AND a.seq BETWEEN first_seq AND last_seq
$$;

-- What may be sealed, without a lock that a writer could wait for. Every transaction takes its own number (an xid) before
-- it numbers a row, so whoever has a row numbered up to `top` has an xid below the one taken here after `top` was read. Once
-- all of those have ended, nothing numbered up to `top` can appear any more.
CREATE FUNCTION platform.audit_mark(OUT top bigint, OUT after text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT last_value INTO top FROM platform.audit_seq;
  after := pg_current_xact_id()::text;
END $$;
CREATE FUNCTION platform.audit_settled(after text) RETURNS boolean LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS
  $$ SELECT pg_snapshot_xmin(pg_current_snapshot()) > after::xid8 $$;

-- Seals the operator's next batch, up to `size` rows numbered at most `top`; answers how many it sealed.
CREATE FUNCTION platform.seal_audit(top bigint, size int, now timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  op uuid := platform.operator_id();
  previous platform.audit_batch;
  last bigint;
  sealed record;
BEGIN
  SELECT * INTO previous FROM platform.audit_batch b WHERE b.operator_id = op ORDER BY b.batch_no DESC LIMIT 1;
  SELECT max(n.seq) INTO last FROM (
    SELECT a.seq FROM platform.audit a WHERE a.operator_id = op AND a.seq > coalesce(previous.last_seq, 0) AND a.seq <= top
    ORDER BY a.seq LIMIT size) n;
  IF last IS NULL THEN RETURN 0; END IF;
  -- From just behind the batch before, so that a row slipped in between two batches is found too.
  sealed := platform.audit_digest(op, coalesce(previous.last_seq, 0) + 1, last, previous.hash);
  INSERT INTO platform.audit_batch (operator_id, batch_no, first_seq, last_seq, entries, hash, sealed_at)
  VALUES (op, coalesce(previous.batch_no, 0) + 1, coalesce(previous.last_seq, 0) + 1, last, sealed.entries, sealed.hash, now);
  RETURN sealed.entries;
END $$;

GRANT CREATE ON SCHEMA platform TO middletier_system;
GRANT SELECT ON SEQUENCE platform.audit_seq TO middletier_system;
DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['platform.audit_mark()', 'platform.audit_settled(text)', 'platform.seal_audit(bigint, int, timestamptz)',
    'platform.audit_digest(uuid, bigint, bigint, bytea)', 'platform.audit_fingerprint(platform.audit)']::regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO middletier_app, middletier_system', f);
  END LOOP;
  ALTER FUNCTION platform.audit_mark OWNER TO middletier_system;
  ALTER FUNCTION platform.seal_audit OWNER TO middletier_system;
END $$;
REVOKE CREATE ON SCHEMA platform FROM middletier_system;
