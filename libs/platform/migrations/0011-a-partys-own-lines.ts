import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a party's transaction adds to the trail says what the party did, and its own person: in nobody else's name, though it may be about them. */
export class APartysOwnLines1795900503915 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE POLICY own_name ON platform.audit AS RESTRICTIVE FOR INSERT TO middletier_party
        WITH CHECK (organisation_id = ANY ((SELECT platform.organisation_ids())::uuid[])
          AND person_id IS NOT DISTINCT FROM nullif(current_setting('app.person_id', true), '')::uuid);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
