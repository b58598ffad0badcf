import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publish, newId, type Config, type Database } from '#platform';
import {
  ownDatabase,
  queueBackends,
  startRedis,
  testDatabase,
  testOperator,
  type RedisServer,
} from '#testing';
import { makeTally, tallied } from './counting.js';
import { crashUntilDone } from './crashing.js';

const messages = 600;

describe.each(queueBackends)('a worker killed at random, with jobs on %s', (backend) => {
  let own: Awaited<ReturnType<typeof ownDatabase>>;
  let redis: RedisServer | undefined;
  let config: Config;
  let db: Database;
  beforeAll(async () => {
    own = await ownDatabase();
    redis = backend === 'Redis' ? await startRedis() : undefined;
    config = { ...own.config, REDIS_URL: redis?.url };
    db = await testDatabase(config);
    await makeTally(config);
  });
  afterAll(async () => {
    await db.onApplicationShutdown();
    await redis?.stop();
    await own.drop();
  });

  test('every message has its effect, and has it once', async () => {
    const { staff } = await testOperator(db);
    await db.tx(staff, async (tx) => {
      for (let i = 0; i < messages; i++) await publish(tx, tallied, newId());
    });
    const tally = async () => {
      const [row] = await db.tx(staff, (tx) =>
        tx.query<{ effects: number; messages: number }>(
          'SELECT count(*)::int AS effects, count(DISTINCT message_id)::int AS messages FROM test.tally',
        ),
      );
      return row!;
    };
    const killed = await crashUntilDone({
      config,
      program: 'test/crash/counting-worker.js',
      within: 400,
      done: async () => (await tally()).messages === messages,
    });
    expect(await tally()).toEqual({ effects: messages, messages });
    expect(killed).toBeGreaterThan(0);
  }, 600_000);
});
