import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An authority reads when schools of its area are visited. */
export class DeliveryAuthority1795800400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SELECT platform.let_authority('delivery.visit', 'school_id');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
