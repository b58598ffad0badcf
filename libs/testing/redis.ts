import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '#platform';

export interface RedisServer {
  readonly url: string;
  /** SIGSTOP, SIGCONT: as a machine that stalls. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Forgets everything. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const present = spawnSync('redis-server', ['--version']).status === 0;

/** Where jobs can be tried on this machine: on PostgreSQL always, on Redis when Debian's redis-server is installed. */
export const queueBackends: readonly ('PostgreSQL' | 'Redis')[] = present
  ? ['PostgreSQL', 'Redis']
  : ['PostgreSQL'];

/** A redis-server of the test's own, on a free port unless one is named, with nothing kept on disk. */
export async function startRedis(at?: number): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-redis-'));
  const port = at ?? (await freePort());
  const server = spawn(
    'redis-server',
    ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
    { stdio: 'ignore' },
  );
  const killed = () => server.kill('SIGKILL');
  process.once('exit', killed);
  const url = `redis://127.0.0.1:${port}`;
  // Commands wait until the server answers.
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
  return {
    url,
    signal: (name) => void server.kill(name),
    flush: async () => {
      const flusher = new Redis(url);
      await flusher.flushall();
      flusher.disconnect();
    },
    stop: async () => {
      process.off('exit', killed);
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
