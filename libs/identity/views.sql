-- Who is a member, who acts for whom. What other contexts may read of identity, and nothing else of it; each sees what its policies let it see.

CREATE VIEW identity.api_keys WITH (security_invoker) AS SELECT
  operator_id, api_key_id, organisation_id, name, last_four, issued_at, revoked_at
FROM identity.api_key;

CREATE VIEW identity.appointments WITH (security_invoker) AS SELECT
  operator_id, appointment_id, person_id, organisation_id, role, from_date, until_date, demonstration, ended_at,
  nomination_state
FROM identity.appointment;

CREATE VIEW identity.left_out_schools WITH (security_invoker) AS SELECT
  operator_id, organisation_id, reason
FROM identity.left_out_school;

CREATE VIEW identity.nominations WITH (security_invoker) AS SELECT
  operator_id, nomination_id, organisation_id, person_id, role, from_date, state, lapses_on
FROM identity.nomination;

-- What a party is today, or was on its last day; identity.party_roles says when. Its roles are looked at as one set, and not at all by
-- whoever asks for none: one party at a time takes PostgreSQL to the index of the exclusion, which is slow (ADR 22).
CREATE VIEW identity.parties WITH (security_invoker) AS SELECT
  p.operator_id, p.organisation_id, coalesce(r.buys @> least(platform.today_at(o), p.left_on), false) AS buyer,
  coalesce(r.provides @> least(platform.today_at(o), p.left_on), false) AS provider,
  coalesce(r.commissions @> least(platform.today_at(o), p.left_on), false) AS commissioner, p.host, p.joined_on, p.left_on
FROM identity.party p JOIN platform.operators o USING (operator_id) LEFT JOIN (
  SELECT operator_id, organisation_id, range_agg(daterange(from_on, until_on, '[]')) FILTER (WHERE 'buys' = ANY (may)) AS buys,
         range_agg(daterange(from_on, until_on, '[]')) FILTER (WHERE 'provides' = ANY (may)) AS provides,
         range_agg(daterange(from_on, until_on, '[]')) FILTER (WHERE 'commissions' = ANY (may)) AS commissions
    FROM identity.party_role GROUP BY operator_id, organisation_id) r USING (operator_id, organisation_id);

CREATE VIEW identity.party_roles WITH (security_invoker) AS SELECT
  operator_id, organisation_id, role, from_on, until_on, may
FROM identity.party_role;

CREATE VIEW identity.people WITH (security_invoker) AS SELECT
  id, name, email
FROM identity.person;

-- As of the table: whether an appointment may be acted under on a day.
CREATE FUNCTION identity.in_force(a identity.appointments, day date) RETURNS boolean LANGUAGE sql IMMUTABLE AS
  $$ SELECT a.ended_at IS NULL AND day >= a.from_date AND (a.until_date IS NULL OR day <= a.until_date) $$;
