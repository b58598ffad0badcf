import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nobody is at once a school's chair and one of those over whose orders the chair watches; as notBeside (libs/identity/roles.ts). */
export class OneSide1795900500951 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Where somebody is both this stops, and names person and school: which of the two ends is the operator's to say.
      ALTER TABLE identity.appointment ADD CONSTRAINT appointment_one_side EXCLUDE USING gist (operator_id WITH =, person_id WITH =,
        organisation_id WITH =, (CASE role WHEN 'chair' THEN 1 ELSE 0 END) WITH <>, daterange(from_date, until_date, '[]') WITH &&)
        WHERE (ended_at IS NULL AND role IN ('chair', 'headteacher', 'business-manager'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
