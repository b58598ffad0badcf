import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { generateRegister, Register, registerFile } from '#directory';
import { Database, type Config } from '#platform';
import { sharedData } from '#testing';
import { share, sized, type Measure } from './measure.js';
import type { Stage } from './stage.js';

const most = 4;
const runs = 3;

/**
 * The first import of a whole register (schools, organisations, the search index: all that reads need) against COPY
 * of the same file into a table of its columns, typed and keyed by URN, without which no import could find a school
 * again. The best of three, taken in turns so that both meet the same machine.
 */
export async function bench(stage: Stage): Promise<Measure[]> {
  const published = share < 1 ? undefined : sharedData('gias/edubasealldata.csv');
  const file = published ?? (await generated(join(stage.directory, 'register.csv')));
  const floors: number[] = [];
  const ours: number[] = [];
  for (let run = 0; run < runs; run++) {
    const config = await stage.database(`register_${run}`);
    floors.push(await copy(config.DATABASE_URL!, file));
    ours.push(await imported(config, file));
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
}

/** As many schools as England has, where the real file is not. */
async function generated(path: string): Promise<string> {
  const authorities = Array.from({ length: sized(150) }, (_, index) => ({
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
    await client.query(
      `SET datestyle = 'ISO, DMY'; CREATE TABLE floor (${header.map((name) => `${pg.escapeIdentifier(name)} ${typeOf(name)}`).join(', ')}, PRIMARY KEY ("URN"))`,
    );
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

async function imported(config: Config, file: string): Promise<number> {
  const db = await Database.connect(config);
  try {
    const started = performance.now();
    await db.systemTx('bench: register import', (tx) => new Register().import(tx, registerFile(file)));
    return performance.now() - started;
  } finally {
    await db.onApplicationShutdown();
  }
}
