import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Idempotency, Parties, People } from '#identity';
import { Mail } from '#notifications';
import { publish, Failures, recordProcessed, newId, type Actor, type Config, type Database } from '#platform';
import { ownDatabase, partyActor, testDatabase, testOperator } from '#testing';
import { RetentionProcessor } from './retention.processor.js';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let [config, db, staff, owner] = [] as unknown as [Config, Database, Actor, pg.Client];
const organisationId = newId();
beforeAll(async () => {
  own = await ownDatabase();
  config = own.config;
  db = await testDatabase(config);
  ({ staff } = await testOperator(db));
  owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await db.onApplicationShutdown();
  await own.drop();
});

/** As the owner, whom no policy binds. */
const system = async <Row>(sql: string) => (await owner.query(sql)).rows as Row[];
const count = async (table: string) =>
  Number((await system<{ n: bigint }>(`SELECT count(*) AS n FROM ${table}`))[0]!.n);
const forget = (payload: { operatorId?: string } = {}) =>
  new RetentionProcessor(db, new Failures(config), config).handlers[0]!.run(
    { requestId: 'test', ...payload },
    async () => undefined,
  );

/** A message done and one not, a failure put right and one not, a letter sent and one not, and what sign-in and keys leave. */
async function live(personId: string): Promise<void> {
  const failures = new Failures(config);
  const mail = new Mail();
  const event = { name: 'test.kept' };
  await db.tx(staff, async (tx) => {
    for (const solved of [true, false]) {
      const subjectId = newId();
      await publish(tx, event, subjectId);
      await failures.record(tx, {
        work: 'test.work',
        subjectId,
        entityId: subjectId,
        error: new Error('no'),
      });
      if (solved) await failures.solved(tx, 'test.work', [subjectId]);
      const id = await mail.queue(
        tx,
        { personId, email: 'ann@example.org' },
        { subject: 'Words', text: 'Words.' },
      );
      if (solved) await mail.sent(tx, id);
    }
    const [first] = await tx.query<{ id: string }>(
      'SELECT message_id AS id FROM platform.outbox ORDER BY 1 LIMIT 1',
    );
    await recordProcessed(tx, 'test.work', first!.id);
  });
  await system(`UPDATE platform.outbox SET enqueued_at = clock_timestamp(), done_at = clock_timestamp()
     WHERE message_id IN (SELECT message_id FROM platform.processed_message)`);
  await db.tx(partyActor(staff.operatorId, organisationId), (tx) =>
    new Idempotency().first(tx, newId(), 'test', {}),
  );
  const times = `clock_timestamp(), clock_timestamp() + interval '12 hours'`;
  await system(
    `INSERT INTO auth.session (id, "userId", token, "createdAt", "updatedAt", "expiresAt") SELECT gen_random_uuid(), '${personId}', gen_random_uuid(), clock_timestamp(), ${times}`,
  );
  await system(
    `INSERT INTO auth.verification (id, identifier, value, "createdAt", "updatedAt", "expiresAt") SELECT gen_random_uuid(), 'x', 'x', clock_timestamp(), ${times}`,
  );
  await system(
    `INSERT INTO auth.attempt (key, count, last_at, free_at) SELECT 'x', 1, clock_timestamp(), clock_timestamp()`,
  );
  await system(
    `INSERT INTO auth.rate_limit (id, key, count, "lastRequest") SELECT gen_random_uuid(), gen_random_uuid(), 1, extract(epoch FROM clock_timestamp()) * 1000`,
  );
}
const kept = async () => ({
  messages: await count('platform.outbox'),
  acted: await count('platform.processed_message'),
  failures: await count('platform.failure'),
  keys: await count('identity.asked_once'),
  sessions: await count('auth.session'),
  links: await count('auth.verification'),
  attempts: (await count('auth.rate_limit')) + (await count('auth.attempt')),
  letters: await count('notifications.message'),
  words: await count(`notifications.message WHERE body <> ''`),
});

