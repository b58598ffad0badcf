import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A school sees its own membership alone, yet books and agrees on people whose own organisation has to be a member on the day; as buys_here. */
export class MemberHere1795900500720 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION identity.member_here(organisation uuid, day date) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT EXISTS (SELECT FROM identity.party_role r WHERE r.operator_id = platform.operator_id() AND r.organisation_id = organisation
                          AND r.from_on <= day AND (r.until_on IS NULL OR r.until_on >= day)) $$;
      REVOKE ALL ON FUNCTION identity.member_here FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.member_here TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.member_here OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
