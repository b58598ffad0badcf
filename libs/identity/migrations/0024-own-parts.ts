import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where whoever is in the transaction has a part, asked once for many organisations. */
export class OwnParts1795900501190 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- In any role, now or later, at an organisation or at its trust; what the operator's own people are at the operator's is their office.
      CREATE FUNCTION identity.own_parts(today date) RETURNS uuid[]
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT ARRAY(SELECT unnest(identity.acts_for(a.operator_id, a.organisation_id)) FROM identity.appointment a
          WHERE a.operator_id = platform.operator_id() AND a.person_id = nullif(current_setting('app.person_id', true), '')::uuid AND NOT a.at_host
            AND a.ended_at IS NULL AND (a.until_date IS NULL OR a.until_date >= today)) $$;
      REVOKE ALL ON FUNCTION identity.own_parts FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.own_parts TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.own_parts OWNER TO middletier_system;
      CREATE OR REPLACE FUNCTION identity.own_part(organisation uuid, today date) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT organisation = ANY (identity.own_parts(today)) $$;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
