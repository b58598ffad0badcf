import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, readConfig, startEmbedded, type Config } from '#platform';
import { createDatabase, testSecret } from '#testing';
import { share, sized } from './measure.js';
import { tellStory } from './web.js';

/** So many schools belong to the story's operator, and so many of each authority have signed. */
const story = {
  schools: { 877: sized(300, 40), 876: sized(200, 30) },
  signed: { 877: sized(180, 10), 876: sized(120, 6) },
};

/** The server that the benches of one run share, with normal durability unless nothing is judged. Each makes a database of its own on it. */
export interface Stage {
  /** A folder that goes with the stage. */
  readonly directory: string;
  /** A migrated database. */
  database(name: string, environment?: Record<string, string>): Promise<Config>;
  /** A database in which the demonstration's story has happened, at 500 schools. */
  storyDatabase(name: string): Promise<Config>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-bench-'));
  const flags = ['max_connections=100', 'shared_buffers=512MB', 'max_wal_size=4GB'];
  if (share < 1) flags.push('fsync=off');
  const server = await startEmbedded(directory, flags);
  const configOf = (DATABASE_URL: string, environment: Record<string, string> = {}) =>
    readConfig({ DATABASE_URL, SECRET: testSecret, LOG_LEVEL: 'silent', ...environment });
  // Migrated once, and copied for everyone.
  const template = await createDatabase(server.url, 'template');
  await migrate(configOf(template));
  const copy = (name: string, of = template) => createDatabase(server.url, name, of);
  let told: Promise<string> | undefined;
  const tell = async () => {
    const url = await copy('story');
    await tellStory(configOf(url), story);
    return url;
  };
  return {
    directory,
    database: async (name, environment) => configOf(await copy(name), environment),
    storyDatabase: async (name) => configOf(await copy(name, await (told ??= tell()))),
    close: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
