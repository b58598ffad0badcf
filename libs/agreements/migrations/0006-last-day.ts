import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An agreement may begin on the last day of its year: it pays and is granted one twelfth. */
export class LastDay1795612000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agreements.agreement DROP CONSTRAINT agreement_check,
        ADD CONSTRAINT agreement_ends_in_order CHECK (ends_on >= starts_on);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
