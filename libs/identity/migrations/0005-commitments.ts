import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each role committed a party to: approval limits look at the sum of a window, not at one order alone. */
export class Commitments1795603300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE identity.commitment (
        operator_id uuid NOT NULL,
        commitment_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        -- Whose limit it counts against: a key's orders count as the business manager's.
        role text NOT NULL CHECK (role IN ('business-manager', 'headteacher', 'budget-holder')),
        pence bigint NOT NULL CHECK (pence >= 0),
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        committed_on date NOT NULL,
        called_off_on date,
        person_id uuid,
        PRIMARY KEY (operator_id, commitment_id),
        FOREIGN KEY (operator_id, organisation_id) REFERENCES identity.party
      );
      CREATE UNIQUE INDEX commitment_once ON identity.commitment (operator_id, subject_type, subject_id) WHERE called_off_on IS NULL;
      CREATE INDEX commitment_window ON identity.commitment (operator_id, organisation_id, role, committed_on) WHERE called_off_on IS NULL;
      SELECT platform.protect('identity.commitment', 'parties', ARRAY['organisation_id'], verbs => 'SELECT, INSERT');
      GRANT UPDATE (called_off_on) ON identity.commitment TO middletier_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
