-- The operator's own words. What other contexts may read of the operating model, and nothing else of it.

CREATE VIEW operating_model.needs WITH (security_invoker) AS SELECT
  operator_id, code, label, position, from_on, until_on
FROM operating_model.need;

CREATE VIEW operating_model.designations WITH (security_invoker) AS SELECT
  operator_id, code, label, position, from_on, until_on, leads
FROM operating_model.designation;

CREATE VIEW operating_model.service_types WITH (security_invoker) AS SELECT
  operator_id, code, label, position, from_on, until_on, taxed_as
FROM operating_model.service_type;

CREATE VIEW operating_model.party_roles WITH (security_invoker) AS SELECT
  operator_id, code, label, position, from_on, until_on, may
FROM operating_model.party_role;

-- Money among them; `words`: all that an amount is written with.
CREATE VIEW operating_model.units WITH (security_invoker) AS SELECT
  operator_id, code, label, position, from_on, until_on,
  jsonb_build_object('code', code, 'label', label, 'one', one, 'many', many, 'places', places) AS words
FROM operating_model.unit;
