import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an import changed beyond the ordinary, as whoever ran it confirmed: {"closures": 120}. */
export class AcceptedChanges1795608100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE directory.register_import ADD COLUMN accepted jsonb NOT NULL DEFAULT '{}'`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
