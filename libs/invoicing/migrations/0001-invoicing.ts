import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Invoicing1767800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA invoicing;
      GRANT USAGE ON SCHEMA invoicing TO middletier_app, middletier_system;

      -- Who sells, as the tax rules see them.
      CREATE TABLE invoicing.supplier (
        operator_id uuid NOT NULL REFERENCES platform.operator,
        supplier_id uuid NOT NULL,
        legal_type text NOT NULL CHECK (legal_type IN ('la', 'company', 'school', 'sole-trader')),
        -- The authority itself, when the supplier is one.
        la_code text,
        -- Null: not registered for VAT.
        vat_number text,
        prefix text NOT NULL CHECK (prefix ~ '^[A-Z]{2,6}$'),
        -- The last number used in each series.
        last_invoice integer NOT NULL DEFAULT 0,
        last_journal integer NOT NULL DEFAULT 0,
        PRIMARY KEY (operator_id, supplier_id),
        UNIQUE (operator_id, prefix),
        CHECK ((legal_type = 'la') = (la_code IS NOT NULL))
      );
      SELECT platform.protect('invoicing.supplier', 'staff');

      CREATE TABLE invoicing.document (
        operator_id uuid NOT NULL,
        document_id uuid NOT NULL,
        rail text NOT NULL CHECK (rail IN ('journal', 'invoice')),
        outcome text NOT NULL CHECK (outcome IN ('JOURNAL', 'VAT_INVOICE', 'EXEMPT_INVOICE')),
        series integer NOT NULL CHECK (series > 0),
        number text NOT NULL,
        supplier_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        -- The school it is about; the customer, unless an authority pays.
        school_id uuid NOT NULL,
        cause_type text NOT NULL CHECK (cause_type IN ('agreement', 'purchase', 'session')),
        cause_id uuid NOT NULL,
        issued_on date NOT NULL,
        due_on date NOT NULL,
        net bigint NOT NULL,
        vat bigint NOT NULL,
        gross bigint NOT NULL GENERATED ALWAYS AS (net + vat) STORED,
        purchase_order text,
        -- Why the tax is what it is: the inputs of the decision, frozen.
        tax_facts jsonb NOT NULL,
        PRIMARY KEY (operator_id, document_id),
        FOREIGN KEY (operator_id, supplier_id) REFERENCES invoicing.supplier,
        CONSTRAINT document_series UNIQUE (operator_id, supplier_id, rail, series),
        -- Whatever runs twice, a thing is billed once to a customer.
        CONSTRAINT document_billed_once UNIQUE (operator_id, cause_type, cause_id, customer_id)
      );
      CREATE INDEX document_customer ON invoicing.document (operator_id, customer_id, issued_on);
      CREATE INDEX document_supplier ON invoicing.document (operator_id, supplier_id, issued_on);
      SELECT platform.protect('invoicing.document', 'parties', ARRAY['supplier_id', 'customer_id', 'school_id'], verbs => 'SELECT, INSERT');

      CREATE TABLE invoicing.line (
        operator_id uuid NOT NULL,
        document_id uuid NOT NULL,
        position integer NOT NULL,
        supplier_id uuid NOT NULL,
        customer_id uuid NOT NULL,
        school_id uuid NOT NULL,
        description text NOT NULL,
        -- Hundredths.
        quantity bigint NOT NULL CHECK (quantity > 0),
        unit_price bigint NOT NULL,
        net bigint NOT NULL,
        -- Hundredths of a per cent; null when exempt or a journal.
        vat_rate integer,
        -- CFR for a maintained school, AAR for an academy (handbook Part 1 (c)).
        account_code text,
        PRIMARY KEY (operator_id, document_id, position),
        FOREIGN KEY (operator_id, document_id) REFERENCES invoicing.document
      );
      SELECT platform.protect('invoicing.line', 'parties', ARRAY['supplier_id', 'customer_id', 'school_id'], verbs => 'SELECT, INSERT');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
