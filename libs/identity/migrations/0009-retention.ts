import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions, links and counts that ended may be forgotten by work across operators. */
export class IdentityRetention1795607000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Locking a row takes the right to change it.
      GRANT SELECT, UPDATE, DELETE ON auth.session, auth.verification, auth.rate_limit TO middletier_system;
      CREATE POLICY system ON auth.rate_limit TO middletier_system USING (true) WITH CHECK (true);
      CREATE INDEX session_ends ON auth.session ("expiresAt");
      CREATE INDEX asked_once_at ON identity.asked_once (operator_id, asked_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
