import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  Database,
  forLongWork,
  keptSecret,
  migrate,
  readConfig,
  runningEmbedded,
  startEmbedded,
  type Config,
} from '#platform';
import type { WithDatabase } from './commands.js';

/** The database of DATABASE_URL, or the embedded one: that of the running `npm start`, else started for the command. */
export const withDatabase: WithDatabase = (work) =>
  withInstallation(async (config) => {
    await migrate(config);
    const db = await Database.connect(config, { name: 'terminal' });
    try {
      return await work(db, config);
    } finally {
      await db.onApplicationShutdown();
    }
  });

/** The same installation, before anything is asked of its database or changed in it. */
export async function withInstallation<Result>(work: (config: Config) => Promise<Result>): Promise<Result> {
  const directory = process.env.DATA_DIRECTORY || '.data';
  if (process.env.DATABASE_URL) return work(forLongWork(readConfig(named(directory))));
  mkdirSync(directory, { recursive: true });
  const secret = process.env.SECRET || keptSecret(join(directory, 'secret'));
  const running = runningEmbedded(directory);
  const server = running ? undefined : await startEmbedded(directory);
  try {
    const address = running ?? server!.url;
    return await work(forLongWork(readConfig({ ...process.env, SECRET: secret, DATABASE_URL: address })));
  } finally {
    await server?.stop();
  }
}

/** The secret of a database that somebody named is theirs to tell, or was kept by `npm start`; none is made up. */
function named(directory: string): Record<string, string | undefined> {
  const kept = join(directory, 'secret');
  return process.env.SECRET || !existsSync(kept) ? process.env : { ...process.env, SECRET: keptSecret(kept) };
}
