import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Test } from '@nestjs/testing';
import autocannon from 'autocannon';
import pg from 'pg';
import { generateRegister, Register } from '#directory';
import {
  Database,
  freePort,
  migrate,
  PlatformModule,
  readConfig,
  startEmbedded,
  type Config,
  type Role,
} from '#platform';
import { eventually, testSecret } from '#testing';
import { Demonstration } from '../../apps/demonstration/demonstration.js';
import { DemonstrationModule } from '../../apps/demonstration/demonstration.module.js';
import { teamOf } from '../../apps/demonstration/operators.js';
import { browse } from '../access/http.js';
import type { Measure } from './measure.js';

/** So many schools belong to the operator, and so many of each authority have signed. */
const schools = { 877: 300, 876: 200 };
const signed = { 877: 180, 876: 120 };
/** One page and another by turns, in short slices, so that the machine's moods touch both. BENCH_SECONDS of each in all. */
const slices = 5;
const slice = (Number(process.env.BENCH_SECONDS ?? 5) * 1000) / slices;
const connections = 4;

interface Page {
  readonly name: string;
  readonly path: string;
  readonly cookie: string;
}

/**
 * What knowing who is there costs, and what a home costs beside a page that asks the database nothing. The web program as it
 * ships, with its log, on a server with the demonstration's story at 500 schools.
 */
export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-bench-pages-'));
  const server = await startEmbedded(directory, ['max_connections=100']);
  try {
    const config = readConfig({ DATABASE_URL: server.url, SECRET: testSecret });
    await migrate(config);
    await tellStory(config);
    const { address, program } = await startWeb(config);
    try {
      return await measures(address, server.url);
    } finally {
      const ended = new Promise((resolve) => program.once('exit', resolve));
      program.kill('SIGTERM');
      await ended;
    }
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function tellStory(config: Config): Promise<void> {
  const context = await Test.createTestingModule({
    imports: [PlatformModule.with(config), DemonstrationModule],
  }).compile();
  await context.init();
  const { register } = generateRegister({
    seed: 7,
    authorities: [
      { code: '877', name: 'Warrington', schools: schools[877] },
      { code: '876', name: 'Halton', schools: schools[876] },
    ],
  });
  await context
    .get(Database)
    .systemTx('a bench imports a register', (tx) => new Register().import(tx, register));
  const operator = { blueprint: 'aspire', signed, team: teamOf('aspire') };
  await context.get(Demonstration).make(operator, () => undefined);
  await context.close();
}

async function startWeb({
  DATABASE_URL,
  SECRET,
}: Config): Promise<{ address: string; program: ChildProcess }> {
  const port = await freePort();
  const program = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../apps/web/main.js', import.meta.url))],
    {
      env: {
        ...{ PATH: process.env.PATH, DATABASE_URL, SECRET, PORT: String(port) },
        ...{ DEMONSTRATION: 'true', RATE_LIMIT_PER_MINUTE: '100000000', NODE_ENV: 'production' },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const address = `http://localhost:${port}`;
  await eventually('the pages are served', async () =>
    fetch(`${address}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { address, program };
}

async function measures(address: string, url: string): Promise<Measure[]> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('VACUUM ANALYZE');
  const as = async (role?: Role): Promise<string> => {
    if (!role) return (await browse(address)).cookie;
    const { rows } = await owner.query<{ id: string }>(
      'SELECT appointment_id AS id FROM identity.appointment WHERE role = $1 AND demonstration ORDER BY appointment_id LIMIT 1',
      [role],
    );
    return (await browse(address, rows[0]!.id)).cookie;
  };
  const page = async (name: string, path: string, role?: Role): Promise<Page> => ({
    name,
    path,
    cookie: await as(role),
  });
  const open = await page('a static page without session', '/accessibility');
  const known = await page('a static page, signed in', '/accessibility', 'headteacher');
  const school = await page('a school’s home', '/home', 'headteacher');
  const broker = await page('the broker’s home with 500 schools', '/home', 'broker');
  await owner.end();
  return [
    await beside(address, open, known, 0.8),
    await beside(address, known, school, 0.45),
    await beside(address, known, broker, 0.3),
  ];
}

async function beside(address: string, floor: Page, ours: Page, owed: number): Promise<Measure> {
  const done = { floor: 0, ours: 0 };
  const run = async (which: 'floor' | 'ours', { path, cookie }: Page, milliseconds: number) => {
    const { requests, non2xx, errors } = await autocannon({
      url: address + path,
      connections,
      duration: milliseconds / 1000,
      headers: { cookie },
    });
    if (non2xx || errors) throw new Error(`${path}: ${non2xx} answers were no page, ${errors} errors`);
    done[which] += requests.total;
  };
  await run('floor', floor, 1000);
  await run('ours', ours, 1000);
  done.floor = done.ours = 0;
  for (let n = 0; n < slices; n++) {
    await run('floor', floor, slice);
    await run('ours', ours, slice);
  }
  const rate = (count: number) => (count / ((slices * slice) / 1000)).toFixed(0);
  const ratio = done.ours / done.floor;
  return {
    work: ours.name,
    floor: floor.name,
    ratio,
    owed: `≥ ${owed}`,
    met: ratio >= owed,
    detail: `${rate(done.ours)} a second; floor ${rate(done.floor)}`,
  };
}
