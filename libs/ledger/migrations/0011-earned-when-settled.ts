import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credits that a school earns last from the day on which they are earned, each visit's in a lot of its own. */
export class EarnedWhenSettled1795900501130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(readFileSync(new URL('./0011-earned-when-settled.sql', import.meta.url), 'utf8'));
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
