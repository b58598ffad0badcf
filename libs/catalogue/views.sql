-- What is offered. What other contexts may read of catalogue, and nothing else of it; each sees what its policies let it see.

CREATE VIEW catalogue.offers WITH (security_invoker) AS SELECT
  operator_id, offer_id, provider_id, kind, title, summary, need, service_type, accepts, withdrawn_on
FROM catalogue.offer;

-- Each rule with the day from which another of its unit and kind of school holds in its place.
CREATE VIEW catalogue.prices WITH (security_invoker) AS SELECT
  operator_id, offer_id, unit, for_schools, basis, amount, minimum, bands, illustrative, starts_on,
  lead(starts_on) OVER (PARTITION BY operator_id, offer_id, unit, for_schools ORDER BY starts_on) AS followed_on
FROM catalogue.price;
