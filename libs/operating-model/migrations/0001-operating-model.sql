CREATE SCHEMA operating_model;
GRANT USAGE ON SCHEMA operating_model TO middletier_app, middletier_system;

-- What an operator chose, by name, from a day on; the last choice of a name and day holds. Who chose it stands in the trail too.
CREATE TABLE operating_model.setting (
  operator_id uuid NOT NULL REFERENCES platform.operator,
  name text NOT NULL CHECK (name ~ '^[a-z_]+\.[a-z_]+$'),
  holds_from date NOT NULL,
  setting_id uuid NOT NULL,                 -- ordered by time
  value jsonb NOT NULL,
  chosen_at timestamptz NOT NULL,
  chosen_by uuid,                           -- a person; null: the program
  PRIMARY KEY (operator_id, name, holds_from, setting_id)
);

-- What holds of one name on a day, for SQL; null where nothing was said.
CREATE FUNCTION operating_model.chosen(op uuid, setting text, on_day date) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.value FROM operating_model.setting s WHERE s.operator_id = op AND s.name = setting AND s.holds_from <= on_day
  ORDER BY s.holds_from DESC, s.setting_id DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION operating_model.chosen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operating_model.chosen TO middletier_app, middletier_system;

-- What operators had chosen until now holds from the beginning: groups of settings, and two with the group in their name.
ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY;
INSERT INTO operating_model.setting (operator_id, name, holds_from, setting_id, value, chosen_at)
SELECT o.operator_id, chosen.name, '2000-01-01', gen_random_uuid(), chosen.value, o.created_at
FROM platform.operator o, LATERAL (
  SELECT one.key || '.' || part.key AS name, part.value
  FROM jsonb_each(o.settings) one, jsonb_each(CASE jsonb_typeof(one.value) WHEN 'object' THEN one.value ELSE '{}' END) part
  UNION ALL
  SELECT one.key, one.value FROM jsonb_each(o.settings) one WHERE one.key IN ('ledger.giving', 'ledger.expired_holds')) chosen;
ALTER TABLE platform.operator DROP COLUMN settings;
ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;

SELECT platform.protect('operating_model.setting', 'shared', verbs => 'SELECT, INSERT');
SELECT platform.append_only('operating_model.setting');
