import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Superseded1795603400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agreements.agreement DROP CONSTRAINT agreement_state_check,
        ADD CONSTRAINT agreement_state_check CHECK (state IN ('awaiting-approval', 'signed', 'declined', 'superseded')),
        -- What was signed for the days that this copy was prepared for.
        ADD COLUMN superseded_by uuid,
        -- Why the operator's staff prepared it to start further back than anyone else may.
        ADD COLUMN backdated_because text CHECK (length(backdated_because) BETWEEN 10 AND 500),
        ADD FOREIGN KEY (operator_id, superseded_by) REFERENCES agreements.agreement,
        ADD CONSTRAINT agreement_superseded_by_one CHECK ((state = 'superseded') = (superseded_by IS NOT NULL));
      -- Policies hold for the table's owner too, except while this migration looks at every row.
      ALTER TABLE agreements.agreement NO FORCE ROW LEVEL SECURITY;
      UPDATE agreements.agreement SET backdated_because = 'Signed before it was limited how far back an agreement starts.'
       WHERE state = 'signed' AND ends_on < (decided_at AT TIME ZONE 'Europe/London')::date;
      ALTER TABLE agreements.agreement FORCE ROW LEVEL SECURITY;
      -- Nobody signs for, and no renewal bills, a term that is over; London's day, as everywhere.
      ALTER TABLE agreements.agreement ADD CONSTRAINT agreement_term_not_over CHECK (state <> 'signed' OR backdated_because IS NOT NULL
        OR ends_on >= (decided_at AT TIME ZONE 'Europe/London')::date);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
