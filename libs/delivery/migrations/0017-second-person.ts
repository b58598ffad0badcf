import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever proposed somebody does not agree for those who employ them; as mayConsent (libs/delivery/request.ts). */
export class SecondPerson1795900501230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What was agreed before is as it is, and can end.
      ALTER TABLE delivery.proposal ADD CONSTRAINT proposal_second_person
        CHECK (state <> 'consented' OR (decided_by <> proposed_by) IS NOT FALSE) NOT VALID;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
