import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiKeys, Parties, People, Sessions, SignIn } from '#identity';
import { publish, Database, newId, retryAsked, type Config } from '#platform';
import { eventually, testConfig, testOperator, testSecret } from '#testing';

/** An installation as `npm start` runs it, on a database that the test can take away, and somebody who uses it. */
export interface Installation {
  /** What a page, the API and the checks of health answer: their status, or `away` when nobody listens. */
  page(): Promise<Response>;
  api(): Promise<Response>;
  health(what: 'live' | 'ready'): Promise<Response>;
  /** Resolves when pages, API and worker all do their work. */
  works(): Promise<void>;
  /** Something for the worker; answers its id. */
  publishes(): Promise<string>;
  readonly db: Database;
  /** What it has logged so far. */
  log(): string;
  /** Tells it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  end(): Promise<void>;
}

const settings = {
  SECRET: testSecret,
  DEMONSTRATION: 'false',
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_WAIT_MS: '1500',
  DATABASE_TRANSACTION_MS: '3000',
  QUEUE_WAIT_MS: '1500',
  READY_WAIT_MS: '1000',
  RECONCILE_SECONDS: '1',
  JOB_LOCK_MS: '2000',
  STOP_MS: '10000',
};

export async function startInstallation(given: Readonly<Record<string, string>>): Promise<Installation> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-installation-'));
  const program = spawn(
    process.execPath,
    ['--enable-source-maps', fileURLToPath(new URL('../../apps/standalone/main.js', import.meta.url))],
    {
      env: { PATH: process.env.PATH!, DATA_DIRECTORY: directory, ...settings, ...given },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(program, 'exit').then(([code]) => code as number | null);
  let said = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (said += text));
  await eventually('it listens', async () => /runs at (\S+)/.test(said) || program.exitCode !== null);
  const address = /runs at (\S+)/.exec(said)?.[1];
  if (!address) {
    rmSync(directory, { recursive: true });
    throw new Error(`It ended with ${await ended}: ${said}`);
  }

  const config = testConfig({ DATABASE_URL: given.DATABASE_URL!, REDIS_URL: given.REDIS_URL ?? '' });
  const db = await Database.connect(config, { pool: 2 });
  const { staff, operatorId } = await testOperator(db);
  const { cookie, key } = await somebody(config, db, staff);
  const ask = (path: string, headers: Record<string, string> = {}) =>
    // Far more than anything here may take: it says that a request hangs.
    fetch(`${address}${path}`, { headers, redirect: 'manual', signal: AbortSignal.timeout(40_000) });
  const page = () => ask('/home', { cookie });
  const api = () => ask('/api/v1/operator', { authorization: `Bearer ${key}` });
  const health = (what: 'live' | 'ready') => ask(`/health/${what}`);

  const publishes = async () => {
    const entityId = newId();
    await db.tx(staff, (tx) => publish(tx, retryAsked, entityId));
    return entityId;
  };
  const works = async () => {
    for (const request of [page, api, () => health('ready')])
      await eventually('it answers', async () => (await request()).status === 200);
    const entityId = await publishes();
    await eventually('the worker works', async () => {
      const rows = await db.systemTx('test', (tx) =>
        tx.query(
          `SELECT FROM platform.outbox JOIN platform.processed_message USING (operator_id, message_id)
           WHERE operator_id = $1 AND entity_id = $2`,
          [operatorId, entityId],
        ),
      );
      return rows.length > 0;
    });
  };
  const stop = () => {
    program.kill('SIGTERM');
    return ended;
  };
  return {
    page,
    api,
    health,
    publishes,
    works,
    db,
    log: () => readFileSync(/Its log is (.+)\. Stop/.exec(said)![1]!, 'utf8'),
    stop,
    end: async () => {
      if (program.exitCode === null && program.signalCode === null) program.kill('SIGKILL');
      await ended;
      await db.onApplicationShutdown();
      rmSync(directory, { recursive: true });
    },
  };
}

async function somebody(config: Config, db: Database, staff: Parameters<Database['tx']>[0]) {
  const email = `staff.${staff.operatorId}@example.org`;
  const { personId, key } = await db.tx(staff, async (tx) => {
    const organisationId = newId();
    await new Parties().add(tx, { organisationId, host: true });
    const person = await new People().add(tx, { name: 'Robert Lane', email });
    await new People().appoint(tx, { personId: person, organisationId, role: 'administrator' });
    const issued = await new ApiKeys(testConfig()).issue(tx, {
      organisationId,
      name: 'test',
      scopes: ['read'],
    });
    return { personId: person, key: issued.key };
  });
  const signIn = new SignIn(config, db, new Sessions());
  const client = { address: '10.0.0.1', requestId: 'test' };
  const link = new URL(await signIn.resetLink(personId));
  await signIn.resetPassword(link.searchParams.get('token')!, 'correct horse battery', client);
  const { cookies } = await signIn.withPassword({ email, password: 'correct horse battery' }, client);
  await signIn.onApplicationShutdown();
  return { key, cookie: cookies.map((one) => one.split(';')[0]).join('; ') };
}
