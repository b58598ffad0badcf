import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Idempotency keys of a party's programs: what was asked under each, as a hash. */
export class AskedOnce1767200000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE identity.asked_once (
        operator_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 100),
        operation text NOT NULL,
        input_hash bytea NOT NULL,
        asked_at timestamptz NOT NULL,
        PRIMARY KEY (operator_id, organisation_id, idempotency_key),
        FOREIGN KEY (operator_id, organisation_id) REFERENCES identity.party
      );
      SELECT platform.protect('identity.asked_once', 'parties', ARRAY['organisation_id'], verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
