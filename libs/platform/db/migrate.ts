import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Config } from '../config.js';
import { migrateQueue } from '../jobs/queue-schema.js';
import { allowBackup } from '../backup/tables.js';
import { locks } from './locks.js';
import { publishViews, withdrawViews } from './views.js';
import { Word } from './word.js';
import { createRoles, forInstallation, proveInstallation, provePassword, rolesOf } from './roles.js';

const contexts = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Brings a database up to date as its owner: roles, every context's migrations in the order of their
 * timestamps, BullMQ's own schema, and the published views. Safe to run from several processes at once: one works, the others wait. `only` is
 * for a backup of an earlier version.
 */
export async function migrate(
  config: Config,
  { only }: { only?: readonly string[] } = {},
): Promise<string[]> {
  const url = config.DATABASE_URL;
  const lock = new pg.Client({ connectionString: url });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await proveInstallation(lock, config);
    await createRoles(lock, config);
    await provePassword(config);
    await new Word(config).prove(lock);
    await lock.query(`SELECT pg_advisory_lock(${locks.migrations})`);
    const source = await new DataSource({
      type: 'postgres',
      url,
      migrations: (await migrationsOfAllContexts())
        .filter((migration) => !only || only.includes(migration.name))
        .map((migration) => named(migration, config)),
      migrationsTableName: 'migration',
      migrationsTransactionMode: 'each',
      installExtensions: false,
      poolSize: 2,
    }).initialize();
    try {
      if (await source.showMigrations()) await withdrawViews(lock);
      const done = await source.runMigrations();
      await migrateQueue(config);
      if (!only) await publishViews(lock, rolesOf(config));
      await letParties(lock, config);
      await allowBackup(lock, rolesOf(config).backup);
      return done.map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

/**
 * After the last migration: what parties share, the key of the program's word, and that nobody but the owner sets a session's
 * settings from within a statement, the role among them, where the owner may forbid it.
 */
async function letParties(owner: pg.ClientBase, config: Config): Promise<void> {
  const { rows } = await owner.query<{ ready: boolean }>(
    `SELECT to_regprocedure('platform.share_with_parties()') IS NOT NULL AS ready`,
  );
  if (!rows[0]!.ready) return;
  await owner.query('SELECT platform.share_with_parties()');
  await new Word(config).share(owner);
  await owner
    .query(
      `BEGIN; REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
       GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO CURRENT_USER, ${rolesOf(config).backup}, ${rolesOf(config).queue}; COMMIT`,
    )
    .catch(async (error: { code?: string }) => {
      await owner.query('ROLLBACK');
      if (error.code !== '42501') throw error;
    });
}

type Migration = new () => MigrationInterface;

/** A migration names the roles of an installation called middletier; this one runs it with its own. */
const named = (Written: Migration, config: Config): Migration => {
  const roles = rolesOf(config);
  const renaming = (runner: QueryRunner): QueryRunner =>
    Object.create(runner, {
      query: { value: (sql: string, ...rest: never[]) => runner.query(forInstallation(sql, roles), ...rest) },
    }) as QueryRunner;
  const Renamed = class implements MigrationInterface {
    private readonly written = new Written();
    up = (runner: QueryRunner) => this.written.up(renaming(runner));
    down = (runner: QueryRunner) => this.written.down(runner);
  };
  return Object.defineProperty(Renamed, 'name', { value: Written.name });
};

export const migrationNames = async (): Promise<string[]> =>
  (await migrationsOfAllContexts()).map((migration) => migration.name);

async function migrationsOfAllContexts(): Promise<Migration[]> {
  const files = readdirSync(contexts).flatMap((context) => {
    const folder = join(contexts, context, 'migrations');
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.js'))
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
  return modules.flatMap((module) => Object.values(module) as Migration[]);
}