test('what is of no use any more is forgotten after its time, and never what is still due', async () => {
  const personId = await db.tx(staff, async (tx) => {
    await new Parties().add(tx, { organisationId, buyer: true });
    return new People().add(tx, { name: 'Ann Lee', email: 'ann@example.org' });
  });
  await live(personId);
  const all = {
    messages: 4,
    acted: 1,
    failures: 2,
    keys: 1,
    sessions: 1,
    links: 1,
    attempts: 2,
    letters: 2,
    words: 2,
  };
  expect(await kept()).toEqual(all);
  await forget();
  expect(await kept()).toEqual(all);
  // As after a year and a half.
  const back = (table: string, ...columns: string[]) =>
    system(`UPDATE ${table} SET ${columns.map((one) => `${one} = ${one} - interval '550 days'`).join(', ')}`);
  await back('platform.outbox', 'written_at', 'done_at');
  await back('platform.failure', 'solved_at', 'since');
  await back('identity.asked_once', 'asked_at');
  await back('auth.attempt', 'last_at', 'free_at');
  await back('auth.session', '"expiresAt"');
  await back('auth.verification', '"expiresAt"');
  await system('UPDATE auth.rate_limit SET "lastRequest" = "lastRequest" - 550 * 86400000::bigint');
  await back('notifications.message', 'written_at');
  await forget();
  expect(await kept()).toEqual({
    messages: 3,
    acted: 0,
    failures: 1,
    keys: 0,
    sessions: 0,
    links: 0,
    attempts: 0,
    letters: 2,
    words: 1,
  });
});

test('attempts at accounts that anybody makes up are forgotten after a day, and not from where somebody signs in', async () => {
  const attempt = (key: string, trusted: boolean, ago: string) =>
    system(
      `INSERT INTO auth.attempt (key, count, last_at, free_at, trusted)
       SELECT '${key}', 1, clock_timestamp() - interval '${ago}', clock_timestamp() - interval '${ago}', ${trusted}`,
    );
  await attempt('made up', false, '25 hours');
  await attempt('made up today', false, '23 hours');
  await attempt('somebody', true, '29 days');
  await attempt('long gone', true, '31 days');
  await forget();
  expect(await system(`SELECT convert_from(key, 'UTF8') AS key FROM auth.attempt ORDER BY 1`)).toEqual([
    { key: 'made up today' },
    { key: 'somebody' },
  ]);
});

test('what cannot be forgotten keeps nothing else, and every operator is told until it can', async () => {
  const { staff: others } = await testOperator(db);
  const waits = (actor = staff) => db.tx(actor, (tx) => new Failures(config).list(tx, { limit: 10 }));
  const known = (await waits()).length;
  await system(`INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id, written_at, done_at)
     SELECT operator_id, gen_random_uuid(), 'test.kept', gen_random_uuid(), 'test', clock_timestamp() - interval '99 days', clock_timestamp()
       FROM platform.operator LIMIT 1`);
  await system(`INSERT INTO auth.verification (id, identifier, value, "createdAt", "updatedAt", "expiresAt")
     SELECT gen_random_uuid(), 'x', 'x', t, t, t FROM (SELECT clock_timestamp() - interval '99 days' AS t) old`);
  await system(
    `CREATE FUNCTION platform.kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$`,
  );
  await system(
    'CREATE TRIGGER kept BEFORE DELETE ON platform.outbox FOR EACH ROW EXECUTE FUNCTION platform.kept()',
  );
  await expect(forget()).rejects.toThrow('The database refuses it (23514).');
  expect(await count('auth.verification')).toBe(0);
  expect(await waits()).toHaveLength(known + 1);
  expect(await waits(others)).toHaveLength(1);
  expect(await waits()).toContainEqual(
    expect.objectContaining({
      work: 'platform.forget',
      entityId: staff.operatorId,
      reason: 'The database refuses it (23514).',
    }),
  );
  await system('DROP TRIGGER kept ON platform.outbox');
  // Whoever asks that it be tried again, it is done for all.
  await forget({ operatorId: staff.operatorId });
  expect(await waits()).toHaveLength(known);
  expect(await waits(others)).toEqual([]);
});
