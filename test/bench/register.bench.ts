import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { generateRegister, Register, registerFile } from '#directory';
import { Database, migrate, readConfig, startEmbedded } from '#platform';
import { sharedData } from '#testing';
import type { Measure } from './measure.js';

const most = 4;
const runs = 3;

/**
 * The first import of a whole register (schools, organisations, the search index: all that reads need) against COPY
 * of the same file into a table of its columns, typed and keyed by URN, without which no import could find a school
 * again. The best of three, taken in turns so that both meet the same machine.
 */
export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-bench-register-'));
  const server = await startEmbedded(directory);
  try {
    const file = sharedData('gias/edubasealldata.csv') ?? (await generated(join(directory, 'register.csv')));
    const floors: number[] = [];
    const ours: number[] = [];
    for (let run = 0; run < runs; run++) {
      floors.push(await copy(server.url, file));
      ours.push(await imported(server.url, file, `register_${run}`));
    }
    const [floor, time] = [Math.min(...floors), Math.min(...ours)];
    return [
      {
        work: 'importing the national register',
        floor: 'COPY of the same file',
        ratio: time / floor,
        owed: `≤ ${most} ×`,
        met: time / floor <= most,
        detail: `${Math.round(time)} ms for ${Math.round(floor)} ms, the search index included`,
      },
    ];
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As many schools as England has, where the real file is not. */
async function generated(path: string): Promise<string> {
  const authorities = Array.from({ length: 150 }, (_, index) => ({
    code: String(200 + index),
    name: `Authority ${index}`,
    schools: 160,
  }));
  await pipeline(generateRegister({ seed: 1, authorities }).register.open(), createWriteStream(path));
  return path;
}

async function copy(url: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const header = readFileSync(file, 'latin1').split('\r\n', 1)[0]!.split(',');
    await client.query(`SET datestyle = 'ISO, DMY'; DROP TABLE IF EXISTS floor;
      CREATE TABLE floor (${header.map((name) => `${pg.escapeIdentifier(name)} ${typeOf(name)}`).join(', ')}, PRIMARY KEY ("URN"))`);
    const started = performance.now();
    await pipeline(
      createReadStream(file),
      client.query(from(`COPY floor FROM STDIN (FORMAT csv, HEADER, ENCODING 'WIN1252')`)),
    );
    return performance.now() - started;
  } finally {
    await client.end();
  }
}

const typeOf = (column: string): string =>
  ['OpenDate', 'CloseDate', 'OfstedLastInsp'].includes(column)
    ? 'date'
    : ['URN', 'SchoolCapacity', 'Easting', 'Northing'].includes(column)
      ? 'integer'
      : column === 'NumberOfPupils'
        ? 'numeric'
        : 'text';

async function imported(root: string, file: string, name: string): Promise<number> {
  const owner = new pg.Client({ connectionString: root });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${name}`);
  await owner.end();
  const url = new URL(root);
  url.pathname = `/${name}`;
  const config = readConfig({
    DATABASE_URL: url.href,
    SECRET: 'the bench alone: thirty-two characters',
    LOG_LEVEL: 'silent',
  });
  await migrate(config);
  const db = await Database.connect(config);
  try {
    const started = performance.now();
    await db.systemTx('bench: register import', (tx) => new Register().import(tx, registerFile(file)));
    return performance.now() - started;
  } finally {
    await db.onApplicationShutdown();
  }
}
