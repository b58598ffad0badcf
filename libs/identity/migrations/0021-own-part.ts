import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether whoever is in the transaction is one of those for whom they decide; a party sees nobody's appointments but at its own. */
export class OwnPart1795900500952 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- In any role, now or later, at an organisation or at its trust; what the operator's own people are at the operator's is their office.
      CREATE FUNCTION identity.own_part(organisation uuid, today date) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT EXISTS (SELECT FROM identity.appointment a
          WHERE a.operator_id = platform.operator_id() AND a.person_id = nullif(current_setting('app.person_id', true), '')::uuid AND NOT a.at_host
            AND a.ended_at IS NULL AND (a.until_date IS NULL OR a.until_date >= today)
            AND organisation = ANY (identity.acts_for(a.operator_id, a.organisation_id))) $$;
      REVOKE ALL ON FUNCTION identity.own_part FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.own_part TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.own_part OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
