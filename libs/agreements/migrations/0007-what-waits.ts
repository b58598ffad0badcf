import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits for a person is found without looking at what does not: the staff's home asks for it at every visit. */
export class WhatWaits1795613000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX agreement_waits ON agreements.agreement (operator_id, prepared_at) WHERE state = 'awaiting-approval';
      CREATE INDEX agreement_unrenewed ON agreements.agreement (operator_id, ends_on) WHERE renewal_problem IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
