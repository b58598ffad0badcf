import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Funding1767600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA funding;
      GRANT USAGE ON SCHEMA funding TO middletier_app, middletier_system;

      CREATE TABLE funding.fund (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        fund_id uuid NOT NULL,
        la_id uuid NOT NULL,
        title text NOT NULL CHECK (length(title) BETWEEN 3 AND 120),
        purpose text NOT NULL CHECK (length(purpose) <= 500),
        amount bigint NOT NULL CHECK (amount > 0),
        opens_on date NOT NULL,
        closes_on date NOT NULL CHECK (closes_on > opens_on),
        PRIMARY KEY (operator_id, fund_id)
      );
      SELECT platform.protect('funding.fund', 'parties', ARRAY['la_id'], verbs => 'SELECT, INSERT');

      CREATE TABLE funding.wallet (
        operator_id uuid NOT NULL,
        wallet_id uuid NOT NULL,
        fund_id uuid NOT NULL,
        la_id uuid NOT NULL,
        school_id uuid NOT NULL,
        fund_title text NOT NULL,
        purpose text NOT NULL CHECK (length(purpose) <= 500),
        opened_on date NOT NULL,
        expires_on date NOT NULL,
        PRIMARY KEY (operator_id, wallet_id),
        FOREIGN KEY (operator_id, fund_id) REFERENCES funding.fund
      );
      CREATE INDEX wallet_school ON funding.wallet (operator_id, school_id);
      CREATE INDEX wallet_fund ON funding.wallet (operator_id, fund_id);
      SELECT platform.protect('funding.wallet', 'parties', ARRAY['la_id', 'school_id'], verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
