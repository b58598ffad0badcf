import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, keptSecret, readConfig, startEmbedded } from '#platform';
import type { OnStop } from '../boot/main.js';

type Environment = Record<string, string | undefined>;

/**
 * Fills in what an installation would be told: a secret of its own, a PostgreSQL of its own unless one is named, and of any free
 * port which one it is, for letters lead there.
 */
export async function settle(environment: Environment, onStop: OnStop): Promise<Environment> {
  const directory = environment.DATA_DIRECTORY || '.data';
  mkdirSync(directory, { recursive: true });
  const settled: Environment = {
    ...environment,
    ...(environment.PORT === '0' && { PORT: String(await freePort()) }),
    SECRET: environment.SECRET || keptSecret(join(directory, 'secret')),
  };
  if (settled.DATABASE_URL) return settled;
  readConfig(settled);
  console.log('Starting PostgreSQL …');
  const server = await startEmbedded(directory);
  onStop(() => server.stop());
  return { ...settled, DATABASE_URL: server.url };
}
