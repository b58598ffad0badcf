import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A blueprint's example of a VAT number or an account is one until another is set, whatever becomes of the address beside it. */
export class WhatIsAnExample1795900501310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invoicing.supplier
        ADD COLUMN vat_number_illustrative boolean NOT NULL DEFAULT false,
        ADD COLUMN bank_illustrative boolean NOT NULL DEFAULT false;
      -- Policies hold for the tables' owner too, except while this migration looks at every row.
      ALTER TABLE invoicing.supplier NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE invoicing.address NO FORCE ROW LEVEL SECURITY;
      -- As what nobody has was known until now: by its noughts.
      UPDATE invoicing.supplier s SET vat_number_illustrative = coalesce(s.vat_number LIKE 'GB 000 0000 %', false),
             bank_illustrative = coalesce(s.sort_code = '000000', false)
        FROM invoicing.address a
       WHERE a.operator_id = s.operator_id AND a.organisation_id = s.supplier_id AND a.illustrative;
      ALTER TABLE invoicing.supplier FORCE ROW LEVEL SECURITY;
      ALTER TABLE invoicing.address FORCE ROW LEVEL SECURITY;
      ALTER TABLE invoicing.supplier
        ALTER COLUMN vat_number_illustrative DROP DEFAULT, ALTER COLUMN bank_illustrative DROP DEFAULT;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
