import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A fund and a wallet are what the program opened, with their accounts. */
export class FundingWords1795609000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TRIGGER said BEFORE INSERT ON funding.fund FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('fund', 'fund_id', 'la_id', 'amount');
      CREATE TRIGGER said BEFORE INSERT ON funding.wallet FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('wallet', 'wallet_id', 'fund_id', 'school_id', 'expires_on');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
