import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A party sees its own membership alone, yet has to know whether a school it gives or earmarks to is a member. */
export class BuysHere1795604000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION identity.buys_here(organisation uuid, today date) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT EXISTS (SELECT FROM identity.party p WHERE p.operator_id = platform.operator_id() AND p.organisation_id = organisation
                          AND p.buyer AND p.joined_on <= today AND (p.left_on IS NULL OR p.left_on >= today)) $$;
      REVOKE ALL ON FUNCTION identity.buys_here FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.buys_here TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.buys_here OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
