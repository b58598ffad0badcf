import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  eventually,
  queueBackends,
  startPostgres,
  startRedis,
  type OwnServer,
  type RedisServer,
} from '#testing';
import { startInstallation, type Installation } from './installation.js';
import { whereThereIs } from './there.js';

whereThereIs('Redis', queueBackends.includes('Redis'), () => {
  let server: OwnServer;
  let redis: RedisServer;
  let installation: Installation;
  beforeAll(async () => {
    server = await startPostgres();
    redis = await startRedis();
    installation = await startInstallation({ DATABASE_URL: server.url, REDIS_URL: redis.url, DRAIN_MS: '0' });
  });
  afterAll(async () => {
    await installation.end();
    await server.stop();
  });

  test('its owner is no superuser, so its log says what one has still to say', () => {
    expect(installation.log()).toContain('A superuser has still to say in it, once');
  });

  test('a worker whose Redis is away is not ready, holds no transaction open, and stops when told', async () => {
    await installation.works();
    await redis.stop();
    await eventually('it is not ready, and says why', async () => {
      const ready = await installation.health('ready');
      return ready.status === 503 && JSON.stringify(await ready.json()).includes('The queue does not answer');
    });
    // What is announced now waits in PostgreSQL; the relay asks again and again, and between its questions nothing is open.
    await installation.publishes();
    for (let look = 0; look < 5; look++) {
      await eventually('no transaction is open', () =>
        installation.db.systemTx('test', async (tx) => {
          const [row] = await tx.query<{ open: number }>(
            `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database()
               AND pid <> pg_backend_pid() AND xact_start < clock_timestamp() - interval '1 second'`,
          );
          return row!.open === 0;
        }),
      );
    }
    // Pages go on.
    expect((await installation.page()).status).toBe(200);
    const since = performance.now();
    expect(await installation.stop()).toBe(0);
    expect(performance.now() - since).toBeLessThan(30_000);
  });
});
