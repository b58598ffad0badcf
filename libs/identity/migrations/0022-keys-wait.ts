import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A key that an administrator issues for somebody else's party waits for the yes of who leads there, as a nomination does. Those that
 * there were, and those that need no yes (of the operator's own, or of whoever runs the installation), have no day on which they lapse.
 */
export class KeysWait1795900501010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.api_key
        ADD state text NOT NULL DEFAULT 'confirmed' CHECK (state IN ('waiting', 'confirmed', 'declined')),
        -- The last day on which it may be confirmed; London's, as everywhere.
        ADD lapses_on date,
        ADD decided_by uuid REFERENCES identity.person,
        ADD decided_at timestamptz,
        ADD CONSTRAINT api_key_decided CHECK (CASE
          WHEN state = 'waiting' THEN lapses_on IS NOT NULL AND issued_by IS NOT NULL AND decided_by IS NULL AND decided_at IS NULL
          WHEN lapses_on IS NULL THEN state = 'confirmed' AND decided_by IS NULL AND decided_at IS NULL
          ELSE decided_by IS NOT NULL AND decided_at IS NOT NULL AND decided_by <> issued_by END),
        ADD CONSTRAINT api_key_confirmed_in_time CHECK (state <> 'confirmed' OR (decided_at AT TIME ZONE 'Europe/London')::date <= lapses_on);
      ALTER TABLE identity.api_key ALTER state DROP DEFAULT;
      CREATE INDEX api_key_of_party ON identity.api_key (operator_id, organisation_id);

      CREATE FUNCTION identity.key_waits() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          RAISE EXCEPTION 'A key is decided once' USING ERRCODE = 'check_violation', CONSTRAINT = 'api_key_decided_once';
        ELSIF NOT EXISTS (SELECT FROM identity.party p WHERE p.operator_id = NEW.operator_id AND p.organisation_id = NEW.organisation_id AND p.host) THEN
          RAISE EXCEPTION 'A key for somebody else waits for their yes' USING ERRCODE = 'check_violation', CONSTRAINT = 'api_key_waits';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER decided_once BEFORE UPDATE OF state, lapses_on, decided_by, decided_at ON identity.api_key FOR EACH ROW
        WHEN (OLD.state <> 'waiting' OR OLD.lapses_on IS DISTINCT FROM NEW.lapses_on) EXECUTE FUNCTION identity.key_waits();
      CREATE TRIGGER waits BEFORE INSERT ON identity.api_key FOR EACH ROW
        WHEN (NEW.issued_by IS NOT NULL AND NEW.state <> 'waiting') EXECUTE FUNCTION identity.key_waits();

      -- A party's own people decide, by the program's word (platform/migrations/0007-party.sql).
      GRANT UPDATE (state, decided_by, decided_at) ON identity.api_key TO middletier_party;
      CREATE TRIGGER said BEFORE UPDATE ON identity.api_key FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('key', 'api_key_id', 'state', 'decided_by');

      -- Who issued a key, for whom it waits: no party sees the operator's people. Null once they are no administrator here, and it works no more.
      CREATE FUNCTION identity.issuer_of(key uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
        SELECT p.name FROM identity.api_key k JOIN identity.person p ON p.id = k.issued_by
         WHERE k.operator_id = platform.operator_id() AND k.api_key_id = key AND EXISTS (
           SELECT FROM identity.acting(k.issued_by) a WHERE a.operator_id = k.operator_id AND a.role = 'administrator') $$;
      REVOKE ALL ON FUNCTION identity.issuer_of FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.issuer_of TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.issuer_of OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
