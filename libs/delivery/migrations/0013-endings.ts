import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agreed support ends before all of it is delivered, as a broker says; a school withdraws what it asked for. */
export class Endings1795900500910 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery.proposal DROP CONSTRAINT proposal_state_check,
        ADD CONSTRAINT proposal_state CHECK (state IN ('proposed', 'consented', 'declined', 'ended')),
        ADD COLUMN ended_on date,
        ADD COLUMN ended_because text CHECK (length(ended_because) BETWEEN 3 AND 500),
        ADD CONSTRAINT proposal_ended CHECK ((state = 'ended') = (ended_on IS NOT NULL) AND (state = 'ended') = (ended_because IS NOT NULL));
      GRANT UPDATE (withdrawn_on) ON delivery.request TO middletier_party;
      CREATE TRIGGER said_of_withdrawal BEFORE UPDATE ON delivery.request FOR EACH ROW
        WHEN (NEW.withdrawn_on IS DISTINCT FROM OLD.withdrawn_on)
        EXECUTE FUNCTION platform.needs_word('withdrawal', 'request_id', 'withdrawn_on');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
