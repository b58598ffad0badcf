import type { MigrationInterface, QueryRunner } from 'typeorm';

/** better-auth 1.7's tables, with its own column names; its user is `identity.person`. */
export class Auth1767200000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA auth;
      GRANT USAGE ON SCHEMA auth TO middletier_app, middletier_system;

      CREATE TABLE auth.session (
        id uuid PRIMARY KEY,
        "userId" uuid NOT NULL REFERENCES identity.person,
        token text NOT NULL UNIQUE,
        "expiresAt" timestamptz NOT NULL,
        "ipAddress" text,
        "userAgent" text,
        -- The appointment it acts under: whom the person acts for, and as what. Null: not chosen yet.
        "operatorId" uuid,
        "appointmentId" uuid,
        "createdAt" timestamptz NOT NULL,
        "updatedAt" timestamptz NOT NULL,
        FOREIGN KEY ("operatorId", "appointmentId") REFERENCES identity.appointment
      );
      CREATE INDEX session_of_person ON auth.session ("userId");

      CREATE TABLE auth.account (
        id uuid PRIMARY KEY,
        "userId" uuid NOT NULL REFERENCES identity.person,
        "accountId" text NOT NULL,
        "providerId" text NOT NULL,
        password text,
        "accessToken" text,
        "refreshToken" text,
        "idToken" text,
        "accessTokenExpiresAt" timestamptz,
        "refreshTokenExpiresAt" timestamptz,
        scope text,
        "createdAt" timestamptz NOT NULL,
        "updatedAt" timestamptz NOT NULL,
        UNIQUE ("providerId", "accountId")
      );
      CREATE INDEX account_of_person ON auth.account ("userId");

      CREATE TABLE auth.verification (
        id uuid PRIMARY KEY,
        identifier text NOT NULL,
        value text NOT NULL,
        "expiresAt" timestamptz NOT NULL,
        "createdAt" timestamptz NOT NULL,
        "updatedAt" timestamptz NOT NULL
      );
      CREATE INDEX verification_identifier ON auth.verification (identifier);

      CREATE TABLE auth.rate_limit (
        id uuid PRIMARY KEY,
        key text NOT NULL UNIQUE,
        count integer NOT NULL,
        "lastRequest" bigint NOT NULL
      );

      -- No operator owns these. Inside an operator's transaction (app.operator_id set) they are empty, so that no
      -- query of the application reads a session or a password's hash by mistake.
      DO $$ DECLARE name text; BEGIN
        FOREACH name IN ARRAY ARRAY['session', 'account', 'verification', 'rate_limit'] LOOP
          EXECUTE format('ALTER TABLE auth.%I ENABLE ROW LEVEL SECURITY', name);
          EXECUTE format('ALTER TABLE auth.%I FORCE ROW LEVEL SECURITY', name);
          EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON auth.%I TO middletier_app', name);
          EXECUTE format('CREATE POLICY sign_in ON auth.%I TO middletier_app
            USING ((SELECT platform.operator_id()) IS NULL) WITH CHECK ((SELECT platform.operator_id()) IS NULL)', name);
        END LOOP;
      END $$;
      GRANT SELECT, UPDATE ON auth.session TO middletier_system;
      CREATE POLICY system ON auth.session TO middletier_system USING (true) WITH CHECK (true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
