import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever issued a key has seen it, so what is not theirs to do is not the key's either. */
export class BehindAKey1795900501260 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Who is in the transaction: the person, or whoever issued the key that is.
      CREATE FUNCTION identity.behind() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT coalesce(nullif(current_setting('app.person_id', true), '')::uuid, (SELECT k.issued_by FROM identity.api_key k
          WHERE k.operator_id = platform.operator_id() AND k.api_key_id = nullif(current_setting('app.api_key_id', true), '')::uuid)) $$;
      REVOKE ALL ON FUNCTION identity.behind FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.behind TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.behind OWNER TO middletier_system;
      CREATE OR REPLACE FUNCTION identity.own_parts(today date) RETURNS uuid[]
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT ARRAY(SELECT unnest(identity.acts_for(a.operator_id, a.organisation_id)) FROM identity.appointment a
          WHERE a.operator_id = platform.operator_id() AND a.person_id = (SELECT identity.behind()) AND NOT a.at_host
            AND a.ended_at IS NULL AND (a.until_date IS NULL OR a.until_date >= today)) $$;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
