import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a document's tax is what it is stands on it in words: a later rule does not explain an earlier document. */
export class TaxBecause1795603100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invoicing.document ADD COLUMN tax_because text;
      -- Policies hold for the table's owner too, except while this migration looks at every row.
      ALTER TABLE invoicing.document NO FORCE ROW LEVEL SECURITY;
      -- The sentences of the rules until now.
      UPDATE invoicing.document SET tax_because = CASE
        WHEN outcome = 'JOURNAL' THEN 'The authority recharges its own maintained school’s budget share, which is its own money until spent: a journal, no VAT.'
        WHEN outcome = 'VAT_INVOICE' THEN 'Standard-rated: VAT at 20%.'
        WHEN tax_facts ->> 'supplier' IN ('la', 'school') AND tax_facts ->> 'service' = 'training' THEN 'Training supplied by an authority or school is exempt from VAT.'
        WHEN tax_facts ->> 'supplier' IN ('la', 'school') AND tax_facts ->> 'service' = 'teaching-staff' AND tax_facts ->> 'customer' <> 'other'
          THEN 'Teaching staff supplied by one school or authority to another are exempt from VAT.'
        ELSE 'The supplier is not registered for VAT.' END;
      ALTER TABLE invoicing.document FORCE ROW LEVEL SECURITY;
      ALTER TABLE invoicing.document ALTER COLUMN tax_because SET NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
