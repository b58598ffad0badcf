import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often each address or key asked in a minute, shared by the processes of an installation without Redis. Worth
 * nothing after its minute, so it is not logged and a crash empties it; no names: the asker is a keyed hash.
 */
export class RequestCounts1795602000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE platform.request_count (
        minute bigint NOT NULL,
        asker text NOT NULL,
        count integer NOT NULL,
        PRIMARY KEY (minute, asker)
      );
      SELECT platform.protect('platform.request_count', 'global');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
