import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { freePort, startEmbedded } from '#platform';
import { eventually, npmBinaries } from '#testing';

test('a free port is none that a connection is given before somebody listens there', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(ports.filter((port) => port >= 32_768)).toEqual([]);
});

test('a server that was restarted still has its owner, who stops it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-embedded-'));
  const server = await startEmbedded(directory, ['fsync=off']);
  try {
    const data = join(directory, 'postgres');
    const { uid, gid } = statSync(data);
    execFileSync(
      join(npmBinaries!, 'pg_ctl'),
      ['restart', '-D', data, '-m', 'immediate', '-s', '-l', join(data, 'server.log')],
      {
        uid,
        gid,
        cwd: data,
        stdio: 'ignore',
      },
    );
    await eventually('it is owned again', async () => {
      const client = new pg.Client({ connectionString: server.url });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client
        .query(
          `SELECT FROM pg_stat_activity a JOIN pg_locks l USING (pid) WHERE application_name = 'owner' AND locktype = 'advisory' AND granted`,
        )
        .finally(() => client.end());
      return rows.length === 1;
    });
    await expect(startEmbedded(directory)).rejects.toThrow('already runs on the data');
    await server.stop();
    expect(existsSync(join(data, 'postmaster.pid'))).toBe(false);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
