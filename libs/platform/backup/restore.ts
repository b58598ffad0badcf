import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { ConfigurationError, type Config } from '../config.js';
import { migrate, migrationNames } from '../db/migrate.js';
import { proveInstallation, rolesOf } from '../db/roles.js';
import { headingMark, rowsMark, type Heading } from './backup.js';
import { tablesOf } from './tables.js';
import { takeTriggersAside } from './triggers.js';

/**
 * Fills a database that has nothing of its own with what a backup holds, on this server or on a new one: makes the roles that are
 * missing, brings the tables to where the backup's were, loads every row in one transaction, and migrates from there.
 * Answers the rows of each table, which are as many as were saved. Refuses a database that is not empty.
 */
export async function restore(config: Config, file: string): Promise<Record<string, number>> {
  const lines = linesOf(file);
  const heading = readHeading((await lines.next()).value?.toString() ?? '', file);
  const known = await migrationNames();
  const unknown = heading.migrations.filter((name) => !known.includes(name));
  if (unknown.length)
    throw new ConfigurationError(
      `${file} was made by a newer version of Middletier, which knows ${unknown.join(', ')}: restore it with that version.`,
    );
  await proveEmpty(config, heading);
  await migrate(config, { only: heading.migrations });
  const owner = new pg.Client({ connectionString: config.DATABASE_URL, application_name: 'restore' });
  owner.on('error', () => undefined);
  await owner.connect();
  let rows: Record<string, number>;
  try {
    await owner.query('BEGIN; SET LOCAL statement_timeout = 0');
    const putBack = await takeAside(owner);
    rows = await load(owner, lines, file);
    for (const sql of putBack) await owner.query(sql);
    await owner.query('COMMIT');
  } finally {
    // Before the commit this leaves the tables empty, so that it can be tried again.
    await owner.end();
  }
  await migrate(config);
  return rows;
}

function readHeading(line: string, file: string): Heading {
  try {
    if (!line.startsWith(headingMark)) throw new Error();
    return JSON.parse(line.slice(headingMark.length)) as Heading;
  } catch {
    throw new ConfigurationError(`${file} is no backup of Middletier's.`);
  }
}

async function proveEmpty(config: Config, heading: Heading): Promise<void> {
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    await proveInstallation(owner, config);
    const { rows } = await owner.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' LIMIT 1`,
    );
    if (!rows.length) return;
    const refuse = (why: string) => {
      throw new ConfigurationError(
        `The database of DATABASE_URL ${why}. A backup is restored into an empty one.`,
      );
    };
    const ours = await owner.query(`SELECT to_regclass('platform.operator') IS NOT NULL AS migrated`);
    if (!ours.rows[0].migrated) refuse(`is not empty: it has the table ${rows[0]!.name}`);
    const done = await owner.query<{ name: string }>('SELECT name FROM public.migration');
    if (done.rows.some(({ name }) => !heading.migrations.includes(name)))
      refuse('was brought further than the backup is');
    await owner.query(`BEGIN; SET LOCAL ROLE ${rolesOf(config).backup}`);
    for (const { name } of await tablesOf(owner)) {
      const filled = await owner.query(`SELECT FROM ${name} LIMIT 1`);
      if (filled.rowCount) refuse(`is not empty: it has rows in ${name}`);
    }
    await owner.query('ROLLBACK');
  } finally {
    await owner.end();
  }
}

/**
 * What would judge rows while they come in any order: keys between tables, rules that old rows need not keep, triggers, and the
 * policies that bind the owner too. Answers the SQL that puts all back as it was.
 */
async function takeAside(owner: pg.ClientBase): Promise<string[]> {
  const putBack: string[] = [];
  const names = (await tablesOf(owner)).map((table) => table.name);
  const constraints = await owner.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE conrelid::regclass::text = ANY ($1) AND (contype = 'f' OR contype = 'c' AND NOT convalidated)`,
    [names],
  );
  for (const { table, name, definition } of constraints.rows) {
    await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
    putBack.push(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  }
  putBack.push(...(await takeTriggersAside(owner, names)));
  const forced = await owner.query<{ table: string }>(
    `SELECT oid::regclass::text AS table FROM pg_class WHERE relforcerowsecurity AND oid::regclass::text = ANY ($1)`,
    [names],
  );
  for (const { table } of forced.rows) {
    await owner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    putBack.push(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  }
  return putBack;
}

/** Throws when the file ends before its end, or a table took another number of rows than were saved. */
async function load(
  owner: pg.Client,
  lines: AsyncGenerator<Buffer, void>,
  file: string,
): Promise<Record<string, number>> {
  const loaded: Record<string, number> = {};
  for await (const line of lines) {
    const text = line.toString().slice(0, -1);
    const table = /^COPY (\S+) \(.*\) FROM stdin;$/.exec(text)?.[1];
    if (table) loaded[table] = await copy(owner, text.slice(0, -1), lines);
    else if (text.startsWith('SELECT pg_catalog.setval(')) await owner.query(text);
    else if (text.startsWith(rowsMark)) {
      const saved = JSON.parse(text.slice(rowsMark.length)) as Record<string, number>;
      const wrong = Object.keys(saved).filter((name) => saved[name] !== loaded[name]);
      if (wrong.length)
        throw new ConfigurationError(
          `Not as many rows as were saved: ${wrong.join(', ')}. Nothing was restored.`,
        );
      return loaded;
    } else
      throw new ConfigurationError(`${file} holds a line that is none of a backup's. Nothing was restored.`);
  }
  throw new ConfigurationError(
    `${file} ends too early: it was not written to its end. Nothing was restored.`,
  );
}

async function copy(owner: pg.Client, sql: string, lines: AsyncGenerator<Buffer, void>): Promise<number> {
  const into = owner.query(from(sql));
  const done = finished(into);
  done.catch(() => undefined);
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (next.value.length === 3 && next.value.toString() === '\\.\n') {
      into.end();
      await done;
      return into.rowCount;
    }
    if (!into.write(next.value)) await Promise.race([once(into, 'drain'), done]);
  }
  into.destroy(new Error('The file ends within a table'));
  throw new ConfigurationError(
    'The file ends within a table: it was not written to its end. Nothing was restored.',
  );
}

/** Each with its end. Split at line feeds and nothing else: a text may hold other characters that readline takes for ends of lines. */
async function* linesOf(file: string): AsyncGenerator<Buffer, void> {
  let rest: Buffer = Buffer.alloc(0);
  try {
    const read = createGunzip();
    pipeline(createReadStream(file), read).catch(() => undefined);
    for await (const chunk of read) {
      const bytes = rest.length ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        yield bytes.subarray(start, end + 1);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw new ConfigurationError(`There is no file ${file}.`);
    if (code?.startsWith('Z_'))
      throw new ConfigurationError(
        `${file} is no backup of Middletier's, or is damaged (${code}). Nothing was restored.`,
      );
    throw error;
  }
  if (rest.length) yield rest;
}
