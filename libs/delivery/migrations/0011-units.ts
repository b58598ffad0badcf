import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A place may be paid in a unit of the operator's own, by its code; `unit` is what its amount is in (ADR 32). */
export class DeliveryUnits1795900500505 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery.place DROP CONSTRAINT place_means_check,
        ADD COLUMN unit text NOT NULL GENERATED ALWAYS AS
          (CASE means WHEN 'credits' THEN 'CREDIT' WHEN 'money' THEN 'GBP' WHEN 'free' THEN 'GBP' ELSE means END) STORED,
        ADD CONSTRAINT place_means CHECK (means NOT IN ('GBP', 'CREDIT', 'DAY', 'PLACE')),
        ADD CONSTRAINT place_unit FOREIGN KEY (operator_id, unit) REFERENCES operating_model.unit;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
