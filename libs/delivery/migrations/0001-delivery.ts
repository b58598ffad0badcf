import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Delivery1767700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA delivery;
      GRANT USAGE ON SCHEMA delivery TO middletier_app, middletier_system;

      CREATE TABLE delivery.practitioner (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        practitioner_id uuid NOT NULL,
        -- The account they sign in with, when they have one.
        person_id uuid,
        name text NOT NULL CHECK (length(name) BETWEEN 2 AND 120),
        -- The party that employs them: the operator's team, or their own school.
        home_id uuid NOT NULL,
        phases text[] NOT NULL,
        needs text[] NOT NULL,
        PRIMARY KEY (operator_id, practitioner_id)
      );
      CREATE INDEX practitioner_home ON delivery.practitioner (operator_id, home_id);
      SELECT platform.protect('delivery.practitioner', 'shared');

      -- Dated and issued, because the national schemes come and go (handbook Part 1 (f)).
      CREATE TABLE delivery.designation (
        operator_id uuid NOT NULL,
        practitioner_id uuid NOT NULL,
        designation text NOT NULL CHECK (designation IN ('SIP', 'NLE', 'LLE', 'SLE', 'adviser', 'clerk')),
        issuer text NOT NULL,
        from_on date NOT NULL,
        until_on date CHECK (until_on >= from_on),
        PRIMARY KEY (operator_id, practitioner_id, designation, from_on),
        FOREIGN KEY (operator_id, practitioner_id) REFERENCES delivery.practitioner
      );
      SELECT platform.protect('delivery.designation', 'shared');

      -- The one named contact of each school: its SIP or link adviser.
      CREATE TABLE delivery.link (
        operator_id uuid NOT NULL,
        school_id uuid NOT NULL,
        practitioner_id uuid NOT NULL,
        home_id uuid NOT NULL,
        from_on date NOT NULL,
        until_on date,
        PRIMARY KEY (operator_id, school_id, from_on),
        FOREIGN KEY (operator_id, practitioner_id) REFERENCES delivery.practitioner,
        EXCLUDE USING gist (operator_id WITH =, school_id WITH =, daterange(from_on, until_on, '[]') WITH &&)
      );
      SELECT platform.protect('delivery.link', 'parties', ARRAY['school_id', 'home_id']);

      CREATE TABLE delivery.request (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        request_id uuid NOT NULL,
        school_id uuid NOT NULL,
        need text NOT NULL CHECK (need IN ('leadership', 'teaching', 'governance', 'finance', 'hr')),
        details text NOT NULL CHECK (length(details) BETWEEN 10 AND 2000),
        -- Hundredths of a day.
        days bigint NOT NULL CHECK (days > 0 AND days <= 2000),
        asked_on date NOT NULL,
        asked_by uuid,
        -- Its stage follows from its proposals and their visits (libs/delivery/requests.queries.ts).
        withdrawn_on date,
        PRIMARY KEY (operator_id, request_id)
      );
      CREATE INDEX request_asked ON delivery.request (operator_id, asked_on);
      SELECT platform.protect('delivery.request', 'parties', ARRAY['school_id']);

      CREATE TABLE delivery.proposal (
        operator_id uuid NOT NULL,
        proposal_id uuid NOT NULL,
        request_id uuid NOT NULL,
        -- The school that asked, and the school (or other party) whose person it would be.
        school_id uuid NOT NULL,
        home_id uuid NOT NULL,
        practitioner_id uuid NOT NULL,
        designation text NOT NULL,
        days bigint NOT NULL CHECK (days > 0),
        -- Hundredths of a credit, for all the days.
        credits bigint NOT NULL CHECK (credits >= 0),
        need text NOT NULL,
        details text NOT NULL,
        reason text NOT NULL CHECK (length(reason) BETWEEN 3 AND 1000),
        state text NOT NULL CHECK (state IN ('proposed', 'consented', 'declined')),
        proposed_on date NOT NULL,
        proposed_by uuid,
        decided_on date,
        decided_by uuid,
        PRIMARY KEY (operator_id, proposal_id),
        FOREIGN KEY (operator_id, request_id) REFERENCES delivery.request,
        FOREIGN KEY (operator_id, practitioner_id) REFERENCES delivery.practitioner,
        CHECK (school_id <> home_id)
      );
      CREATE UNIQUE INDEX proposal_one_live ON delivery.proposal (operator_id, request_id) WHERE state IN ('proposed', 'consented');
      CREATE INDEX proposal_home ON delivery.proposal (operator_id, home_id, state);
      SELECT platform.protect('delivery.proposal', 'parties', ARRAY['school_id', 'home_id']);

      CREATE TABLE delivery.visit (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        visit_id uuid NOT NULL,
        school_id uuid NOT NULL,
        practitioner_id uuid NOT NULL,
        home_id uuid NOT NULL,
        -- The proposal it delivers; null for a day of the school's own entitlement.
        proposal_id uuid,
        visit_on date NOT NULL,
        -- Hundredths of a day: a half or a whole.
        portion bigint NOT NULL CHECK (portion IN (50, 100)),
        purpose text NOT NULL CHECK (length(purpose) BETWEEN 3 AND 500),
        state text NOT NULL CHECK (state IN ('booked', 'delivered', 'evaluated', 'cancelled')),
        booked_by uuid,
        report text CHECK (length(report) BETWEEN 20 AND 20000),
        reported_on date,
        read_on date,
        read_by uuid,
        rating smallint CHECK (rating BETWEEN 1 AND 5),
        evaluation text CHECK (length(evaluation) <= 4000),
        evaluated_on date,
        version integer NOT NULL DEFAULT 1,
        PRIMARY KEY (operator_id, visit_id),
        FOREIGN KEY (operator_id, practitioner_id) REFERENCES delivery.practitioner,
        FOREIGN KEY (operator_id, proposal_id) REFERENCES delivery.proposal,
        CHECK ((state IN ('delivered', 'evaluated')) = (report IS NOT NULL)),
        CHECK ((state = 'evaluated') = (rating IS NOT NULL))
      );
      CREATE INDEX visit_school ON delivery.visit (operator_id, school_id, visit_on);
      CREATE INDEX visit_home ON delivery.visit (operator_id, home_id, visit_on);
      CREATE INDEX visit_proposal ON delivery.visit (operator_id, proposal_id) WHERE proposal_id IS NOT NULL;
      CREATE INDEX visit_practitioner ON delivery.visit (operator_id, practitioner_id, visit_on);
      SELECT platform.protect('delivery.visit', 'parties', ARRAY['school_id', 'home_id']);

      CREATE TABLE delivery.session (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        session_id uuid NOT NULL,
        offer_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        title text NOT NULL,
        held_on date NOT NULL,
        starts_at time NOT NULL,
        venue text NOT NULL,
        capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 10000),
        -- The ledger account that holds the places left.
        places_account_id uuid NOT NULL,
        register_taken_on date,
        PRIMARY KEY (operator_id, session_id)
      );
      CREATE INDEX session_held ON delivery.session (operator_id, held_on);
      SELECT platform.protect('delivery.session', 'shared', ARRAY['provider_id']);

      CREATE TABLE delivery.place (
        operator_id uuid NOT NULL,
        place_id uuid NOT NULL,
        session_id uuid NOT NULL,
        school_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        attendee text NOT NULL CHECK (length(attendee) BETWEEN 2 AND 120),
        means text NOT NULL CHECK (means IN ('free', 'credits', 'money')),
        -- Hundredths of a credit, or pence; nothing for a free place.
        amount bigint NOT NULL CHECK (amount >= 0),
        state text NOT NULL CHECK (state IN ('booked', 'attended', 'absent', 'cancelled')),
        booked_on date NOT NULL,
        booked_by uuid,
        PRIMARY KEY (operator_id, place_id),
        FOREIGN KEY (operator_id, session_id) REFERENCES delivery.session
      );
      CREATE INDEX place_session ON delivery.place (operator_id, session_id);
      CREATE INDEX place_school ON delivery.place (operator_id, school_id);
      SELECT platform.protect('delivery.place', 'parties', ARRAY['school_id', 'provider_id']);

      -- How many places are left is for every party to see, though the account is the provider's.
      CREATE FUNCTION delivery.places_left(places uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT credits_posted - debits_posted - debits_held FROM ledger.account
         WHERE operator_id = platform.operator_id() AND account_id = places_left.places AND code = 'places' $$;
      REVOKE ALL ON FUNCTION delivery.places_left FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION delivery.places_left TO middletier_app;
      GRANT USAGE, CREATE ON SCHEMA delivery TO middletier_ledger;
      ALTER FUNCTION delivery.places_left OWNER TO middletier_ledger;
      REVOKE CREATE ON SCHEMA delivery FROM middletier_ledger;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
