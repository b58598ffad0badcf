import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Test } from '@nestjs/testing';
import type { INestApplicationContext, Type } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  civilZone,
  publish,
  Config,
  Database,
  defineJob,
  Failures,
  jobTypes,
  newId,
  openQueue,
  PlatformModule,
  Refusal,
  type JobPayload,
  type Processor,
  type SystemTx,
} from '#platform';
import {
  eventually,
  ownDatabase,
  queueBackends,
  setClock,
  startRedis,
  testConfig,
  testDatabase,
  testOperator,
  type RedisServer,
} from '#testing';
import { countTally, CountingProcessor, makeTally, refusals, tallied } from '../../test/crash/counting.js';
import { eachOperator } from './each-operator.js';
import { relay } from './outbox-relay.js';
import { schedule } from './schedules.js';
import { WorkerModule } from './worker.module.js';

const noteTime = defineJob('test.note-time', { cron: '0 4 * * *' });
const times = new Map<string, string>();

class TimeProcessor implements Processor {
  constructor(
    readonly db: Database,
    readonly failures: Failures,
  ) {}

  readonly handlers = [
    eachOperator(this, noteTime, (actor) =>
      this.db.tx(actor, async (tx) => void times.set(tx.operatorId, tx.today.toString())),
    ),
  ];
}
Reflect.defineMetadata('design:paramtypes', [Database, Failures], TimeProcessor);

