import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Services that are bought and not delivered, of a provider and of a school, without those of earlier years. */
export class PurchasesThatWait1795900500803 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX purchase_to_deliver ON agreements.purchase (operator_id, provider_id) WHERE state = 'committed';
      CREATE INDEX purchase_to_come ON agreements.purchase (operator_id, school_id) WHERE state = 'committed';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
