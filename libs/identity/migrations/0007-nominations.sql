-- Nobody appoints himself, and nobody of the operator's decides alone who acts for someone else's organisation: he proposes
-- (a nomination, which confers nothing), and the organisation confirms.
ALTER TABLE identity.appointment
  -- Set when it was ended by hand: it is over from then on, whatever its last day.
  ADD ended_at timestamptz,
  -- Null: by whoever runs the installation (its terminal, its demonstration).
  ADD appointed_by uuid REFERENCES identity.person,
  ADD nomination_id uuid,
  ADD CONSTRAINT appointment_not_own CHECK (appointed_by <> person_id),
  ADD CONSTRAINT appointment_confirmed CHECK (at_host OR appointed_by IS NULL OR nomination_id IS NOT NULL),
  -- The foreign key below leads to a confirmed nomination only.
  ADD nomination_state text GENERATED ALWAYS AS (CASE WHEN nomination_id IS NOT NULL THEN 'confirmed' END) STORED,
  DROP CONSTRAINT appointment_once,
  ADD CONSTRAINT appointment_once EXCLUDE USING gist (operator_id WITH =, person_id WITH =, organisation_id WITH =, role WITH =,
    daterange(from_date, until_date, '[]') WITH &&) WHERE (ended_at IS NULL);

CREATE TABLE identity.nomination (
  operator_id uuid NOT NULL,
  nomination_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES identity.person,
  organisation_id uuid NOT NULL,
  role text NOT NULL,
  from_date date NOT NULL,
  until_date date CHECK (until_date >= from_date),
  proposed_by uuid NOT NULL REFERENCES identity.person,
  proposed_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'declined')),
  -- A colleague: a head, chair or other lead already there. A letter: a link sent to a mailbox at the organisation's own
  -- domain. A second administrator: with the evidence he had.
  decided_how text CHECK (decided_how IN ('colleague', 'letter', 'second-administrator')),
  decided_by uuid REFERENCES identity.person,
  decided_at timestamptz,
  evidence text,
  -- Where a letter went, the hash of its link, and until when the link works.
  letter_to text,
  link_hash bytea,
  link_expires_at timestamptz,
  PRIMARY KEY (operator_id, nomination_id),
  FOREIGN KEY (operator_id, organisation_id) REFERENCES identity.party,
  UNIQUE (operator_id, nomination_id, person_id, organisation_id, role, state),
  CONSTRAINT nomination_not_own CHECK (proposed_by <> person_id),
  CONSTRAINT nomination_second_person CHECK (state <> 'confirmed' OR (decided_by <> proposed_by AND decided_by <> person_id) IS NOT FALSE),
  CONSTRAINT nomination_decided CHECK (CASE state
    WHEN 'proposed' THEN decided_how IS NULL AND decided_by IS NULL AND decided_at IS NULL
    WHEN 'declined' THEN decided_at IS NOT NULL
    ELSE decided_at IS NOT NULL AND CASE decided_how
      WHEN 'letter' THEN decided_by IS NULL AND link_hash IS NOT NULL
      WHEN 'second-administrator' THEN decided_by IS NOT NULL AND evidence <> ''
      WHEN 'colleague' THEN decided_by IS NOT NULL
      ELSE false END END)
);
CREATE UNIQUE INDEX nomination_waits_once ON identity.nomination (operator_id, organisation_id, person_id, role) WHERE state = 'proposed';
CREATE INDEX nomination_of_person ON identity.nomination (person_id);
CREATE UNIQUE INDEX nomination_link ON identity.nomination (operator_id, link_hash) WHERE link_hash IS NOT NULL;
SELECT platform.protect('identity.nomination', 'parties', ARRAY['organisation_id']);
ALTER TABLE identity.appointment ADD FOREIGN KEY (operator_id, nomination_id, person_id, organisation_id, role, nomination_state)
  REFERENCES identity.nomination (operator_id, nomination_id, person_id, organisation_id, role, state);

