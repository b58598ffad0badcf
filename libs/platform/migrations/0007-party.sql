-- In party scope the application becomes middletier_party. It reads what the application reads, under the same policies, and
-- writes only what a migration grants it, column by column: no price and no state without the program's word for it.
GRANT USAGE ON SCHEMA platform, public TO middletier_party;

-- The program's key, derived from SECRET and set anew by every `migrate`; the two paddings of HMAC-SHA256 (RFC 2104). Nobody
-- reads it but the function below.
CREATE TABLE platform.program_key (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
  outer_key bytea NOT NULL CHECK (length(outer_key) = 64)
);
ALTER TABLE platform.program_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.program_key FORCE ROW LEVEL SECURITY;
DO $$ BEGIN EXECUTE format('CREATE POLICY owner ON platform.program_key TO %I USING (true) WITH CHECK (true)', current_user); END $$;
CREATE POLICY ledger ON platform.program_key FOR SELECT TO middletier_ledger USING (true);
GRANT SELECT ON platform.program_key TO middletier_ledger;

-- Whether the program said this, for the operator and person of the transaction.
CREATE FUNCTION platform.is_word(said text, word bytea) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT sha256(outer_key || sha256(inner_key || convert_to(
    concat_ws('|', current_setting('app.operator_id', true), current_setting('app.person_id', true), said), 'UTF8'))) = word
  FROM platform.program_key), false)
$$;
GRANT CREATE ON SCHEMA platform TO middletier_ledger;
ALTER FUNCTION platform.is_word OWNER TO middletier_ledger;
REVOKE CREATE ON SCHEMA platform FROM middletier_ledger;
REVOKE ALL ON FUNCTION platform.is_word FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.is_word TO middletier_party, middletier_ledger;

-- For a trigger: in party scope the named columns are written only as the program said, `name|value|…` in their order.
CREATE FUNCTION platform.needs_word() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said text := TG_ARGV[0];
  i int;
BEGIN
  IF current_user <> 'middletier_party' THEN RETURN NEW; END IF;
  FOR i IN 1 .. TG_NARGS - 1 LOOP
    said := said || '|' || coalesce(to_jsonb(NEW) ->> TG_ARGV[i], '');
  END LOOP;
  IF platform.is_word(said, decode(current_setting('app.word', true), 'hex')) IS NOT TRUE THEN
    RAISE EXCEPTION 'Nobody gave the program''s word for this %', TG_ARGV[0] USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- As in 0001, with parties among the readers: every policy of the application is theirs as well, every grant is not.
CREATE OR REPLACE FUNCTION platform.protect(target regclass, kind text, columns text[] DEFAULT '{}',
                                 verbs text DEFAULT 'SELECT, INSERT, UPDATE') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  ours text := 'operator_id = (SELECT platform.operator_id())';
  staff text := ours || ' AND (SELECT platform.sees_operator())';
  named text := (SELECT string_agg(format('%I = ANY ((SELECT platform.organisation_ids())::uuid[])', c), ' OR ') FROM unnest(columns) c);
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('GRANT %s ON %s TO middletier_app', verbs, target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO middletier_system', target);
  EXECUTE format('CREATE POLICY system ON %s TO middletier_system USING (true) WITH CHECK (true)', target);
  IF kind = 'parties' THEN
    IF columns = '{}' THEN RAISE EXCEPTION 'parties: which columns of % name them?', target; END IF;
    EXECUTE format('CREATE POLICY parties ON %s TO middletier_app, middletier_party USING (%s) WITH CHECK (%s)', target,
      ours || ' AND ((SELECT platform.sees_operator()) OR ' || named || ')',
      ours || ' AND ((SELECT platform.sees_operator()) OR ' || named || ')');
  ELSIF kind = 'shared' THEN
    EXECUTE format('CREATE POLICY shared ON %s FOR SELECT TO middletier_app, middletier_party USING (%s)', target, ours);
    EXECUTE format('CREATE POLICY staff ON %s TO middletier_app, middletier_party USING (%s) WITH CHECK (%s)', target, staff, staff);
    IF columns <> '{}' THEN
      EXECUTE format('CREATE POLICY own ON %s TO middletier_app, middletier_party USING (%s) WITH CHECK (%s)', target,
        ours || ' AND (' || named || ')', ours || ' AND (' || named || ')');
    END IF;
  ELSIF kind = 'staff' THEN
    EXECUTE format('CREATE POLICY staff ON %s TO middletier_app, middletier_party USING (%s) WITH CHECK (%s)', target, staff, staff);
  ELSIF kind = 'append' THEN
    EXECUTE format('CREATE POLICY append ON %s FOR INSERT TO middletier_app, middletier_party WITH CHECK (%s)', target, ours);
    EXECUTE format('CREATE POLICY staff ON %s TO middletier_app, middletier_party USING (%s) WITH CHECK (%s)', target, staff, staff);
  ELSIF kind = 'global' THEN
    EXECUTE format('REVOKE ALL ON %s FROM middletier_app', target);
    EXECUTE format('GRANT SELECT ON %s TO middletier_app', target);
    EXECUTE format('CREATE POLICY global ON %s FOR SELECT TO middletier_app, middletier_party USING (true)', target);
  ELSE
    RAISE EXCEPTION 'protect: unknown kind %', kind;
  END IF;
END $$;

-- Run at the end of every `migrate`: parties read what the application reads and call what it calls, under its policies.
CREATE FUNCTION platform.share_with_parties() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  app oid := 'middletier_app'::regrole;
  party oid := 'middletier_party'::regrole;
  one record;
BEGIN
  FOR one IN SELECT n.oid, n.nspname FROM pg_namespace n WHERE n.nspname NOT IN ('auth', 'bullmq') AND n.nspname !~ '^pg_'
    AND has_schema_privilege(app, n.oid, 'USAGE') AND NOT has_schema_privilege(party, n.oid, 'USAGE') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO middletier_party', one.nspname);
  END LOOP;
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname NOT IN ('auth', 'bullmq', 'information_schema') AND n.nspname !~ '^pg_'
      AND has_table_privilege(app, c.oid, 'SELECT') AND NOT has_table_privilege(party, c.oid, 'SELECT') LOOP
    EXECUTE format('GRANT SELECT ON %s TO middletier_party', one.name);
  END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN ('auth', 'bullmq', 'public', 'information_schema') AND n.nspname !~ '^pg_' AND p.prokind = 'f'
      AND has_function_privilege(app, p.oid, 'EXECUTE') AND NOT has_function_privilege(party, p.oid, 'EXECUTE')
      -- These move balances, seal, or reach people whom no party knows: see ledger.apply_said for the first.
      AND p.oid::regprocedure::text !~ '^(ledger\.(apply|open|close|seal|settled_seq)|identity\.(add_person|end_access)|platform\.(seal_audit|audit_mark))\(' LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO middletier_party', one.name);
  END LOOP;
  FOR one IN SELECT p.polname, p.polrelid::regclass AS name, (SELECT string_agg(r::regrole::text, ', ') FROM unnest(p.polroles) r) AS roles
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname <> 'auth' AND p.polroles @> ARRAY[app] AND NOT p.polroles @> ARRAY[party] AND p.polname <> 'sign_in' LOOP
    EXECUTE format('ALTER POLICY %I ON %s TO %s, middletier_party', one.polname, one.name, one.roles);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION platform.share_with_parties FROM PUBLIC;

-- What a party writes: promises, the trail, and the rows of its own that the contexts' migrations grant.
GRANT INSERT ON platform.outbox, platform.audit TO middletier_party;
GRANT USAGE ON SEQUENCE platform.audit_seq TO middletier_party;
