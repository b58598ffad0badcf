import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Notifications1767900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA notifications;
      GRANT USAGE ON SCHEMA notifications TO middletier_app, middletier_system;

      CREATE TABLE notifications.message (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        message_id uuid NOT NULL,
        person_id uuid NOT NULL REFERENCES identity.person,
        address text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        -- Holds a link that signs in: its body goes when it was sent.
        secret boolean NOT NULL DEFAULT false,
        queued_at timestamptz NOT NULL,
        sent_at timestamptz,
        PRIMARY KEY (operator_id, message_id)
      );
      SELECT platform.protect('notifications.message', 'append');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
