import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An authority reads what schools of its area are signed for. */
export class AgreementsAuthority1795800300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SELECT platform.let_authority('agreements.agreement', 'school_id');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
