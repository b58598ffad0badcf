import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever prepared it is told why it was declined. */
export class AgreementDeclinedBecause1795900500301 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agreements.agreement ADD COLUMN declined_because text
        CHECK (declined_because IS NULL OR (state = 'declined' AND length(declined_because) BETWEEN 3 AND 500));
      GRANT UPDATE (declined_because) ON agreements.agreement TO middletier_party;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
