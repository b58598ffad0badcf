-- What kinds of service the operator tells apart; `taxed_as`: which of those that the law knows each is (handbook Part 1 (b) 3).
CREATE TABLE operating_model.service_type (
  LIKE operating_model.need INCLUDING ALL,
  taxed_as text NOT NULL CHECK (taxed_as IN ('consultancy', 'training', 'teaching-staff', 'services')),
  FOREIGN KEY (operator_id) REFERENCES platform.operator
);

-- What operators had until now: the law's own.
ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY;
INSERT INTO operating_model.service_type (operator_id, code, label, position, from_on, taxed_as)
SELECT o.operator_id, w.code, w.label, w.position, '2000-01-01', w.code FROM platform.operator o, (VALUES
  ('consultancy', 'Consultancy', 1), ('training', 'Training', 2), ('teaching-staff', 'Teaching staff', 3),
  ('services', 'Other services', 4)) AS w (code, label, position);
ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;

SELECT platform.protect('operating_model.service_type', 'shared', verbs => 'SELECT, INSERT');
GRANT UPDATE (until_on) ON operating_model.service_type TO middletier_app;
