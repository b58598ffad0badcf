import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where somebody has a part is asked once, by `identity.own_parts`, and for one organisation at a time no more. */
export class OwnPartsAlone1795900501250 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.own_part(uuid, date)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
