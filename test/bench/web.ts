import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Test } from '@nestjs/testing';
import autocannon from 'autocannon';
import type pg from 'pg';
import { generateRegister, Register } from '#directory';
import { Database, freePort, PlatformModule, type Config, type Role } from '#platform';
import { eventually } from '#testing';
import { Demonstration } from '../../apps/demonstration/demonstration.js';
import { DemonstrationModule } from '../../apps/demonstration/demonstration.module.js';
import { teamOf } from '../../apps/demonstration/operators.js';
import { browse } from '../access/http.js';
import { duration, share, type Measure } from './measure.js';

/** One page and another by turns, in short slices, so that the machine's moods touch both. */
const slices = share < 1 ? 1 : 5;
const slice = duration / slices;
const connections = 4;

/** Pages of one kind, asked for in turn as one person. */
export interface Pages {
  readonly name: string;
  readonly paths: readonly string[];
  readonly cookie: string;
}

/** The demonstration's story, with so many schools of each authority and so many of them signed. */
export async function tellStory(
  config: Config,
  { schools, signed }: Record<'schools' | 'signed', Record<877 | 876, number>>,
): Promise<void> {
  const context = await Test.createTestingModule({
    imports: [PlatformModule.with(config), DemonstrationModule],
  }).compile();
  try {
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
  } finally {
    await context.close();
  }
}

/** The web program as it ships, with its log. */
export async function startWeb({
  DATABASE_URL,
  SECRET,
}: Config): Promise<{ address: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const program = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../apps/web/main.js', import.meta.url))],
    {
      env: {
        ...{ PATH: process.env.PATH, DATABASE_URL, SECRET, PORT: String(port) },
        ...{ DEMONSTRATION: 'true', RATE_LIMIT_PER_MINUTE: '1000000', NODE_ENV: 'production' },
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const address = `http://localhost:${port}`;
  const ended = new Promise((resolve) => program.once('exit', resolve));
  const stop = async () => {
    program.kill('SIGTERM');
    await ended;
  };
  try {
    await eventually('the pages are served', async () =>
      fetch(`${address}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}

/** One of the demonstration's people, stepped in; nobody without a role. */
export async function cookieOf(owner: pg.Client, address: string, role?: Role): Promise<string> {
  if (!role) return (await browse(address)).cookie;
  const { rows } = await owner.query<{ id: string }>(
    'SELECT appointment_id AS id FROM identity.appointment WHERE role = $1 AND demonstration ORDER BY appointment_id LIMIT 1',
    [role],
  );
  return (await browse(address, rows[0]!.id)).cookie;
}

/** Our pages beside a floor, each by turns: how many a second of the one to the other. */
export async function beside(address: string, floor: Pages, ours: Pages, owed: number): Promise<Measure> {
  const done = { floor: 0, ours: 0 };
  const run = async (which: 'floor' | 'ours', { paths, cookie }: Pages, milliseconds: number) => {
    const { requests, non2xx, errors } = await autocannon({
      url: address,
      connections,
      duration: milliseconds / 1000,
      sampleInt: milliseconds, // how often it looks whether the time is over
      headers: { cookie },
      requests: paths.map((path) => ({ path })),
    });
    if (non2xx || errors)
      throw new Error(`${paths.join(' ')}: ${non2xx} answers were no page, ${errors} errors`);
    done[which] += requests.total;
  };
  await run('floor', floor, Math.min(1000, slice));
  await run('ours', ours, Math.min(1000, slice));
  done.floor = done.ours = 0;
  let turns = 0;
  // A machine that is busy may not answer one page in a short slice.
  for (; turns < slices || !done.floor || !done.ours; turns++) {
    await run('floor', floor, slice);
    await run('ours', ours, slice);
  }
  const rate = (count: number) => (count / ((turns * slice) / 1000)).toFixed(0);
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
