import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Schools of an operator's authorities that it decided not to have, so that the register does not offer them again. */
export class LeftOutSchools1795608200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE identity.left_out_school (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        organisation_id uuid NOT NULL,
        decided_on date NOT NULL,
        reason text NOT NULL CHECK (length(reason) BETWEEN 3 AND 200),
        PRIMARY KEY (operator_id, organisation_id)
      );
      SELECT platform.protect('identity.left_out_school', 'staff', verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
