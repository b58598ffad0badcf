-- The operator's own words, each with the days on which it may be chosen. What was written with one keeps it: none is deleted.
CREATE TABLE operating_model.need (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  code text NOT NULL CHECK (code ~ '^[A-Za-z][A-Za-z-]{1,29}$'),
  label text NOT NULL CHECK (length(label) BETWEEN 2 AND 80),
  position int NOT NULL,
  from_on date NOT NULL,
  until_on date CHECK (until_on >= from_on),
  PRIMARY KEY (operator_id, code)
);
-- In the order of rank, the highest first; `leads`: its holders may support other schools.
CREATE TABLE operating_model.designation (
  LIKE operating_model.need INCLUDING ALL,
  leads boolean NOT NULL,
  FOREIGN KEY (operator_id) REFERENCES platform.operator
);

-- What operators had until now, by the program's own lists.
ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY;
INSERT INTO operating_model.need (operator_id, code, label, position, from_on)
SELECT o.operator_id, w.code, w.label, w.position, '2000-01-01' FROM platform.operator o, (VALUES
  ('leadership', 'Leadership', 1), ('teaching', 'Teaching and learning', 2), ('governance', 'Governance', 3),
  ('finance', 'Finance', 4), ('hr', 'Human resources', 5)) AS w (code, label, position);
INSERT INTO operating_model.designation (operator_id, code, label, position, from_on, leads)
SELECT o.operator_id, w.code, w.label, w.position, '2000-01-01', w.leads FROM platform.operator o, (VALUES
  ('NLE', 'National Leader of Education (NLE)', 1, true), ('LLE', 'Local Leader of Education (LLE)', 2, true),
  ('SLE', 'Specialist Leader of Education (SLE)', 3, true), ('SIP', 'School Improvement Partner (SIP)', 4, false),
  ('adviser', 'Adviser', 5, false), ('clerk', 'Clerk to governors', 6, false)) AS w (code, label, position, leads);
ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;

SELECT platform.protect('operating_model.need', 'shared', verbs => 'SELECT, INSERT');
SELECT platform.protect('operating_model.designation', 'shared', verbs => 'SELECT, INSERT');
GRANT UPDATE (until_on) ON operating_model.need, operating_model.designation TO middletier_app;
