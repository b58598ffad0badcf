import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An authority reads which schools of its area are members. */
export class IdentityAuthority1795800200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SELECT platform.let_authority('identity.party', 'organisation_id');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
