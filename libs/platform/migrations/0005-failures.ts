import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What must happen is due here until it has happened: messages until everyone who listens has acted, and what failed with its reason. */
export class Failures1795607000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Set when every consumer has processed the message. What was relayed before this migration counts as done:
      -- a consumer that is new would else act on years of old news.
      ALTER TABLE platform.outbox ADD COLUMN done_at timestamptz DEFAULT clock_timestamp();
      ALTER TABLE platform.outbox ALTER COLUMN done_at DROP DEFAULT;
      CREATE INDEX outbox_in_hand ON platform.outbox (written_at) WHERE done_at IS NULL;

      CREATE TABLE platform.failure (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        failure_id uuid NOT NULL,
        -- The job type that failed, and what it failed for: an outbox message, or the thing itself (an agreement, a letter).
        work text NOT NULL,
        subject_id uuid NOT NULL,
        -- The thing that it is about; the subject again when that is the thing itself.
        entity_id uuid NOT NULL,
        -- A plain sentence for the operator's staff; no personal data.
        reason text NOT NULL,
        attempts integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
        -- By the wall clock, which a rehearsal does not set.
        since timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- Not before then is it tried again by itself.
        retry_at timestamptz NOT NULL,
        solved_at timestamptz,
        PRIMARY KEY (operator_id, failure_id),
        CONSTRAINT failure_once UNIQUE (operator_id, work, subject_id)
      );
      CREATE INDEX failure_open ON platform.failure (operator_id, since) WHERE solved_at IS NULL;
      SELECT platform.protect('platform.failure', 'staff');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
