import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No account is in a unit that its operator does not have (ADR 32). Transfers take theirs from the account. Those there are, are looked at in 0010. */
export class LedgerUnits1795900500502 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ledger.account DROP CONSTRAINT account_unit_check,
        ADD CONSTRAINT account_unit FOREIGN KEY (operator_id, unit) REFERENCES operating_model.unit NOT VALID;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
