import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A broker who looks for somebody else is told why this one was declined. */
export class ProposalDeclinedBecause1795900500302 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery.proposal ADD COLUMN declined_because text
        CHECK (declined_because IS NULL OR (state = 'declined' AND length(declined_because) BETWEEN 3 AND 500));
      GRANT UPDATE (declined_because) ON delivery.proposal TO middletier_party;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
