import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A letter with a link is of use for as long as its link works, which is not the same for each. */
export class UselessAfter1795610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notifications.message
        -- By the wall clock; null: of use whenever it is sent.
        ADD COLUMN useless_after timestamptz;
      UPDATE notifications.message SET useless_after = written_at + interval '1 hour' WHERE secret;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
