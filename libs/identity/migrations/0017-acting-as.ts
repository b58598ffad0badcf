import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A role is acted in while its party is what has such a role: the head of a school that came back as a provider acts no more (ADR 31). */
export class ActingAs1795900500201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a party does that has people in a role; as rolesAt (libs/identity/roles.ts), which says who is appointed.
      CREATE FUNCTION identity.deeds_with(role text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN role IN ('administrator', 'broker', 'finance') THEN ARRAY['hosts']
                    WHEN role IN ('business-manager', 'headteacher', 'chair') THEN ARRAY['buys']
                    WHEN role IN ('commissioner', 'budget-holder') THEN ARRAY['commissions']
                    WHEN role IN ('manager', 'practitioner') THEN ARRAY['provides', 'buys', 'hosts'] END $$;

      -- Under which appointments a person may act now, anywhere: in force, at a party that is here what the role is one of, by each
      -- operator's clock.
      CREATE OR REPLACE FUNCTION identity.acting(person uuid) RETURNS SETOF identity.appointment LANGUAGE sql STABLE AS $$
        SELECT a.* FROM identity.appointment a JOIN platform.operator o USING (operator_id) JOIN identity.party p USING (operator_id, organisation_id)
        WHERE a.person_id = person AND identity.in_force(a, platform.today_at(o)) AND (p.left_on IS NULL OR p.left_on >= platform.today_at(o))
          AND EXISTS (SELECT FROM identity.party_role r WHERE r.operator_id = a.operator_id AND r.organisation_id = a.organisation_id
            AND r.may && identity.deeds_with(a.role) AND r.from_on <= platform.today_at(o) AND (r.until_on IS NULL OR r.until_on >= platform.today_at(o))) $$;

      -- Whether whoever is in the transaction is, or is to be, in a role that acts for an organisation: at it, or at its trust.
      CREATE FUNCTION identity.own_role(as_role text, organisation uuid, today date) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT EXISTS (SELECT FROM identity.appointment a
          WHERE a.operator_id = platform.operator_id() AND a.person_id = nullif(current_setting('app.person_id', true), '')::uuid AND a.role = as_role
            AND a.ended_at IS NULL AND (a.until_date IS NULL OR a.until_date >= today)
            AND organisation = ANY (identity.acts_for(a.operator_id, a.organisation_id))) $$;
      REVOKE ALL ON FUNCTION identity.own_role FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.own_role TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.own_role OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
