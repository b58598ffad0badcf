-- As what an organisation is a party here; `may`: what a party in the role does. Neither changes: rows of identity lean on both.
CREATE TABLE operating_model.party_role (
  LIKE operating_model.need INCLUDING ALL,
  may text[] NOT NULL CHECK (may <> '{}' AND may <@ ARRAY['buys', 'provides', 'commissions', 'hosts']),
  UNIQUE (operator_id, code, may),
  FOREIGN KEY (operator_id) REFERENCES platform.operator
);

-- What operators had until now, by the program's own list.
ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY;
INSERT INTO operating_model.party_role (operator_id, code, label, position, from_on, may)
SELECT o.operator_id, w.code, w.label, w.position, '2000-01-01', ARRAY[w.may] FROM platform.operator o, (VALUES
  ('host', 'The operator itself', 1, 'hosts'), ('commissioner', 'Local authority', 2, 'commissions'),
  ('provider', 'Provider', 3, 'provides'), ('buyer', 'School', 4, 'buys')) AS w (code, label, position, may);
ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;

SELECT platform.protect('operating_model.party_role', 'shared', verbs => 'SELECT, INSERT');
GRANT UPDATE (until_on) ON operating_model.party_role TO middletier_app;
