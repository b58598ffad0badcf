import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Directory1767100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA directory;
      GRANT USAGE ON SCHEMA directory TO middletier_app, middletier_system, middletier_ledger;

      -- The id is the uuid v5 of kind and key (organisation.ts), so that imports are repeatable and the primary
      -- key keeps the natural key unique.
      CREATE TABLE directory.organisation (
        organisation_id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('school', 'trust', 'la', 'provider', 'other')),
        -- URN, group UID, LA code; the installation's own word for a provider or another body.
        key text NOT NULL,
        name text NOT NULL CHECK (name <> '')
      );
      SELECT platform.protect('directory.organisation', 'global');

      -- No foreign key to organisation: one statement writes both rows, nothing deletes either, and checking 51,664
      -- rows one by one would cost the import a third of its time. The register's spec proves that they match.
      CREATE TABLE directory.school (
        organisation_id uuid PRIMARY KEY,
        urn integer NOT NULL CHECK (urn BETWEEN 1 AND 999999),
        name text NOT NULL,
        la_code text,
        la_name text,
        establishment_number text,
        type_code text,
        type_name text,
        type_group_code text,
        type_group_name text,
        status text NOT NULL CHECK (status IN ('open', 'open-but-proposed-to-close', 'closed', 'proposed-to-open')),
        opened_on date,
        closed_on date,
        phase text,
        funding_status text NOT NULL CHECK (funding_status IN ('maintained', 'academy', 'independent', 'other')),
        state_funded boolean NOT NULL,
        gender text,
        admissions_policy text,
        capacity integer,
        roll integer,
        trust_flag text,
        trust_uid text,
        trust_name text,
        street text,
        locality text,
        town text,
        county text,
        postcode text,
        website text,
        easting integer,
        northing integer,
        ofsted_rating text,
        inspected_on date,
        -- The day of the first newer file that no longer lists the school; null while it is listed.
        missing_since date
      );
      CREATE INDEX school_state_funded ON directory.school (la_code) WHERE state_funded AND status LIKE 'open%';
      CREATE INDEX school_trust ON directory.school (trust_uid) WHERE trust_uid IS NOT NULL;
      SELECT platform.protect('directory.school', 'global');

      -- What a search looks through: one text, so that its trigrams are indexed once.
      CREATE FUNCTION directory.search_text(name text, town text, postcode text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT name || ' ' || coalesce(town, '') || ' ' || coalesce(postcode, '') $$;

      -- Building the index at once is four times cheaper than row by row: the first import of a register drops it before
      -- and builds it after, in its own transaction. Only the owner may, so these two run as the owner.
      CREATE FUNCTION directory.build_search_index() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
        $$ CREATE INDEX school_search ON directory.school USING gin (directory.search_text(name, town, postcode) gin_trgm_ops)
           WHERE status LIKE 'open%' $$;
      CREATE FUNCTION directory.drop_search_index() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
        $$ DROP INDEX directory.school_search $$;
      REVOKE EXECUTE ON FUNCTION directory.build_search_index(), directory.drop_search_index() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION directory.build_search_index(), directory.drop_search_index() TO middletier_system;
      SELECT directory.build_search_index();

      -- Links name URNs, not organisations: those of schools that the register does not list are kept too.
      CREATE TABLE directory.school_link (
        urn integer NOT NULL,
        link_urn integer NOT NULL,
        link_type text NOT NULL,
        link_name text,
        established_on date,
        PRIMARY KEY (urn, link_urn, link_type)
      );
      CREATE INDEX school_link_back ON directory.school_link (link_urn);
      SELECT platform.protect('directory.school_link', 'global');

      CREATE TABLE directory.register_import (
        import_id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('register', 'links', 'bank-holidays')),
        file text NOT NULL,
        sha256 text NOT NULL,
        rows integer NOT NULL,
        created integer NOT NULL,
        changed integer NOT NULL,
        unchanged integer NOT NULL,
        rejected integer NOT NULL,
        missing integer NOT NULL,
        imported_at timestamptz NOT NULL
      );
      SELECT platform.protect('directory.register_import', 'global');

      CREATE TABLE directory.rejected_row (
        import_id uuid NOT NULL REFERENCES directory.register_import,
        line integer NOT NULL,
        reason text NOT NULL,
        row text NOT NULL,
        PRIMARY KEY (import_id, line)
      );
      SELECT platform.protect('directory.rejected_row', 'global');

      CREATE TABLE directory.bank_holiday (
        division text NOT NULL,
        held_on date NOT NULL,
        title text NOT NULL,
        -- A holiday moved or cancelled by a newer file stays, marked.
        withdrawn boolean NOT NULL DEFAULT false,
        PRIMARY KEY (division, held_on)
      );
      SELECT platform.protect('directory.bank_holiday', 'global');

      -- A block of days on which pupils attend: six half-terms make a year. Of a school, or of an LA for its schools
      -- without dates of their own.
      CREATE TABLE directory.term (
        organisation_id uuid NOT NULL REFERENCES directory.organisation,
        academic_year integer NOT NULL,
        starts_on date NOT NULL,
        ends_on date NOT NULL CHECK (ends_on >= starts_on),
        name text NOT NULL,
        PRIMARY KEY (organisation_id, starts_on),
        EXCLUDE USING gist (organisation_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
      );
      SELECT platform.protect('directory.term', 'global');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
