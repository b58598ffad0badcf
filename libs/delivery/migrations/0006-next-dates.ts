import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A course's next date is found without reading every date of every course. */
export class NextDates1795698100025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX session_offer ON delivery.session (operator_id, offer_id, held_on)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
