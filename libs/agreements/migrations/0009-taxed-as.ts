import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An operator has service types of its own: what is frozen when something is bought is what the law makes of it. */
export class TaxedAs1795900100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agreements.agreement RENAME COLUMN service_type TO taxed_as;
      ALTER TABLE agreements.purchase RENAME COLUMN service_type TO taxed_as;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
