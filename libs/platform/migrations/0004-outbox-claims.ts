import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A relay claims messages for a time instead of locking them, so that no transaction waits for the queue. */
export class OutboxClaims1795606000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.outbox ADD COLUMN claimed_until timestamptz');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
