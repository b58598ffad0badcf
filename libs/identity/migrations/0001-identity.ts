import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Identity1767200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA identity;
      GRANT USAGE ON SCHEMA identity TO middletier_app, middletier_system;

      CREATE TABLE identity.party (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        organisation_id uuid NOT NULL,
        buyer boolean NOT NULL DEFAULT false,
        provider boolean NOT NULL DEFAULT false,
        commissioner boolean NOT NULL DEFAULT false,
        -- The operator's own organisation: only its people may be administrator, broker or finance.
        host boolean NOT NULL DEFAULT false,
        joined_on date NOT NULL,
        left_on date CHECK (left_on >= joined_on),
        PRIMARY KEY (operator_id, organisation_id),
        UNIQUE (operator_id, organisation_id, host),
        CONSTRAINT party_has_a_part CHECK (buyer OR provider OR commissioner OR host)
      );
      CREATE UNIQUE INDEX party_one_host ON identity.party (operator_id) WHERE host;
      SELECT platform.protect('identity.party', 'parties', ARRAY['organisation_id']);
      CREATE POLICY staff_add ON identity.party AS RESTRICTIVE FOR INSERT TO middletier_app WITH CHECK ((SELECT platform.sees_operator()));
      CREATE POLICY staff_change ON identity.party AS RESTRICTIVE FOR UPDATE TO middletier_app USING ((SELECT platform.sees_operator()));

      -- A person is one for the whole installation, whoever they act for, and is the user that better-auth signs in.
      CREATE TABLE identity.person (
        id uuid PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        email text NOT NULL CONSTRAINT person_email UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
        email_verified boolean NOT NULL DEFAULT false,
        image text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );

      CREATE TABLE identity.appointment (
        operator_id uuid NOT NULL,
        appointment_id uuid NOT NULL,
        person_id uuid NOT NULL REFERENCES identity.person,
        organisation_id uuid NOT NULL,
        role text NOT NULL CHECK (role IN ('business-manager', 'headteacher', 'chair', 'manager', 'practitioner',
          'commissioner', 'budget-holder', 'administrator', 'broker', 'finance')),
        -- Of the operator's staff: sees the whole operator. The foreign key and the check allow it at the host only.
        staff boolean NOT NULL GENERATED ALWAYS AS (role IN ('administrator', 'broker', 'finance')) STORED,
        at_host boolean NOT NULL,
        from_date date NOT NULL,
        until_date date CHECK (until_date >= from_date),
        -- Listed on the sign-in page of a demonstration, to step in as without a password.
        demonstration boolean NOT NULL DEFAULT false,
        PRIMARY KEY (operator_id, appointment_id),
        FOREIGN KEY (operator_id, organisation_id, at_host) REFERENCES identity.party (operator_id, organisation_id, host),
        CONSTRAINT appointment_staff_at_host CHECK (at_host OR NOT staff),
        CONSTRAINT appointment_once EXCLUDE USING gist (operator_id WITH =, person_id WITH =, organisation_id WITH =, role WITH =,
          daterange(from_date, until_date, '[]') WITH &&)
      );
      CREATE INDEX appointment_of_person ON identity.appointment (person_id);
      CREATE INDEX appointment_of_party ON identity.appointment (operator_id, organisation_id, role);
      SELECT platform.protect('identity.appointment', 'parties', ARRAY['organisation_id']);

      -- No operator owns a person: an operator, or a party, sees those with an appointment that it sees. Outside an
      -- operator's transaction (app.operator_id unset) the sign-in library reads and keeps its users here.
      ALTER TABLE identity.person ENABLE ROW LEVEL SECURITY;
      ALTER TABLE identity.person FORCE ROW LEVEL SECURITY;
      GRANT SELECT, UPDATE ON identity.person TO middletier_app;
      GRANT SELECT, INSERT, UPDATE ON identity.person TO middletier_system;
      CREATE POLICY system ON identity.person TO middletier_system USING (true) WITH CHECK (true);
      CREATE POLICY appointed ON identity.person FOR SELECT TO middletier_app
        USING (EXISTS (SELECT FROM identity.appointment a WHERE a.person_id = person.id));
      CREATE POLICY sign_in ON identity.person TO middletier_app
        USING ((SELECT platform.operator_id()) IS NULL) WITH CHECK ((SELECT platform.operator_id()) IS NULL);

      -- The one way in for an operator: an e-mail address already known elsewhere gives that person, unseen until
      -- appointed here, and keeps the name they chose.
      CREATE FUNCTION identity.add_person(new_id uuid, full_name text, address text, at timestamptz) RETURNS uuid
        LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
        INSERT INTO identity.person (id, name, email, created_at, updated_at) VALUES (new_id, full_name, lower(address), at, at)
        ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id $$;
      GRANT CREATE ON SCHEMA identity TO middletier_system;
      ALTER FUNCTION identity.add_person OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA identity FROM middletier_system;
      REVOKE ALL ON FUNCTION identity.add_person FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.add_person TO middletier_app, middletier_system;

      CREATE TABLE identity.api_key (
        operator_id uuid NOT NULL,
        api_key_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        name text NOT NULL,
        hash bytea NOT NULL,
        last_four text NOT NULL CHECK (length(last_four) = 4),
        scopes text[] NOT NULL CHECK (scopes <@ ARRAY['read', 'write'] AND scopes <> '{}'),
        issued_at timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (operator_id, api_key_id),
        UNIQUE (operator_id, hash),
        FOREIGN KEY (operator_id, organisation_id) REFERENCES identity.party
      );
      CREATE INDEX api_key_hash ON identity.api_key (hash);
      SELECT platform.protect('identity.api_key', 'parties', ARRAY['organisation_id']);

      CREATE TABLE identity.approval_limit (
        operator_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        role text NOT NULL CHECK (role IN ('business-manager', 'headteacher', 'budget-holder')),
        limit_pence bigint NOT NULL CHECK (limit_pence >= 0),
        PRIMARY KEY (operator_id, organisation_id, role),
        FOREIGN KEY (operator_id, organisation_id) REFERENCES identity.party
      );
      SELECT platform.protect('identity.approval_limit', 'parties', ARRAY['organisation_id']);

      -- Who did what, for whom, when; kept as written. Details hold facts of the thing, never personal data.
      CREATE TABLE identity.audit (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        audit_id uuid NOT NULL,
        -- When, on the operator's clock; and when by the wall clock, which a rehearsal cannot set.
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        person_id uuid REFERENCES identity.person,
        role text NOT NULL,
        organisation_id uuid,
        about_organisation_id uuid,
        verb text NOT NULL CHECK (verb ~ '^[a-z-]+\\.[a-z-]+$'),
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        request_id text NOT NULL,
        details jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (operator_id, audit_id)
      );
      CREATE INDEX audit_of_subject ON identity.audit (operator_id, subject_type, subject_id);
      CREATE INDEX audit_of_party ON identity.audit (operator_id, organisation_id, at);
      SELECT platform.protect('identity.audit', 'parties', ARRAY['organisation_id', 'about_organisation_id'], verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
