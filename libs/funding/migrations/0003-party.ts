import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a party writes of its own, and what of it needs the program's word (platform/migrations/0007-party.sql). */
export class FundingParty1795609000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT INSERT ON funding.fund, funding.wallet TO middletier_party;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
