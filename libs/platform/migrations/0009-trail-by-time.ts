import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A page of the trail is its latest entries, found without sorting all that ever was done. */
export class TrailByTime1795900500801 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX audit_at ON platform.audit (operator_id, at, audit_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
