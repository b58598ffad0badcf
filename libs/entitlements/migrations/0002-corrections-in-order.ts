import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Corrections as their page lists them, and the few that wait: neither reads what was decided long ago. */
export class CorrectionsInOrder1795900501000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX adjustment_in_order ON entitlements.adjustment
        (operator_id, (state <> 'proposed'), (coalesce(decided_at, proposed_at)) DESC, adjustment_id);
      CREATE INDEX adjustment_waiting ON entitlements.adjustment (operator_id) WHERE state = 'proposed';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
