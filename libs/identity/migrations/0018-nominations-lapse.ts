import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A nomination stands for a time: nobody says yes to one of years ago, by whichever way. */
export class NominationsLapse1795900500601 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.nomination ADD COLUMN lapses_on date;
      -- Policies hold for the table's owner too, except while this migration looks at every row.
      ALTER TABLE identity.nomination NO FORCE ROW LEVEL SECURITY;
      UPDATE identity.nomination SET lapses_on = greatest((proposed_at AT TIME ZONE 'Europe/London')::date + 90, (decided_at AT TIME ZONE 'Europe/London')::date);
      ALTER TABLE identity.nomination FORCE ROW LEVEL SECURITY;
      -- The last day on which it may be confirmed; London's day, as everywhere.
      ALTER TABLE identity.nomination ALTER COLUMN lapses_on SET NOT NULL,
        ADD CONSTRAINT nomination_confirmed_in_time CHECK (state <> 'confirmed' OR (decided_at AT TIME ZONE 'Europe/London')::date <= lapses_on);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
