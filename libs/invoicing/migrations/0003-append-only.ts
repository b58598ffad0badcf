import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was billed stays as it was billed: a correction is another document. */
export class AppendOnly1795605000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SELECT platform.append_only('invoicing.document');
      SELECT platform.append_only('invoicing.line');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
