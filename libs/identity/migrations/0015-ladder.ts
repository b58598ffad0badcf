import type { MigrationInterface, QueryRunner } from 'typeorm';

const ofParty = `'business-manager', 'headteacher', 'chair', 'manager', 'practitioner', 'commissioner', 'budget-holder'`;

/** Which roles approve is the operator's to choose (operating-model/ladder.ts); here only that they are a party's own, never its operator's staff. */
export class Ladder1795800810000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.approval_limit DROP CONSTRAINT approval_limit_role_check, ADD CONSTRAINT approval_limit_of_party CHECK (role IN (${ofParty}));
      ALTER TABLE identity.commitment DROP CONSTRAINT commitment_role_check, ADD CONSTRAINT commitment_of_party CHECK (role IN (${ofParty}));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
