-- What is counted here: `one` and `many` are its nouns, `places` how many digits stand after the point. Rows of other contexts lean on it.
CREATE TABLE operating_model.unit (
  LIKE operating_model.need INCLUDING ALL,
  one text NOT NULL CHECK (length(one) BETWEEN 1 AND 40),
  many text NOT NULL CHECK (length(many) BETWEEN 1 AND 40),
  places int NOT NULL CHECK (places BETWEEN 0 AND 4),
  FOREIGN KEY (operator_id) REFERENCES platform.operator,
  CHECK (code ~ '^[A-Z][A-Z-]*$'),
  -- Money, which is no word and never chosen, and what the program itself counts in: neither ended nor counted otherwise.
  CONSTRAINT unit_program CHECK (CASE code WHEN 'PLACE' THEN places = 0 AND until_on IS NULL
    WHEN 'GBP' THEN places = 2 AND until_on IS NULL WHEN 'DAY' THEN places = 2 AND until_on IS NULL
    WHEN 'CREDIT' THEN places = 2 AND until_on IS NULL ELSE true END)
);

-- What operators had until now, by the program's own list.
ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY;
INSERT INTO operating_model.unit (operator_id, code, label, position, from_on, one, many, places)
SELECT o.operator_id, w.code, w.label, w.position, '2000-01-01', w.one, w.many, w.places FROM platform.operator o, (VALUES
  ('GBP', 'Money', 0, 'pound', 'pounds', 2), ('DAY', 'Days', 1, 'day', 'days', 2), ('CREDIT', 'Credits', 2, 'credit', 'credits', 2),
  ('PLACE', 'Places', 3, 'place', 'places', 0)) AS w (code, label, position, one, many, places);
ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;

SELECT platform.protect('operating_model.unit', 'shared', verbs => 'SELECT, INSERT');
GRANT UPDATE (until_on) ON operating_model.unit TO middletier_app;
