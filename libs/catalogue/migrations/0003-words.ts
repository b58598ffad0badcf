import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an offer is for, and which kind of service it is, are words of its operator's (libs/operating-model). */
export class CatalogueWords1795900200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE catalogue.offer DROP CONSTRAINT offer_need_check, DROP CONSTRAINT offer_service_type_check,
        ADD CONSTRAINT offer_need FOREIGN KEY (operator_id, need) REFERENCES operating_model.need,
        ADD CONSTRAINT offer_service_type FOREIGN KEY (operator_id, service_type) REFERENCES operating_model.service_type;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
