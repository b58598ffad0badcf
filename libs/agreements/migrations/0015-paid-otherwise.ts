import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A service may be paid with credits or a unit of the operator's own, by its code; `unit` is what its amount is in (ADR 28, 32). */
export class PaidOtherwise1795900504010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agreements.purchase NO FORCE ROW LEVEL SECURITY,
        ADD COLUMN means text NOT NULL DEFAULT 'money';
      ALTER TABLE agreements.purchase DISABLE TRIGGER said;
      UPDATE agreements.purchase SET means = 'fund' WHERE wallet_id IS NOT NULL;
      ALTER TABLE agreements.purchase ENABLE TRIGGER said;
      ALTER TABLE agreements.purchase FORCE ROW LEVEL SECURITY,
        ALTER COLUMN means DROP DEFAULT,
        ADD COLUMN unit text NOT NULL GENERATED ALWAYS AS (CASE means WHEN 'credits' THEN 'CREDIT' WHEN 'money' THEN 'GBP' WHEN 'fund' THEN 'GBP' ELSE means END) STORED,
        ADD CONSTRAINT purchase_means CHECK (means NOT IN ('GBP', 'CREDIT', 'DAY', 'PLACE')),
        ADD CONSTRAINT purchase_fund CHECK ((means = 'fund') = (wallet_id IS NOT NULL)),
        ADD CONSTRAINT purchase_unit FOREIGN KEY (operator_id, unit) REFERENCES operating_model.unit;
      -- What pays is worked out by the program as the amount is.
      DROP TRIGGER said ON agreements.purchase;
      CREATE TRIGGER said BEFORE INSERT OR UPDATE ON agreements.purchase FOR EACH ROW
        EXECUTE FUNCTION platform.needs_word('purchase', 'purchase_id', 'state', 'means', 'amount');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
