import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Corrections of credits are the credit bank's, which is no longer the ledger's (ADR 28): the table moves with its policies and grants, and names the school. */
export class Entitlements1795800510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA entitlements;
      GRANT USAGE ON SCHEMA entitlements TO middletier_app, middletier_system;
      ALTER TABLE ledger.adjustment SET SCHEMA entitlements;
      -- Policies bind the owner too; nobody else sees the table while this runs.
      ALTER TABLE entitlements.adjustment NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE ledger.account NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE entitlements.adjustment ADD COLUMN school_id uuid;
      UPDATE entitlements.adjustment d SET school_id = a.owner_id FROM ledger.account a
        WHERE a.operator_id = d.operator_id AND a.account_id = d.account_id;
      -- The account follows from the school.
      ALTER TABLE entitlements.adjustment ALTER COLUMN school_id SET NOT NULL, DROP COLUMN account_id,
        ADD FOREIGN KEY (operator_id) REFERENCES platform.operator;
      ALTER TABLE entitlements.adjustment FORCE ROW LEVEL SECURITY;
      ALTER TABLE ledger.account FORCE ROW LEVEL SECURITY;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