const start = async (config: Config, processors: Type<Processor>[]) => {
  const module = await Test.createTestingModule({
    imports: [PlatformModule.with(config), WorkerModule.with({ modules: [], processors })],
  }).compile();
  module.useLogger(false);
  running.push(module);
  return module.init();
};
const notRelayed = (tx: SystemTx) => tx.query('SELECT FROM platform.outbox WHERE enqueued_at IS NULL');
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
    queue = await openQueue(config);
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
  const publishMany = (operator: { staff: Parameters<Database['tx']>[0] }, count: number) =>
    db.tx(operator.staff, async (tx) => {
      for (let i = 0; i < count; i++) await publish(tx, tallied, newId());
    });

  test('several relays make one job of each message, and one that never marked it is repeated without effect', async () => {
    const operator = await testOperator(db);
    await publishMany(operator, 300);
    const relayed = await Promise.all([1, 2, 3].map(() => relay(db, queue, jobTypes(), config)));
    expect(relayed.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
    while (await relay(db, queue, jobTypes(), config));
    expect(await queue.getJobCountByTypes('waiting')).toBe(300);
    // As a relay leaves it that was killed after it enqueued and before it committed.
    await db.systemTx('a test undoes the marks', (tx) =>
      tx.query('UPDATE platform.outbox SET enqueued_at = NULL'),
    );
    while (await relay(db, queue, jobTypes(), config));
    expect(await queue.getJobCountByTypes('waiting')).toBe(300);
    await start(config, [CountingProcessor, TimeProcessor]);
    await eventually('300 effects', async () => (await tally(operator)) === 300);
    // Once more, now that the jobs are done and the queue has forgotten them.
    await db.systemTx('a test undoes the marks', (tx) =>
      tx.query('UPDATE platform.outbox SET enqueued_at = NULL'),
    );
    await eventually('all relayed again', () =>
      db.systemTx('a test', async (tx) => !(await notRelayed(tx)).length),
    );
    await eventually(
      'and done again',
      async () => (await queue.getJobCountByTypes('waiting', 'active', 'delayed')) <= 1,
    );
    expect(await tally(operator)).toBe(300);
  });

  test('what the queue forgot comes back by itself, and its schedules too', async () => {
    const operator = await testOperator(db);
    await publishMany(operator, 20);
    while (await relay(db, queue, jobTypes(), config));
    await queue.obliterate({ force: true });
    await queue.removeJobScheduler(noteTime.name);
    await start({ ...config, RECONCILE_SECONDS: 1 }, [CountingProcessor, TimeProcessor]);
    await queue.removeJobScheduler(noteTime.name);
    await eventually('20 effects', async () => (await tally(operator)) === 20);
    await eventually('the schedule is back', async () => (await queue.getJobSchedulers()).length === 1);
    await eventually('the messages are done', () =>
      db.systemTx(
        'a test',
        async (tx) => !(await tx.query('SELECT FROM platform.outbox WHERE done_at IS NULL')).length,
      ),
    );
  });

  test('what fails is kept with its reason, keeps nothing else waiting, and is done when it can be', async () => {
    const operator = await testOperator(db);
    const failures = new Failures(config);
    const poisoned = newId();
    refusals.set(poisoned, new Refusal('test.no', 'The school has no roll.'));
    await db.tx(operator.staff, async (tx) => {
      await publish(tx, tallied, poisoned);
      for (let i = 0; i < 3; i++) await publish(tx, tallied, newId());
    });
    await start({ ...config, RECONCILE_SECONDS: 1 }, [CountingProcessor, TimeProcessor]);
    await eventually('the others are done', async () => (await tally(operator)) === 3);
    const open = () => db.tx(operator.staff, (tx) => failures.list(tx, { limit: 10 }));
    const [failure] = await eventually('it was tried again', async () => {
      const found = await open();
      return (found[0]?.attempts ?? 0) > 1 && found;
    });
    expect(failure).toMatchObject({
      work: countTally.name,
      entityId: poisoned,
      reason: 'The school has no roll.',
    });
    expect(await open()).toHaveLength(1);
    refusals.clear();
    await expect(
      db.tx({ ...operator.staff, role: 'broker' }, (tx) => failures.tryAgain(tx, failure!.failureId)),
    ).rejects.toMatchObject({ code: 'platform.forbidden' });
    await db.tx(operator.staff, (tx) => failures.tryAgain(tx, failure!.failureId));
    expect(
      await db.tx(operator.staff, (tx) =>
        tx.query("SELECT subject_id AS id FROM platform.audit WHERE verb = 'platform.try-again'"),
      ),
    ).toEqual([{ id: failure!.failureId }]);
    await eventually('it is done', async () => (await tally(operator)) === 4);
    await eventually('and no failure any more', async () => !(await open()).length);
    await expect(
      db.tx(operator.staff, (tx) => failures.tryAgain(tx, failure!.failureId)),
    ).rejects.toMatchObject({ code: 'platform.not-found' });
  });

  test('no transaction is open while the queue does not answer, and what it did not take is relayed later', async () => {
    const operator = await testOperator(db);
    await publishMany(operator, 3);
    const silent = { addBulk: () => new Promise<never>(() => undefined) } as unknown as Queue<JobPayload>;
    const asked = relay(db, silent, jobTypes(), { ...config, QUEUE_WAIT_MS: 5000 });
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
    expect(await relay(db, queue, jobTypes(), config)).toBe(0);
    await expect(asked).rejects.toThrow('did not answer within 5000 ms');
    expect(await relay(db, queue, jobTypes(), config)).toBe(3);
  });

  test('a worker that stops finishes the jobs in hand', async () => {
    const operator = await testOperator(db);
    await publishMany(operator, 50);
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

  test('what the clock brought while no worker ran is done when one starts, and the next at its time', async () => {
    const operator = await testOperator(db);
    times.clear();
    // As a worker leaves it that is stopped every evening: in the morning the tick of the night is late.
    const { name, cron: pattern } = noteTime;
    const data = { requestId: 'schedule' };
    await queue.upsertJobScheduler(name, { pattern, tz: civilZone, immediately: true }, { name, data });
    await schedule(queue, jobTypes(), 0);
    await start(config, [CountingProcessor, TimeProcessor]);
    await eventually('it was done', async () => times.has(operator.operatorId));
    const [scheduled] = await queue.getJobSchedulers();
    expect(new Date(scheduled!.next!).toLocaleTimeString('en-GB', { timeZone: civilZone })).toBe('04:00:00');
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

if (queueBackends.includes('Redis'))
  test('two installations that share one Redis keep their jobs apart', async () => {
    const redis = await startRedis();
    const of = (INSTALLATION: string) =>
      openQueue(Object.assign(testConfig(), { INSTALLATION, REDIS_URL: redis.url }));
    const [north, south] = [await of('north'), await of('south')];
    try {
      await north.add('test.job', { requestId: 'north' });
      expect(await south.getJobCountByTypes('waiting')).toBe(0);
      await south.obliterate({ force: true });
      expect(await north.getJobCountByTypes('waiting')).toBe(1);
    } finally {
      await Promise.all([north.close(), south.close()]);
      await redis.stop();
    }
  });
