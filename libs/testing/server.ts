import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, readConfig, startEmbedded, type EmbeddedServer } from '#platform';

/** Not a secret: tests only. */
export const testSecret = 'tests only: thirty-two characters or more';

/** Jest's set-up and its tear-down share nothing but the global object. */
const run = globalThis as {
  middletierTestServer?: { server?: EmbeddedServer; directory: string; root: string; databases: string[] };
};

/**
 * Jest's global set-up: one migrated database for the whole run, on an embedded server in a temporary directory,
 * or on the server of DATABASE_URL (in a database made for the run).
 */
export default async function start(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-test-'));
  // Servers of the tests' own, which run as another user, begin as a copy of what is here.
  chmodSync(directory, 0o711);
  let server: EmbeddedServer | undefined;
  let root = process.env.DATABASE_URL;
  if (!root) {
    server = await startEmbedded(directory, ['max_connections=300', 'shared_buffers=256MB', 'fsync=off']);
    root = server.url;
  }
  // Migrated once and copied: for the tests that share a database, and for each that needs its own.
  const template = await createDatabase(root, `middletier_template_${process.pid}`);
  await migrate(readConfig({ DATABASE_URL: template, SECRET: testSecret }));
  const url = await createDatabase(root, `middletier_test_${process.pid}`, template);
  process.env.MIDDLETIER_TEST_DIRECTORY = directory;
  process.env.MIDDLETIER_TEST_TEMPLATE_URL = template;
  process.env.MIDDLETIER_TEST_ROOT_URL = root;
  process.env.MIDDLETIER_TEST_DATABASE_URL = url;
  process.env.TZ = 'UTC';
  run.middletierTestServer = { server, directory, root, databases: [url, template] };
}

/** `template` is the address of a database to copy, to which nobody is connected. */
export async function createDatabase(root: string, name: string, template?: string): Promise<string> {
  const owner = new pg.Client({ connectionString: root });
  await owner.connect();
  try {
    await owner.query(
      // File by file is quicker than by way of the log, and nothing here outlives a crash.
      `CREATE DATABASE ${pg.escapeIdentifier(name)}${template ? ` TEMPLATE ${pg.escapeIdentifier(nameOf(template))} STRATEGY file_copy` : ''}`,
    );
  } finally {
    await owner.end();
  }
  const url = new URL(root);
  url.pathname = `/${name}`;
  return url.href;
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

export async function dropDatabase(root: string, url: string): Promise<void> {
  const owner = new pg.Client({ connectionString: root });
  await owner.connect();
  try {
    await owner.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(nameOf(url))} WITH (FORCE)`);
  } finally {
    await owner.end();
  }
}

/** A database of the run, and what was kept beside it. */
async function dropAll(root: string, name: string): Promise<void> {
  const owner = new pg.Client({ connectionString: root });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datname = $1 OR starts_with(datname, $2)',
      [name, `${name}_`],
    );
    for (const one of rows) await owner.query(`DROP DATABASE ${pg.escapeIdentifier(one.name)} WITH (FORCE)`);
  } finally {
    await owner.end();
  }
}

export async function stop(): Promise<void> {
  const { server, directory, root, databases } = run.middletierTestServer!;
  if (server) await server.stop();
  else for (const url of databases) await dropAll(root, nameOf(url));
  rmSync(directory, { recursive: true, force: true });
}
