import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Platform1767000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE EXTENSION IF NOT EXISTS btree_gist;
      CREATE SCHEMA platform;
      REVOKE ALL ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO middletier_app, middletier_system, middletier_ledger;
      GRANT USAGE ON SCHEMA platform TO middletier_app, middletier_system, middletier_ledger;

      CREATE FUNCTION platform.operator_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
        $$ SELECT nullif(current_setting('app.operator_id', true), '')::uuid $$;
      CREATE FUNCTION platform.sees_operator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
        $$ SELECT coalesce(current_setting('app.scope', true) = 'operator', false) $$;
      CREATE FUNCTION platform.organisation_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
        $$ SELECT coalesce(nullif(current_setting('app.organisation_ids', true), ''), '{}')::uuid[] $$;

      -- Declares who sees a table's rows; called once per table by the migration that makes it.
      --   kind 'parties'  rows name parties in the given columns; in party scope only those they name
      --   kind 'shared'   the operator's public facts (its catalogue): every party reads; staff write, and the parties
      --                   in the given columns their own
      --   kind 'staff'    the operator's staff and jobs only
      --   kind 'append'   anyone of the operator may add a row; only staff and jobs read or change it
      --   kind 'global'   no operator_id: everyone reads, only the system role writes
      -- verbs: what the application's role may do at all.
      CREATE FUNCTION platform.protect(target regclass, kind text, columns text[] DEFAULT '{}',
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
          EXECUTE format('CREATE POLICY parties ON %s TO middletier_app USING (%s) WITH CHECK (%s)', target,
            ours || ' AND ((SELECT platform.sees_operator()) OR ' || named || ')',
            ours || ' AND ((SELECT platform.sees_operator()) OR ' || named || ')');
        ELSIF kind = 'shared' THEN
          EXECUTE format('CREATE POLICY shared ON %s FOR SELECT TO middletier_app USING (%s)', target, ours);
          EXECUTE format('CREATE POLICY staff ON %s TO middletier_app USING (%s) WITH CHECK (%s)', target, staff, staff);
          IF columns <> '{}' THEN
            EXECUTE format('CREATE POLICY own ON %s TO middletier_app USING (%s) WITH CHECK (%s)', target,
              ours || ' AND (' || named || ')', ours || ' AND (' || named || ')');
          END IF;
        ELSIF kind = 'staff' THEN
          EXECUTE format('CREATE POLICY staff ON %s TO middletier_app USING (%s) WITH CHECK (%s)', target, staff, staff);
        ELSIF kind = 'append' THEN
          EXECUTE format('CREATE POLICY append ON %s FOR INSERT TO middletier_app WITH CHECK (%s)', target, ours);
          EXECUTE format('CREATE POLICY staff ON %s TO middletier_app USING (%s) WITH CHECK (%s)', target, staff, staff);
        ELSIF kind = 'global' THEN
          EXECUTE format('REVOKE ALL ON %s FROM middletier_app', target);
          EXECUTE format('GRANT SELECT ON %s TO middletier_app', target);
          EXECUTE format('CREATE POLICY global ON %s FOR SELECT TO middletier_app USING (true)', target);
        ELSE
          RAISE EXCEPTION 'protect: unknown kind %', kind;
        END IF;
      END $$;

      CREATE TABLE platform.operator (
        operator_id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{2,60}$'),
        name text NOT NULL,
        blueprint text NOT NULL,
        colour text NOT NULL CHECK (colour ~ '^#[0-9a-f]{6}$'),
        -- Set on a rehearsal operator: what time it is there. Null: the wall clock.
        rehearsal_now timestamptz,
        settings jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL
      );
      ALTER TABLE platform.operator ENABLE ROW LEVEL SECURITY;
      ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;
      GRANT SELECT, UPDATE ON platform.operator TO middletier_app;
      GRANT SELECT, INSERT, UPDATE ON platform.operator TO middletier_system;
      CREATE POLICY system ON platform.operator TO middletier_system USING (true) WITH CHECK (true);
      CREATE POLICY shared ON platform.operator FOR SELECT TO middletier_app USING (operator_id = (SELECT platform.operator_id()));
      CREATE POLICY staff ON platform.operator FOR UPDATE TO middletier_app
        USING (operator_id = (SELECT platform.operator_id()) AND (SELECT platform.sees_operator()));

      CREATE TABLE platform.outbox (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        message_id uuid NOT NULL,
        type text NOT NULL,
        entity_id uuid NOT NULL,
        request_id text NOT NULL,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        enqueued_at timestamptz,
        PRIMARY KEY (operator_id, message_id)
      );
      CREATE INDEX outbox_waiting ON platform.outbox (written_at) WHERE enqueued_at IS NULL;
      SELECT platform.protect('platform.outbox', 'append', verbs => 'SELECT, INSERT');

      CREATE TABLE platform.processed_message (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        message_id uuid NOT NULL,
        consumer text NOT NULL,
        processed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (operator_id, message_id, consumer)
      );
      SELECT platform.protect('platform.processed_message', 'staff', verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
