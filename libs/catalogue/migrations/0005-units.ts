import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Prices and grants are in units of the operator's; an offer may be paid in one of its own, by its code (ADR 32). */
export class CatalogueUnits1795900500504 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE catalogue.price DROP CONSTRAINT price_unit_check, ADD CHECK (unit <> 'PLACE'),
        ADD CONSTRAINT price_unit FOREIGN KEY (operator_id, unit) REFERENCES operating_model.unit;
      ALTER TABLE catalogue.plan_grant DROP CONSTRAINT plan_grant_unit_check, ADD CHECK (unit <> 'GBP'),
        ADD CONSTRAINT plan_grant_unit FOREIGN KEY (operator_id, unit) REFERENCES operating_model.unit;
      ALTER TABLE catalogue.offer DROP CONSTRAINT offer_accepts_check,
        ADD CHECK ((' ' || array_to_string(accepts, ' ', '?')) ~ '^( (entitlement|credits|money|fund|free|[A-Z][A-Z-]{1,29}))*$');
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
