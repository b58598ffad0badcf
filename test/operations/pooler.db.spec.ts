import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applicationUrl, freePort } from '#platform';
import { eventually, startPostgres, testConfig, testSecret, type OwnServer } from '#testing';
import { startInstallation } from './installation.js';
import { middletier } from './middletier.js';
import { whereThereIs } from './there.js';

const pgbouncer = ['/usr/sbin/pgbouncer', 'pgbouncer'].find(
  (path) => spawnSync(path, ['--version']).status === 0,
);

whereThereIs('PgBouncer in transaction mode', pgbouncer !== undefined, () => {
  let server: OwnServer;
  let pooled: string;
  let end: () => Promise<void>;
  beforeAll(async () => {
    server = await startPostgres();
    await middletier({ DATABASE_URL: server.url, SECRET: testSecret }, 'migrate');
    const direct = new URL(applicationUrl(testConfig({ DATABASE_URL: server.url })));
    const directory = mkdtempSync(join(tmpdir(), 'middletier-pooler-'));
    chmodSync(directory, 0o755);
    const port = await freePort();
    writeFileSync(
      join(directory, 'users'),
      `"${direct.username}" "${decodeURIComponent(direct.password)}"\n`,
    );
    const settings = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'scram-sha-256',
      auth_file: join(directory, 'users'),
      pool_mode: 'transaction',
      // Fewer than the application opens, so that they are shared indeed.
      default_pool_size: 3,
    };
    writeFileSync(
      join(directory, 'pgbouncer.ini'),
      `[databases]\nmiddletier = host=127.0.0.1 port=${server.port} dbname=middletier\n[pgbouncer]\n${Object.entries(
        settings,
      )
        .map(([name, value]) => `${name} = ${value}\n`)
        .join('')}`,
    );
    // Like PostgreSQL it refuses to run as root.
    const id = (option: string) => Number(execFileSync('id', [option, 'postgres']));
    const account = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {};
    const pooler = spawn(pgbouncer!, [join(directory, 'pgbouncer.ini')], { ...account, stdio: 'ignore' });
    const kill = () => pooler.kill('SIGKILL');
    process.once('exit', kill);
    const url = new URL(direct);
    url.port = `${port}`;
    pooled = url.href;
    end = async () => {
      process.off('exit', kill);
      const ended = once(pooler, 'exit');
      kill();
      await ended;
      await server.stop();
      rmSync(directory, { recursive: true });
    };
  });
  afterAll(() => end());

  test('pages, API, sign-in and worker do their work, with jobs in PostgreSQL at an address of their own', async () => {
    const installation = await eventually('the pooler answers', () =>
      startInstallation({ DATABASE_URL: server.url, DATABASE_APP_URL: pooled, DATABASE_PREPARED: '0' }),
    );
    try {
      await Promise.all([installation.works(), installation.works(), installation.works()]);
      await server.restart('fast');
      await installation.works();
    } finally {
      await installation.end();
    }
  });

  test('a pooler at the queue’s own address is refused in a line', async () => {
    const refused = startInstallation({ DATABASE_URL: server.url, DATABASE_QUEUE_URL: pooled });
    await expect(refused).rejects.toThrow(
      /ended with 1[^]*leads to a pooler, which does not keep whole sessions/,
    );
  });
});
