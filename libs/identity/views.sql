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
  operator_id, nomination_id, organisation_id, person_id, role, from_date, state
FROM identity.nomination;

-- What a party is today, or was to its last day; identity.party_roles says when.
CREATE VIEW identity.parties WITH (security_invoker) AS SELECT
  p.operator_id, p.organisation_id, coalesce(r.buyer, false) AS buyer, coalesce(r.provider, false) AS provider,
  coalesce(r.commissioner, false) AS commissioner, p.host, p.joined_on, p.left_on
FROM identity.party p LEFT JOIN LATERAL (
  SELECT bool_or('buys' = ANY (r.may)) AS buyer, bool_or('provides' = ANY (r.may)) AS provider, bool_or('commissions' = ANY (r.may)) AS commissioner
  FROM identity.party_role r
  WHERE r.operator_id = p.operator_id AND r.organisation_id = p.organisation_id AND coalesce(r.until_on, 'infinity') >= coalesce(p.left_on, 'infinity')) r ON true;

CREATE VIEW identity.party_roles WITH (security_invoker) AS SELECT
  operator_id, organisation_id, role, from_on, until_on, may
FROM identity.party_role;

CREATE VIEW identity.people WITH (security_invoker) AS SELECT
  id, name, email
FROM identity.person;

-- As of the table: whether an appointment may be acted under on a day.
CREATE FUNCTION identity.in_force(a identity.appointments, day date) RETURNS boolean LANGUAGE sql IMMUTABLE AS
  $$ SELECT a.ended_at IS NULL AND day >= a.from_date AND (a.until_date IS NULL OR day <= a.until_date) $$;
