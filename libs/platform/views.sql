-- Operators, the trail, and work that did not happen. What other contexts may read of platform, and nothing else of it; each sees what its policies let it see.

CREATE VIEW platform.audit_entries WITH (security_invoker) AS SELECT
  operator_id, audit_id, at, person_id, role, organisation_id, about_organisation_id, verb, subject_type, subject_id,
  request_id, details, seq, api_key_id
FROM platform.audit;

CREATE VIEW platform.failures WITH (security_invoker) AS SELECT
  operator_id, work, subject_id, reason, since, solved_at
FROM platform.failure;

CREATE VIEW platform.operators WITH (security_invoker) AS SELECT
  operator_id, slug, name, colour, rehearsal_now
FROM platform.operator;

-- As of the table: what an operator's clock says; a rehearsal has one of its own.
CREATE FUNCTION platform.today_at(o platform.operators) RETURNS date LANGUAGE sql STABLE AS
  $$ SELECT (coalesce(o.rehearsal_now, statement_timestamp()) AT TIME ZONE 'Europe/London')::date $$;
