import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom an organisation may act for with an operator: itself and, for a trust, its schools that are parties there. */
export class ActsFor1767200000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION identity.acts_for(operator uuid, organisation uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
        SELECT array_prepend(organisation, ARRAY(
          SELECT p.organisation_id
          FROM directory.organisation t
          JOIN directory.school s ON s.trust_uid = t.key AND s.status LIKE 'open%'
          JOIN identity.party p ON p.organisation_id = s.organisation_id AND p.operator_id = operator
          WHERE t.organisation_id = organisation AND t.kind = 'trust'
          ORDER BY p.organisation_id)) $$;
      REVOKE ALL ON FUNCTION identity.acts_for FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.acts_for TO middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
