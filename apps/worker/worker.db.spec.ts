import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext, Type } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  announce,
  Config,
  Database,
  defineJob,
  jobTypes,
  newId,
  openQueue,
  PlatformModule,
  type JobPayload,
  type Processor,
} from '#platform';
import {
  eventually,
  ownDatabase,
  queueBackends,
  setClock,
  startRedis,
  testDatabase,
  testOperator,
  type RedisServer,
} from '#testing';
import { countTally, CountingProcessor, makeTally, tallied } from '../../test/crash/counting.js';
import { eachOperator } from './each-operator.js';
import { relay } from './outbox-relay.js';
import { WorkerModule } from './worker.module.js';

const noteTime = defineJob('test.note-time', { cron: '0 4 * * *' });
const times = new Map<string, string>();

class TimeProcessor implements Processor {
  constructor(private readonly db: Database) {}

  readonly handlers = [
    {
      type: noteTime,
      run: (payload: JobPayload, progress: (done: number, of: number) => Promise<void>) =>
        eachOperator(this.db, payload, progress, (actor) =>
          this.db.tx(actor, async (tx) => void times.set(tx.operatorId, tx.today.toString())),
        ),
    },
  ];
}
Reflect.defineMetadata('design:paramtypes', [Database], TimeProcessor);

const start = async (config: Config, processors: Type<Processor>[]) => {
  const module = await Test.createTestingModule({
    imports: [PlatformModule.with(config), WorkerModule.with({ modules: [], processors })],
  }).compile();
  module.useLogger(false);
  running.push(module);
  return module.init();
};
const running: INestApplicationContext[] = [];
afterEach(async () => {
  for (let worker = running.pop(); worker; worker = running.pop()) await worker.close();
});

describe.each(queueBackends)('jobs on %s', (backend) => {
  let own: Awaited<ReturnType<typeof ownDatabase>>;
  let redis: RedisServer | undefined;
  let config: Config;
  let db: Database;
  let queue: Queue<JobPayload>;
  beforeAll(async () => {
    own = await ownDatabase();
    redis = backend === 'Redis' ? await startRedis() : undefined;
    config = { ...own.config, REDIS_URL: redis?.url, RELAY_INTERVAL_MS: 10 };
    db = await testDatabase(config);
    queue = openQueue(config);
    await makeTally(config);
  });
  afterAll(async () => {
    await queue.close();
    await db.onApplicationShutdown();
    await redis?.stop();
    await own.drop();
  });

  const tally = (operator: { staff: Parameters<Database['tx']>[0] }) =>
    db
      .tx(operator.staff, (tx) => tx.query<{ n: number }>('SELECT count(*)::int AS n FROM test.tally'))
      .then((rows) => rows[0]!.n);
  const announceMany = (operator: { staff: Parameters<Database['tx']>[0] }, count: number) =>
    db.tx(operator.staff, async (tx) => {
      for (let i = 0; i < count; i++) await announce(tx, tallied, newId());
    });

  test('several relays make one job of each message, and one that never marked it is repeated without effect', async () => {
    const operator = await testOperator(db);
    await announceMany(operator, 300);
    const relayed = await Promise.all([1, 2, 3].map(() => relay(db, queue, jobTypes())));
    expect(relayed.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
    while (await relay(db, queue, jobTypes()));
    expect(await queue.getJobCountByTypes('waiting')).toBe(300);
    // As a relay leaves it that was killed after it enqueued and before it committed.
    await db.systemTx('a test undoes the marks', (tx) =>
      tx.query('UPDATE platform.outbox SET enqueued_at = NULL'),
    );
    while (await relay(db, queue, jobTypes()));
    expect(await queue.getJobCountByTypes('waiting')).toBe(300);
    await start(config, [CountingProcessor, TimeProcessor]);
    await eventually('300 effects', async () => (await tally(operator)) === 300);
    // Once more, now that the jobs are done and the queue has forgotten none of them or all.
    await db.systemTx('a test undoes the marks', (tx) =>
      tx.query('UPDATE platform.outbox SET enqueued_at = NULL'),
    );
    await queue.clean(0, 1000, 'completed');
    await eventually('all relayed again', async () => (await queue.getJobCountByTypes('completed')) >= 300);
    expect(await tally(operator)).toBe(300);
  });

  test('no transaction is open while the queue does not answer, and what it did not take is relayed later', async () => {
    const operator = await testOperator(db);
    await announceMany(operator, 3);
    const silent = { addBulk: () => new Promise<never>(() => undefined) } as unknown as Queue<JobPayload>;
    const asked = relay(db, silent, jobTypes(), 1000);
    await eventually('claimed, and nobody is in a transaction', () =>
      db.systemTx('test', async (tx) => {
        const [row] = await tx.query<{ claimed: number; open: number }>(
          `SELECT (SELECT count(*)::int FROM platform.outbox WHERE claimed_until IS NOT NULL) AS claimed,
             (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND state LIKE 'idle in transaction%') AS open`,
        );
        return row!.claimed === 3 && row!.open === 0;
      }),
    );
    // Nobody else takes what is claimed.
    expect(await relay(db, queue, jobTypes())).toBe(0);
    await expect(asked).rejects.toThrow('did not answer within 1000 ms');
    expect(await relay(db, queue, jobTypes())).toBe(3);
  });

  test('a worker that stops finishes the jobs in hand', async () => {
    const operator = await testOperator(db);
    await announceMany(operator, 50);
    const worker = await start(config, [CountingProcessor, TimeProcessor]);
    await eventually('work has begun', async () => (await tally(operator)) > 0);
    await worker.close();
    expect(await queue.getJobCountByTypes('active')).toBe(0);
  });

  test('what runs by the clock is scheduled once in London time, however many workers start', async () => {
    await Promise.all([1, 2].map(() => start(config, [CountingProcessor, TimeProcessor])));
    expect(await queue.getJobSchedulers()).toMatchObject([
      { key: noteTime.name, pattern: '0 4 * * *', tz: 'Europe/London' },
    ]);
    expect(await queue.getJobCountByTypes('delayed')).toBe(1);
  });

  test('a tick asks every operator at its own now; a clock set forward asks that operator alone', async () => {
    const [spring, autumn] = [
      await testOperator(db, '2027-04-01T08:00:00Z'),
      await testOperator(db, '2026-10-01T08:00:00Z'),
    ];
    await start(config, [CountingProcessor, TimeProcessor]);
    const scheduled = await queue.getDelayed();
    await scheduled[0]!.promote();
    await eventually(
      'both were asked',
      async () => times.has(spring.operatorId) && times.has(autumn.operatorId),
    );
    expect(times.get(spring.operatorId)).toBe('2027-04-01');
    expect(times.get(autumn.operatorId)).toBe('2026-10-01');
    times.clear();
    await setClock(db, autumn.staff, '2026-12-01T08:00:00Z');
    await eventually('autumn was asked', async () => times.get(autumn.operatorId) === '2026-12-01');
    expect([...times.keys()]).toEqual([autumn.operatorId]);
  });

  test('refuses to start when a job type has no handler', async () => {
    await expect(start(config, [CountingProcessor])).rejects.toThrow(`${noteTime.name} has no handler`);
    await expect(start(config, [CountingProcessor, CountingProcessor, TimeProcessor])).rejects.toThrow(
      `${countTally.name} has 2 handlers`,
    );
  });
});
