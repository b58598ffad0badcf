import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a visit was called off: staff who do so after its day must say it. */
export class CalledOffBecause1795604000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery.visit ADD COLUMN called_off_because text CHECK (length(called_off_because) BETWEEN 3 AND 500);
      -- A home school is protected by what its people gave: the shortlist adds it up for a term.
      CREATE INDEX visit_given ON delivery.visit (operator_id, home_id, visit_on) INCLUDE (school_id, portion) WHERE state <> 'cancelled';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
