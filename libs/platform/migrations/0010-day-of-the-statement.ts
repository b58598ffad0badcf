import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An operator's day is that of the statement that asks. By the clock itself PostgreSQL could not take it for something that stays as it is
 * within a statement, and called the function anew for each party.
 */
export class DayOfTheStatement1795900501160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION platform.today_at(o platform.operator) RETURNS date LANGUAGE sql STABLE AS
        $$ SELECT (coalesce(o.rehearsal_now, statement_timestamp()) AT TIME ZONE 'Europe/London')::date $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
