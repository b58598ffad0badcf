import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often someone tried to sign in to an account, or to have its password set; known only by a keyed hash of both. */
export class Attempts1795605000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.attempt (
        key bytea PRIMARY KEY,
        count integer NOT NULL,
        last_at timestamptz NOT NULL,
        -- Before this the next attempt is not even looked at.
        free_at timestamptz NOT NULL,
        -- The account was signed in to from this address: it is not kept waiting for what strangers do elsewhere.
        trusted boolean NOT NULL DEFAULT false
      );
      CREATE INDEX attempt_last_at ON auth.attempt (last_at);
      ALTER TABLE auth.attempt ENABLE ROW LEVEL SECURITY;
      ALTER TABLE auth.attempt FORCE ROW LEVEL SECURITY;
      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.attempt TO middletier_app;
      CREATE POLICY sign_in ON auth.attempt TO middletier_app
        USING ((SELECT platform.operator_id()) IS NULL) WITH CHECK ((SELECT platform.operator_id()) IS NULL);
      GRANT SELECT, DELETE ON auth.attempt TO middletier_system;
      CREATE POLICY system ON auth.attempt TO middletier_system USING (true) WITH CHECK (true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
