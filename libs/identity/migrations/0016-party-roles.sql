-- What an organisation is here (operating_model.party_role), from one day until another. Who leaves and comes back has two rows.
CREATE TABLE identity.party_role (
  operator_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  role text NOT NULL,
  from_on date NOT NULL,
  until_on date CHECK (until_on >= from_on),
  -- The word's own, kept beside it: what a party may do is asked at every page.
  may text[] NOT NULL,
  hosts boolean GENERATED ALWAYS AS (CASE WHEN 'hosts' = ANY (may) THEN true END) STORED,
  PRIMARY KEY (operator_id, organisation_id, role, from_on),
  FOREIGN KEY (operator_id, organisation_id) REFERENCES identity.party,
  FOREIGN KEY (operator_id, role, may) REFERENCES operating_model.party_role (operator_id, code, may),
  -- A role that hosts is the operator's own organisation's, of which there is one: `party_one_host`.
  FOREIGN KEY (operator_id, organisation_id, hosts) REFERENCES identity.party (operator_id, organisation_id, host),
  CONSTRAINT party_role_once EXCLUDE USING gist (operator_id WITH =, organisation_id WITH =, role WITH =, daterange(from_on, until_on, '[]') WITH &&)
);

ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY;
ALTER TABLE operating_model.party_role NO FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.party NO FORCE ROW LEVEL SECURITY;
INSERT INTO identity.party_role (operator_id, organisation_id, role, from_on, until_on, may)
SELECT p.operator_id, p.organisation_id, w.code, p.joined_on, p.left_on, w.may
FROM identity.party p JOIN operating_model.party_role w USING (operator_id)
WHERE CASE w.code WHEN 'buyer' THEN p.buyer WHEN 'provider' THEN p.provider WHEN 'commissioner' THEN p.commissioner ELSE p.host END;
ALTER TABLE identity.party FORCE ROW LEVEL SECURITY;
ALTER TABLE operating_model.party_role FORCE ROW LEVEL SECURITY;
ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY;

SELECT platform.protect('identity.party_role', 'parties', ARRAY['organisation_id'], verbs => 'SELECT, INSERT');
GRANT UPDATE (until_on) ON identity.party_role TO middletier_app;
CREATE POLICY staff_add ON identity.party_role AS RESTRICTIVE FOR INSERT TO middletier_app WITH CHECK ((SELECT platform.sees_operator()));
CREATE POLICY staff_change ON identity.party_role AS RESTRICTIVE FOR UPDATE TO middletier_app USING ((SELECT platform.sees_operator()));
SELECT platform.let_authority('identity.party_role', 'organisation_id');

-- As in 0006: whether a school buys here on a day, asked of its roles, so that the time between leaving and coming back is known.
CREATE OR REPLACE FUNCTION identity.buys_here(organisation uuid, today date) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM identity.party_role r WHERE r.operator_id = platform.operator_id() AND r.organisation_id = organisation
                    AND 'buys' = ANY (r.may) AND r.from_on <= today AND (r.until_on IS NULL OR r.until_on >= today)) $$;

-- A party is one as something; said when the transaction ends, for its roles are written after it.
CREATE FUNCTION identity.has_a_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM identity.party_role r WHERE r.operator_id = NEW.operator_id AND r.organisation_id = NEW.organisation_id) THEN
    RAISE EXCEPTION 'A party has no role' USING ERRCODE = 'check_violation', CONSTRAINT = 'party_has_a_role';
  END IF;
  RETURN NULL;
END $$;
GRANT CREATE ON SCHEMA identity TO middletier_system;
ALTER FUNCTION identity.has_a_role OWNER TO middletier_system;
REVOKE CREATE ON SCHEMA identity FROM middletier_system;
REVOKE ALL ON FUNCTION identity.has_a_role FROM PUBLIC;
CREATE CONSTRAINT TRIGGER party_has_a_role AFTER INSERT ON identity.party DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION identity.has_a_role();

ALTER TABLE identity.party DROP COLUMN buyer, DROP COLUMN provider, DROP COLUMN commissioner;
