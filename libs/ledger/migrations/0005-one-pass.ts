import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A posting costs little more than its rows (ADR 23). */
export class OnePass1795702000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(readFileSync(new URL('./0005-one-pass.sql', import.meta.url), 'utf8'));
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
