import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A third scope beside `operator` and `party`: an authority also reads what names a school of its area, and writes nothing. */
export class PlatformAuthority1795800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Which tables: those of which a migration says so.
      CREATE FUNCTION platform.let_authority(target regclass, school text) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format($policy$CREATE POLICY authority ON %s FOR SELECT TO middletier_party
          USING (operator_id = (SELECT platform.operator_id()) AND (SELECT current_setting('app.scope', true)) = 'authority'
            AND %I IN (SELECT directory.schools_of_area()))$policy$, target, school);
      END $$;
      REVOKE ALL ON FUNCTION platform.let_authority FROM PUBLIC;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
