import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a school asks for, and what someone is designated, are words of its operator's (libs/operating-model). */
export class DeliveryVocabularies1795700200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery.request DROP CONSTRAINT request_need_check,
        ADD CONSTRAINT request_need FOREIGN KEY (operator_id, need) REFERENCES operating_model.need;
      ALTER TABLE delivery.designation DROP CONSTRAINT designation_designation_check,
        ADD CONSTRAINT designation_known FOREIGN KEY (operator_id, designation) REFERENCES operating_model.designation;
      ALTER TABLE delivery.proposal
        ADD CONSTRAINT proposal_need FOREIGN KEY (operator_id, need) REFERENCES operating_model.need,
        ADD CONSTRAINT proposal_designation FOREIGN KEY (operator_id, designation) REFERENCES operating_model.designation;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
