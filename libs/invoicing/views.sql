-- What was billed. What other contexts may read of invoicing, and nothing else of it; each sees what its policies let it see.

CREATE VIEW invoicing.documents WITH (security_invoker) AS SELECT
  operator_id, document_id, rail, outcome, number, supplier_id, customer_id, school_id, issued_on, due_on, net, vat,
  gross
FROM invoicing.document;
