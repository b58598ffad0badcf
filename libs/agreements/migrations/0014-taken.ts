import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which days a school's agreements take is found without looking at those that ended or were declined: the page of each plan asks it. */
export class Taken1795900501210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX agreement_taken ON agreements.agreement (operator_id, school_id, ends_on) WHERE state IN ('signed', 'awaiting-approval');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
