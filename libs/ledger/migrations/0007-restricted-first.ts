import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of lots that end on one day, those that pay for some purposes only are spent before those that pay for any (ADR 28). */
export class RestrictedFirst1795800520000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(readFileSync(new URL('./0007-restricted-first.sql', import.meta.url), 'utf8'));
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
