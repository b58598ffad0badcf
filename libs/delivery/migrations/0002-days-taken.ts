import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A school that books a day may see which days of the person are taken, though not by whom. */
export class DaysTaken1767700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION delivery.days_taken(practitioner uuid, first_day date, last_day date) RETURNS TABLE (visit_on date, portion bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT v.visit_on, sum(v.portion)::bigint FROM delivery.visit v
         WHERE v.operator_id = platform.operator_id() AND v.practitioner_id = days_taken.practitioner AND v.state <> 'cancelled'
           AND v.visit_on BETWEEN days_taken.first_day AND days_taken.last_day
         GROUP BY v.visit_on $$;
      REVOKE ALL ON FUNCTION delivery.days_taken FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION delivery.days_taken TO middletier_app;
      GRANT CREATE ON SCHEMA delivery TO middletier_system;
      ALTER FUNCTION delivery.days_taken OWNER TO middletier_system;
      REVOKE CREATE ON SCHEMA delivery FROM middletier_system;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
