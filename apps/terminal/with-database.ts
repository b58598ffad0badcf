import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  applicationUrl,
  Database,
  keptSecret,
  migrate,
  readConfig,
  runningEmbedded,
  startEmbedded,
} from '#platform';
import type { WithDatabase } from './commands.js';

/** The database of DATABASE_URL, or the embedded one: that of the running `npm start`, else started for the command. */
export const withDatabase: WithDatabase = async (work) => {
  const directory = process.env.DATA_DIRECTORY || '.data';
  mkdirSync(directory, { recursive: true });
  const environment: Record<string, string | undefined> = {
    ...process.env,
    SECRET: process.env.SECRET || keptSecret(join(directory, 'secret')),
  };
  const address = environment.DATABASE_URL || runningEmbedded(directory);
  const server = address ? undefined : await startEmbedded(directory);
  try {
    const config = readConfig({ ...environment, DATABASE_URL: address ?? server?.url });
    await migrate(config.DATABASE_URL!, config.SECRET);
    const db = await Database.connect(applicationUrl(config), {
      pool: config.DATABASE_POOL,
      name: 'terminal',
    });
    try {
      return await work(db, config);
    } finally {
      await db.onApplicationShutdown();
    }
  } finally {
    await server?.stop();
  }
};
