import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schools in the areas of the authorities that are acted for. */
export class DirectoryArea1795800100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION directory.schools_of_area() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
        SELECT s.organisation_id FROM directory.organisation la JOIN directory.school s ON s.la_code = la.key
        WHERE la.kind = 'la' AND la.organisation_id = ANY ((SELECT platform.organisation_ids())::uuid[]) $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
