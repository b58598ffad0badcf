-- The register: schools, and everybody with a name. What other contexts may read of directory, and nothing else of it; each sees what its policies let it see.

CREATE VIEW directory.organisations WITH (security_invoker) AS SELECT
  organisation_id, kind, key, name
FROM directory.organisation;

CREATE VIEW directory.schools WITH (security_invoker) AS SELECT
  organisation_id, urn, name, la_code, la_name, type_name, status, opened_on, closed_on, phase, funding_status,
  state_funded, roll, trust_uid, street, locality, town, county, postcode, easting, northing, missing_since
FROM directory.school;

CREATE VIEW directory.school_links WITH (security_invoker) AS SELECT
  urn, link_urn, link_type
FROM directory.school_link;
