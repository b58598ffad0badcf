import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import { ConfigurationError, type Config } from '../config.js';
import { proveInstallation, rolesOf } from '../db/roles.js';
import { Temporal } from '../temporal.js';
import { allowBackup, hidden, sequencesOf, tablesOf } from './tables.js';

/** How a backup begins: what a database must be brought to before its rows fit. */
export interface Heading {
  readonly format: 1;
  readonly takenAt: string;
  readonly migrations: readonly string[];
}
export const headingMark = '-- Middletier backup ';
export const rowsMark = '-- Rows ';

/**
 * Saves every row of the installation as it was at one moment, while everybody goes on working, into one compressed file that
 * only its owner reads. It is plain SQL data (COPY); the tables themselves are what `migrate` makes. Answers the rows of each table.
 */
export async function backup(config: Config, file: string): Promise<Record<string, number>> {
  const role = rolesOf(config).backup;
  const owner = new pg.Client({ connectionString: config.DATABASE_URL, application_name: 'backup' });
  let broken: Error | undefined;
  owner.on('error', (error) => (broken = error));
  await owner.connect();
  const unfinished = `${file}.unfinished`;
  try {
    await proveInstallation(owner, config);
    await allowBackup(owner, role);
    await owner.query(
      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'",
    );
    const migrations = (await owner.query<{ name: string }>('SELECT name FROM public.migration ORDER BY id'))
      .rows;
    const tables = await tablesOf(owner);
    const sequences = await sequencesOf(owner);
    await owner.query(`SET LOCAL ROLE ${role}`);
    const blind = await hidden(owner, role);
    if (blind.length)
      throw new ConfigurationError(`Not every row of ${blind.join(', ')} can be read: nothing was saved.`);

    const gzip = createGzip();
    const written = pipeline(gzip, createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }));
    written.catch(() => undefined);
    const write = async (text: string | Buffer) => {
      if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written]);
    };
    const heading: Heading = {
      format: 1,
      takenAt: Temporal.Now.instant().toString(),
      migrations: migrations.map((row) => row.name),
    };
    await write(`${headingMark}${JSON.stringify(heading)}\n`);
    const rows: Record<string, number> = {};
    for (const { name, columns } of tables) {
      const list = columns.join(', ');
      await write(`COPY ${name} (${list}) FROM stdin;\n`);
      const copy = owner.query(to(`COPY ${name} (${list}) TO STDOUT`));
      for await (const chunk of copy) await write(chunk as Buffer);
      await write('\\.\n');
      rows[name] = copy.rowCount;
    }
    for (const name of sequences) {
      const { last_value: last, is_called: called } = (
        await owner.query(`SELECT last_value, is_called FROM ${name}`)
      ).rows[0];
      await write(`SELECT pg_catalog.setval('${name}', ${last}, ${called});\n`);
    }
    await write(`${rowsMark}${JSON.stringify(rows)}\n`);
    gzip.end();
    await written;
    await owner.query('COMMIT');
    await rename(unfinished, file);
    return rows;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST')
      throw new ConfigurationError(
        `There is already a file ${unfinished}: another backup is being written, or was broken off.`,
      );
    await rm(unfinished, { force: true });
    throw broken ?? error;
  } finally {
    await owner.end();
  }
}
