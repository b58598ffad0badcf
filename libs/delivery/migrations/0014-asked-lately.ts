import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a school's people were asked for within a year, which a shortlist weighs, is found without all they were ever asked for. */
export class AskedLately1795900500925 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX proposal_asked_lately ON delivery.proposal (operator_id, home_id, proposed_on) WHERE state IN ('proposed', 'consented')`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
