-- What is offered. What other contexts may read of catalogue, and nothing else of it; each sees what its policies let it see.

CREATE VIEW catalogue.offers WITH (security_invoker) AS SELECT
  operator_id, offer_id, provider_id, title, need, service_type, withdrawn_on
FROM catalogue.offer;