-- Only the operator's staff propose, appoint and end; a party's own people confirm through the function below.
CREATE POLICY staff_add ON identity.nomination AS RESTRICTIVE FOR INSERT TO middletier_app WITH CHECK ((SELECT platform.sees_operator()));
CREATE POLICY staff_add ON identity.appointment AS RESTRICTIVE FOR INSERT TO middletier_app WITH CHECK ((SELECT platform.sees_operator()));
CREATE POLICY staff_change ON identity.appointment AS RESTRICTIVE FOR UPDATE TO middletier_app USING ((SELECT platform.sees_operator()));
-- Whoever sees a nomination sees whom it is about.
ALTER POLICY appointed ON identity.person USING (
  EXISTS (SELECT FROM identity.appointment a WHERE a.person_id = person.id)
  OR EXISTS (SELECT FROM identity.nomination n WHERE n.person_id = person.id));

-- Makes an appointment of a nomination that was confirmed: the foreign key holds it to the very person, party and role.
CREATE FUNCTION identity.appoint_nominated(nomination uuid, appointment uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  INSERT INTO identity.appointment (operator_id, appointment_id, person_id, organisation_id, role, at_host, from_date, until_date, appointed_by, nomination_id)
  SELECT n.operator_id, appointment, n.person_id, n.organisation_id, n.role, p.host, n.from_date, n.until_date, n.proposed_by, n.nomination_id
  FROM identity.nomination n JOIN identity.party p USING (operator_id, organisation_id)
  WHERE n.operator_id = platform.operator_id() AND n.nomination_id = nomination $$;

-- Whether an appointment may be acted under on a day.
CREATE FUNCTION identity.in_force(a identity.appointment, day date) RETURNS boolean LANGUAGE sql IMMUTABLE AS
  $$ SELECT a.ended_at IS NULL AND day >= a.from_date AND (a.until_date IS NULL OR day <= a.until_date) $$;
-- What an operator's clock says; a rehearsal has one of its own.
CREATE FUNCTION platform.today_at(o platform.operator) RETURNS date LANGUAGE sql STABLE AS
  $$ SELECT (coalesce(o.rehearsal_now, clock_timestamp()) AT TIME ZONE 'Europe/London')::date $$;
-- Under which appointments a person may act now, anywhere: in force, at a party that has not left, by each operator's clock.
CREATE FUNCTION identity.acting(person uuid) RETURNS SETOF identity.appointment LANGUAGE sql STABLE AS $$
  SELECT a.* FROM identity.appointment a JOIN platform.operator o USING (operator_id) JOIN identity.party p USING (operator_id, organisation_id)
  WHERE a.person_id = person AND identity.in_force(a, platform.today_at(o)) AND (p.left_on IS NULL OR p.left_on >= platform.today_at(o)) $$;

-- Who has nothing left, anywhere, loses sessions and links that set a password.
CREATE FUNCTION identity.end_access(person uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT FROM identity.acting(person)) THEN RETURN false; END IF;
  DELETE FROM auth.session WHERE "userId" = person;
  DELETE FROM auth.verification WHERE value = person::text;
  RETURN true;
END $$;
GRANT DELETE ON auth.session TO middletier_system;
GRANT SELECT, DELETE ON auth.verification TO middletier_system;
CREATE POLICY system ON auth.verification TO middletier_system USING (true) WITH CHECK (true);

-- Who issued a key: it works while they act here. Null: whoever runs the installation.
ALTER TABLE identity.api_key ADD issued_by uuid REFERENCES identity.person;

GRANT CREATE ON SCHEMA identity TO middletier_system;
ALTER FUNCTION identity.appoint_nominated OWNER TO middletier_system;
ALTER FUNCTION identity.end_access OWNER TO middletier_system;
REVOKE CREATE ON SCHEMA identity FROM middletier_system;
REVOKE ALL ON FUNCTION identity.appoint_nominated, identity.end_access, identity.acting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.appoint_nominated, identity.end_access TO middletier_app, middletier_system;
GRANT EXECUTE ON FUNCTION identity.acting TO middletier_system;

-- A school that left is nobody's to act for here.
CREATE OR REPLACE FUNCTION identity.acts_for(operator uuid, organisation uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT array_prepend(organisation, ARRAY(
    SELECT p.organisation_id
    FROM directory.organisation t
    JOIN directory.school s ON s.trust_uid = t.key AND s.status LIKE 'open%'
    JOIN identity.party p ON p.organisation_id = s.organisation_id AND p.operator_id = operator
    JOIN platform.operator o ON o.operator_id = operator
    WHERE t.organisation_id = organisation AND t.kind = 'trust' AND (p.left_on IS NULL OR p.left_on >= platform.today_at(o))
    ORDER BY p.organisation_id)) $$;
