import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, migrate, newId, readConfig, type Config } from '#platform';
import { offerId, readBlueprint } from '#blueprints';
import { generateRegister, Register } from '#directory';
import { ApiKeys } from '#identity';
import { eventually, startPostgres, startRedis, testConfig, testSecret, type RedisServer } from '#testing';
import { openFacades } from '../scenarios/scene.js';
import { startMail } from './mail.js';

export type Program = 'api' | 'web' | 'worker' | 'standalone';

/** A whole installation, each program a process of its own, on a database, a queue and a mail server that can be broken. */
export async function openInstallation(backend: 'PostgreSQL' | 'Redis', schools: number) {
  const [postgres, mail] = await Promise.all([startPostgres(), startMail()]);
  const redisPort = await freePort();
  let redis: RedisServer | undefined = backend === 'Redis' ? await startRedis(redisPort) : undefined;
  const settings: Record<string, string> = {
    DATABASE_URL: postgres.url,
    SECRET: testSecret,
    SMTP_URL: mail.url,
    DATABASE_POOL: '6',
    DEMONSTRATION: 'false',
    LOG_LEVEL: 'info',
    JOB_LOCK_MS: '1000',
    RELAY_INTERVAL_MS: '100',
    RECONCILE_SECONDS: '2',
    SMTP_WAIT_MS: '1000',
    // A stall outlasts what a request waits.
    DATABASE_WAIT_MS: '1500',
    DRAIN_MS: '0',
    RATE_LIMIT_PER_MINUTE: '1000000',
    SIGN_IN_LIMIT_PER_MINUTE: '10000',
    ...(redis && { REDIS_URL: redis.url }),
  };
  const config = readConfig(settings);
  await migrate(config);
  const work = await prepareWork(config, schools);
  const programs = new Map<Program, Running>();
  const names: Program[] = ['api', 'web', 'worker', 'standalone'];
  await Promise.all(names.map(async (name) => programs.set(name, await start(name, settings))));
  const end = async (name: Program, signal: 'SIGKILL' | 'SIGTERM') => {
    await programs.get(name)!.end(signal);
    programs.set(name, await start(name, settings, programs.get(name)!.port));
  };
  return {
    ...work,
    config,
    mail,
    postgres,
    names,
    address: (name: 'api' | 'web') => programs.get(name)!.address,
    kill: (name: Program) => end(name, 'SIGKILL'),
    restart: (name: Program) => end(name, 'SIGTERM'),
    redis: {
      /** It keeps nothing on disk: what was in it is gone. */
      restart: async () => {
        await redis!.stop();
        redis = await startRedis(redisPort);
      },
      stall: async (ms: number) => {
        redis!.signal('SIGSTOP');
        await new Promise((wake) => setTimeout(wake, ms));
        redis!.signal('SIGCONT');
      },
      flush: () => redis!.flush(),
    },
    /** Those that ended though nobody ended them. */
    fallen: () => [...programs].flatMap(([name, { fell }]) => (fell() ? [`${name}: ${fell()}`] : [])),
    close: async () => {
      await Promise.all([...programs.values()].map((program) => program.end('SIGTERM')));
      await work.facades.close();
      for (const name of names) rmSync(directoryOf(name), { recursive: true, force: true });
      await redis?.stop();
      await mail.stop();
      await postgres.stop();
    },
  };
}
export type Installation = Awaited<ReturnType<typeof openInstallation>>;

/** A live operator, so that its letters leave, whose schools have someone to tell and a key that may sign. */
async function prepareWork(config: Config, schools: number) {
  const facades = await openFacades(config);
  const { db } = facades;
  const { register } = generateRegister({
    seed: 3,
    authorities: [{ code: '919', name: 'Hertfordshire', schools }],
  });
  await db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  const created = await facades.creation.create(readBlueprint('herts-for-learning'), {
    slug: `crash-${newId()}`,
  });
  const signing = created.schools.filter((school) => school.roll && school.fundingStatus !== 'other');
  const keys: string[] = [];
  const people: string[] = [];
  await db.tx(created.staff, async (tx) => {
    for (const [index, { organisationId }] of signing.entries()) {
      await facades.limits.set(tx, organisationId, 'business-manager', 100_000_000n);
      const email = `business.manager.${index}@example.org`;
      const personId = await facades.people.add(tx, { name: `Manager ${index}`, email });
      await facades.people.appoint(tx, {
        personId,
        organisationId,
        role: 'business-manager',
        from: tx.today.subtract({ days: 1 }),
      });
      const issued = await new ApiKeys(testConfig()).issue(tx, {
        organisationId,
        name: 'crash',
        scopes: ['read', 'write'],
      });
      keys.push(issued.key);
      people.push(email);
    }
  });
  return { facades, created, keys, people, plan: offerId(created.operatorId, 'hip') };
}

/** Where a program keeps what it keeps, such as its log. */
const directoryOf = (name: Program): string => join(tmpdir(), `middletier-crash-${process.pid}-${name}`);

interface Running {
  readonly address: string;
  readonly port: number;
  /** What it last said, when it ended by itself. */
  readonly fell: () => string | undefined;
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
}

/** Ready when it says so; with a database that is away it may take several starts, as a service manager gives it. */
async function start(name: Program, settings: Record<string, string>, at?: number): Promise<Running> {
  const port = at ?? (await freePort());
  const script = fileURLToPath(new URL(`../../apps/${name}/main.js`, import.meta.url));
  const directory = directoryOf(name);
  const env = { PATH: process.env.PATH!, ...settings, PORT: String(port), DATA_DIRECTORY: directory };
  let child: ChildProcess;
  let said = '';
  let ending = false;
  const launch = () => {
    child = spawn(process.execPath, ['--enable-source-maps', script], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (text: Buffer) => (said = (said + text).slice(-3000));
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
  };
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  launch();
  const address = `http://127.0.0.1:${port}`;
  process.once('exit', () => child.kill('SIGKILL'));
  await eventually(
    `${name} is ready`,
    async () => {
      if (ended()) launch();
      return (await fetch(`${address}/health/ready`)).ok;
    },
    120,
  );
  return {
    address,
    port,
    fell: () => (!ending && ended() ? said : undefined),
    end: async (signal) => {
      ending = true;
      if (ended()) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await gone;
    },
  };
}
