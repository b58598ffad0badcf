import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nobody of a school has two places on one date; who has the name of another is told apart. */
export class OnePlaceEach1795900501010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Policies hold for the table's owner too, except while this migration looks at every row.
      ALTER TABLE delivery.place NO FORCE ROW LEVEL SECURITY;
      UPDATE delivery.place p SET attendee = left(p.attendee, 110) || ' (' || same.nth || ')'
        FROM (SELECT operator_id, place_id, row_number() OVER (PARTITION BY operator_id, session_id, school_id, lower(attendee) ORDER BY booked_on, place_id) AS nth
                FROM delivery.place WHERE state = 'booked') same
       WHERE same.nth > 1 AND p.operator_id = same.operator_id AND p.place_id = same.place_id;
      ALTER TABLE delivery.place FORCE ROW LEVEL SECURITY;
      CREATE UNIQUE INDEX place_each_once ON delivery.place (operator_id, session_id, school_id, lower(attendee)) WHERE state = 'booked';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
