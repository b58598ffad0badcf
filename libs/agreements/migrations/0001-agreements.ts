import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Agreements1767500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA agreements;
      GRANT USAGE ON SCHEMA agreements TO middletier_app, middletier_system;

      CREATE TABLE agreements.agreement (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        agreement_id uuid NOT NULL,
        school_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        offer_id uuid NOT NULL,
        -- Frozen when prepared: what it was called, what it costs and why.
        title text NOT NULL,
        starts_on date NOT NULL,
        ends_on date NOT NULL CHECK (ends_on > starts_on),
        price bigint NOT NULL CHECK (price >= 0),
        price_because text NOT NULL,
        purchase_order text CHECK (length(purchase_order) <= 40),
        state text NOT NULL CHECK (state IN ('awaiting-approval', 'signed', 'declined')),
        -- What happens when the term ends.
        at_term_end text NOT NULL CHECK (at_term_end IN ('renew', 'change', 'leave')),
        next_offer_id uuid,
        notice_by date NOT NULL,
        notified_on date,
        -- The agreement that this one renews; at most one does.
        renews_id uuid,
        renewal_batch_id uuid,
        -- Why it could not be renewed by itself; someone must look.
        renewal_problem text,
        prepared_by uuid,
        prepared_at timestamptz NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        PRIMARY KEY (operator_id, agreement_id),
        FOREIGN KEY (operator_id, renews_id) REFERENCES agreements.agreement,
        CONSTRAINT agreement_renewed_once UNIQUE (operator_id, renews_id),
        CONSTRAINT agreement_one_plan_at_a_time EXCLUDE USING gist
          (operator_id WITH =, school_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&) WHERE (state = 'signed'),
        CHECK ((at_term_end = 'change') = (next_offer_id IS NOT NULL))
      );
      CREATE INDEX agreement_school ON agreements.agreement (operator_id, school_id, starts_on);
      CREATE INDEX agreement_ends ON agreements.agreement (operator_id, ends_on, agreement_id) WHERE state = 'signed';
      CREATE INDEX agreement_batch ON agreements.agreement (operator_id, renewal_batch_id) WHERE renewal_batch_id IS NOT NULL;
      SELECT platform.protect('agreements.agreement', 'parties', ARRAY['school_id', 'provider_id']);

      -- A service bought once, for money or from an LA's wallet.
      CREATE TABLE agreements.purchase (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        purchase_id uuid NOT NULL,
        school_id uuid NOT NULL,
        provider_id uuid NOT NULL,
        -- The authority whose wallet pays; null when the school does.
        la_id uuid,
        wallet_id uuid,
        offer_id uuid NOT NULL,
        title text NOT NULL,
        amount bigint NOT NULL CHECK (amount > 0),
        purchase_order text CHECK (length(purchase_order) <= 40),
        state text NOT NULL CHECK (state IN ('committed', 'delivered', 'cancelled')),
        bought_on date NOT NULL,
        bought_by uuid,
        finished_on date,
        version integer NOT NULL DEFAULT 1,
        PRIMARY KEY (operator_id, purchase_id),
        CHECK ((la_id IS NULL) = (wallet_id IS NULL))
      );
      CREATE INDEX purchase_school ON agreements.purchase (operator_id, school_id);
      CREATE INDEX purchase_wallet ON agreements.purchase (operator_id, wallet_id) WHERE wallet_id IS NOT NULL;
      SELECT platform.protect('agreements.purchase', 'parties', ARRAY['school_id', 'provider_id', 'la_id']);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
