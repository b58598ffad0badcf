import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rates between units had a table and no caller: what credits cost is a price of the catalogue. */
export class NoRates1795604000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger.rate');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
