import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger is SQL to be read as such: tables, the one function that writes them, seals, and who may do what. */
export class Ledger1767300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of ['tables', 'apply', 'proof', 'privileges']) {
      await runner.query(readFileSync(new URL(`./0001-${part}.sql`, import.meta.url), 'utf8'));
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead');
  }
}
