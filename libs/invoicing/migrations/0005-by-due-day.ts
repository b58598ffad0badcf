import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The worklist reads a page of documents in its own order: by the day they are due. */
export class ByDueDay1795900500802 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX document_due ON invoicing.document (operator_id, due_on, number);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
