import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, Operators, Temporal, type Actor, type Database } from '#platform';
import { eventually, partyActor, testDatabase, testOperator } from '#testing';

let db: Database;
const operators = new Operators();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const at = (text: string) => Temporal.Instant.from(text);
const advance = (actor: Actor, to: string) => db.tx(actor, (tx) => operators.advance(tx, at(to)));
const now = async (actor: Actor) =>
  (await db.tx(actor, (tx) => operators.current(tx))).rehearsalNow?.toString();
const refusedAs = (attempt: Promise<unknown>, code: string) =>
  expect(attempt).rejects.toMatchObject({ code });

test('a rehearsal’s clock goes forward, and the trail says to when', async () => {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  await advance(staff, '2026-09-02T08:00:00Z');
  await advance(staff, '2026-09-02T08:00:00Z');
  await refusedAs(advance(staff, '2026-09-02T07:59:59Z'), 'platform.clock-back');
  expect(await now(staff)).toBe('2026-09-02T08:00:00Z');
  const told = await db.tx(staff, (tx) =>
    tx.query("SELECT verb, details FROM platform.audit WHERE operator_id = $1 AND verb LIKE 'platform.%'", [
      operatorId,
    ]),
  );
  const set = { verb: 'platform.set-clock', details: { to: '2026-09-02T08:00:00Z' } };
  expect(told).toEqual([set, set]);
});

test('of two that set it at once the later time stays', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  let second: Promise<void> | undefined;
  await db.tx(staff, async (tx) => {
    await operators.advance(tx, at('2026-09-09T09:00:00Z'));
    second = advance(staff, '2026-09-05T09:00:00Z');
    second.catch(() => undefined);
    const [own] = await tx.query<{ id: string }>('SELECT pg_current_xact_id()::xid::text AS id');
    await eventually('the other waits', async () => {
      const waits = 'SELECT FROM pg_locks WHERE NOT granted AND transactionid::text = $1';
      return (await db.systemTx('who waits', (other) => other.query(waits, [own!.id]))).length > 0;
    });
  });
  await refusedAs(second!, 'platform.clock-back');
  expect(await now(staff)).toBe('2026-09-09T09:00:00Z');
});

test('nobody sets the wall clock', async () => {
  const { staff } = await testOperator(db, null);
  await refusedAs(advance(staff, '2126-01-01T00:00:00Z'), 'platform.wall-clock');
  expect(await now(staff)).toBeUndefined();
});

test('the clock is set by the operator’s administrator, its key or a job, and by nobody else', async () => {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const others = [
    { ...staff, role: 'broker' } as Actor,
    { ...staff, role: 'finance' } as Actor,
    partyActor(operatorId, newId(), 'administrator'),
    partyActor(operatorId, newId(), 'key'),
  ];
  for (const other of others) await refusedAs(advance(other, '2026-09-02T08:00:00Z'), 'platform.forbidden');
  await advance({ ...staff, role: 'key', apiKeyId: newId() }, '2026-09-02T08:00:00Z');
  await advance({ ...staff, role: 'administrator' }, '2026-09-03T08:00:00Z');
  expect(await now(staff)).toBe('2026-09-03T08:00:00Z');
});

const create = (slug: string) =>
  db.systemTx('a test makes an operator', (tx) =>
    operators.create(tx, {
      operatorId: newId(),
      slug,
      name: 'Twice',
      blueprint: 'test',
      colour: '#1d70b8',
      rehearsalNow: null,
    }),
  );

test('two operators do not share a short name', async () => {
  const slug = `twice-${newId()}`;
  await create(slug);
  await refusedAs(create(slug), 'platform.operator-exists');
  const all = await db.systemTx('a test lists operators', (tx) => operators.all(tx));
  expect(all.filter((one) => one.slug === slug)).toHaveLength(1);
});

test('a short name can stand in an address', async () => {
  for (const slug of ['', 'a', 'Aspire', 'two words', 'é2', 'a'.repeat(61), 'ab\n'])
    await refusedAs(create(slug), 'platform.short-name');
  for (const slug of [newId().slice(-2), newId().padEnd(60, 'a')]) await create(slug);
});

test('the day of an operator is part of the question that asks for it: no function is called for each of many parties', async () => {
  const plans = await db.systemTx('a test reads how the day is worked out', async (tx) => [
    await tx.query('EXPLAIN (VERBOSE) SELECT platform.today_at(o) FROM platform.operator o'),
    await tx.query('EXPLAIN (VERBOSE) SELECT platform.today_at(o) FROM platform.operators o'),
  ]);
  for (const plan of plans) {
    expect(JSON.stringify(plan)).toContain('rehearsal_now');
    expect(JSON.stringify(plan)).not.toContain('today_at');
  }
});
