import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A school's wallets that may still be spent, without those of earlier years. */
export class WalletsStillOpen1795900500805 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX wallet_open ON funding.wallet (operator_id, school_id, expires_on);
      DROP INDEX funding.wallet_school;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
