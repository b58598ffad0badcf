import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is signed in, for several tokens at once: requests that come together ask together. Only a trust acts for others, so only it
 * is asked for whom. `identity.signed_in` is otherwise as it was in 0012-signed-in.ts.
 */
export class SignedInTogether1795800710001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION identity.choices(person uuid) RETURNS TABLE (appointment_id uuid, operator_id uuid, organisation_id uuid,
          organisation_name text, organisation_ids uuid[], role text, operator_name text, operator_slug text, colour text, rehearsal_now timestamptz)
        LANGUAGE sql STABLE AS $$
        SELECT a.appointment_id, a.operator_id, a.organisation_id, coalesce(d.name, o.name),
               CASE WHEN d.kind = 'trust' THEN identity.acts_for(a.operator_id, a.organisation_id) ELSE ARRAY[a.organisation_id] END, a.role,
               o.name, o.slug, o.colour, o.rehearsal_now
          FROM identity.acting(person) a JOIN platform.operator o USING (operator_id) LEFT JOIN directory.organisation d USING (organisation_id)
         ORDER BY a.from_date, a.appointment_id $$;

      CREATE FUNCTION identity.signed_in(session_tokens text[], at timestamptz) RETURNS TABLE (token text, session_id uuid, person_id uuid, person_name text,
          email text, chosen_id uuid, appointment_id uuid, operator_id uuid, organisation_id uuid, organisation_name text, organisation_ids uuid[],
          role text, operator_name text, operator_slug text, colour text, rehearsal_now timestamptz)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
        #variable_conflict use_column
        BEGIN
          -- plpgsql keeps the plan for as long as the connection lives.
          RETURN QUERY SELECT s.token, s.id, p.id, p.name, p.email, s."appointmentId", c.*
            FROM auth.session s JOIN identity.person p ON p.id = s."userId" LEFT JOIN LATERAL identity.choices(p.id) c ON true
           WHERE s.token = ANY (session_tokens) AND s."expiresAt" >= at AND platform.operator_id() IS NULL;
        END $$;

      REVOKE ALL ON FUNCTION identity.signed_in(text[], timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.signed_in(text[], timestamptz) TO middletier_app;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.signed_in(text[], timestamptz) OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
      DROP FUNCTION identity.signed_in(text, timestamptz);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
