import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In a transaction of its own, so that accounts are opened and posted to meanwhile. */
export class LedgerUnitsValidated1795900500503 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger.account VALIDATE CONSTRAINT account_unit;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
