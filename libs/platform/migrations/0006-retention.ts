import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The oldest messages are found without reading them all. */
export class Retention1795607000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX outbox_written ON platform.outbox (written_at)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
