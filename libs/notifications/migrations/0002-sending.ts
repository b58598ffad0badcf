import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message is due until it was sent, or there is a reason why it is not. */
export class Sending1795607000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notifications.message
        -- The party that it concerns: who has left it by the time it is sent is told no more. Null: the person alone.
        ADD COLUMN organisation_id uuid,
        -- By the wall clock, which a rehearsal does not set.
        ADD COLUMN written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- One sender at a time; one that is killed holds it no longer than this.
        ADD COLUMN claimed_until timestamptz,
        -- Still to be sent: there is no mail server, or it does not answer. Never to be sent: it is a rehearsal's, its
        -- link works no more, or the person has left.
        ADD COLUMN unsent_because text CHECK (unsent_because IN ('no-server', 'server-away', 'rehearsal', 'expired', 'left'));
      CREATE INDEX message_waiting ON notifications.message (operator_id, written_at)
        WHERE sent_at IS NULL AND (unsent_because IS NULL OR unsent_because IN ('no-server', 'server-away'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
