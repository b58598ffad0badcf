-- Who goes where, and when. What other contexts may read of delivery, and nothing else of it; each sees what its policies let it see.

CREATE VIEW delivery.designations WITH (security_invoker) AS SELECT
  operator_id, practitioner_id, designation, from_on, until_on
FROM delivery.designation;

CREATE VIEW delivery.links WITH (security_invoker) AS SELECT
  operator_id, school_id, practitioner_id, from_on, until_on
FROM delivery.link;

CREATE VIEW delivery.places WITH (security_invoker) AS SELECT
  operator_id, place_id, session_id, school_id, provider_id, attendee, means, amount, state, unit
FROM delivery.place;

CREATE VIEW delivery.practitioners WITH (security_invoker) AS SELECT
  operator_id, practitioner_id, person_id, name, home_id, needs
FROM delivery.practitioner;

CREATE VIEW delivery.proposals WITH (security_invoker) AS SELECT
  operator_id, proposal_id, request_id, school_id, home_id, practitioner_id, days, credits, state, proposed_on,
  decided_on
FROM delivery.proposal;

CREATE VIEW delivery.requests WITH (security_invoker) AS SELECT
  operator_id, request_id, school_id, need, days, asked_on, withdrawn_on, closed_on
FROM delivery.request;

CREATE VIEW delivery.sessions WITH (security_invoker) AS SELECT
  operator_id, session_id, provider_id, title, held_on, starts_at, venue, register_taken_on
FROM delivery.session;

CREATE VIEW delivery.visits WITH (security_invoker) AS SELECT
  operator_id, visit_id, school_id, practitioner_id, home_id, proposal_id, visit_on, portion, purpose, state, report,
  reported_on, read_on, read_by, rating, evaluation, evaluated_on, called_off_because, booked_by
FROM delivery.visit;
