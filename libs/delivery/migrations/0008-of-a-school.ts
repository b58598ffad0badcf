import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A school's own requests, and what was offered to it, without looking at everybody's. */
export class OfASchool1795700300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX request_school ON delivery.request (operator_id, school_id, asked_on);
      CREATE INDEX proposal_school ON delivery.proposal (operator_id, school_id, state);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
