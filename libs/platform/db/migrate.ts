import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { migrateQueue } from '../jobs/queue-schema.js';
import { createRoles } from './roles.js';

const contexts = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Brings a database up to date as its owner: roles, every context's migrations in the order of their
 * timestamps, and BullMQ's own schema. Safe to run from several processes at once: one works, the others wait.
 */
export async function migrate(url: string, secret: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url });
  await lock.connect();
  try {
    await createRoles(lock, secret);
    await lock.query('SELECT pg_advisory_lock(7062)');
    const source = await new DataSource({
      type: 'postgres',
      url,
      migrations: await migrationsOfAllContexts(),
      migrationsTableName: 'migration',
      migrationsTransactionMode: 'each',
      installExtensions: false,
      poolSize: 2,
    }).initialize();
    try {
      const done = await source.runMigrations();
      await migrateQueue(url);
      return done.map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

async function migrationsOfAllContexts(): Promise<(new () => MigrationInterface)[]> {
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
  return modules.flatMap((module) => Object.values(module) as (new () => MigrationInterface)[]);
}
