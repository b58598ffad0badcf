import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Catalogue1767400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA catalogue;
      GRANT USAGE ON SCHEMA catalogue TO middletier_app, middletier_system;

      CREATE TABLE catalogue.offer (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        offer_id uuid NOT NULL,
        slug text NOT NULL,
        provider_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('plan', 'day', 'service', 'course')),
        title text NOT NULL CHECK (length(title) BETWEEN 3 AND 120),
        summary text NOT NULL CHECK (length(summary) <= 2000),
        need text NOT NULL CHECK (need IN ('leadership', 'teaching', 'governance', 'finance', 'hr')),
        service_type text NOT NULL CHECK (service_type IN ('consultancy', 'training', 'teaching-staff', 'services')),
        -- What may pay for it; a plan is paid with money only.
        accepts text[] NOT NULL CHECK (accepts <@ ARRAY['entitlement', 'credits', 'money', 'fund', 'free']),
        -- A plan's place in the ladder of tiers, lowest first; null for one flat membership and for other offers.
        tier integer,
        cfr_code text NOT NULL,
        aar_code text NOT NULL,
        published_on date NOT NULL,
        withdrawn_on date,
        PRIMARY KEY (operator_id, offer_id),
        UNIQUE (operator_id, slug)
      );
      CREATE INDEX offer_text ON catalogue.offer USING gin ((title || ' ' || summary) gin_trgm_ops);
      SELECT platform.protect('catalogue.offer', 'shared');

      -- A price is never changed: a new one starts on a later date.
      CREATE TABLE catalogue.price (
        operator_id uuid NOT NULL,
        offer_id uuid NOT NULL,
        starts_on date NOT NULL,
        unit text NOT NULL CHECK (unit IN ('GBP', 'CREDIT', 'DAY')),
        -- 'any', or the funding status the price is for
        for_schools text NOT NULL CHECK (for_schools IN ('any', 'maintained', 'academy', 'independent')),
        basis text NOT NULL CHECK (basis IN ('flat', 'per-pupil', 'by-roll')),
        amount bigint NOT NULL CHECK (amount >= 0),
        minimum bigint NOT NULL DEFAULT 0 CHECK (minimum >= 0),
        -- by-roll: [{"to": 210, "amount": 350000}, ..., {"to": null, "amount": 700000}]
        bands jsonb NOT NULL DEFAULT '[]',
        illustrative boolean NOT NULL,
        source text NOT NULL,
        PRIMARY KEY (operator_id, offer_id, unit, for_schools, starts_on),
        FOREIGN KEY (operator_id, offer_id) REFERENCES catalogue.offer
      );
      SELECT platform.protect('catalogue.price', 'shared', verbs => 'SELECT, INSERT');

      CREATE TABLE catalogue.plan_grant (
        operator_id uuid NOT NULL,
        offer_id uuid NOT NULL,
        position integer NOT NULL,
        unit text NOT NULL CHECK (unit IN ('CREDIT', 'DAY', 'PLACE')),
        -- The ledger pool it is granted to: 'entitlement', 'credit-bank' or 'free-places'.
        pool text NOT NULL,
        amount bigint NOT NULL CHECK (amount > 0),
        label text NOT NULL,
        PRIMARY KEY (operator_id, offer_id, position),
        FOREIGN KEY (operator_id, offer_id) REFERENCES catalogue.offer
      );
      SELECT platform.protect('catalogue.plan_grant', 'shared', verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
