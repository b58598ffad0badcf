import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId, Ledger, type Opening, type Post } from '#ledger';
import { newId, Temporal, type Actor, type Database } from '#platform';
import { DAY, Vocabularies } from '#operating-model';
import { partyActor, testDatabase, testOperator } from '#testing';

let db: Database;
let operatorId: string;
let staff: Actor;
const ledger = new Ledger();
const issue: Opening = { owner: null, unit: 'DAY', code: 'issued', floor: null };
beforeAll(async () => {
  db = await testDatabase();
  ({ operatorId, staff } = await testOperator(db));
  await open(issue);
});
afterAll(() => db.onApplicationShutdown());

const at = (opening: Opening) => accountId(operatorId, opening);
const open = (...openings: Opening[]) => db.tx(staff, (tx) => ledger.open(tx, openings));
const own = (more: Partial<Opening> = {}): Opening => ({
  owner: newId(),
  unit: 'DAY',
  code: 'entitlement',
  ...more,
});
const movement = (debit: Opening, credit: Opening, amount: bigint, more: Partial<Post> = {}): Post => ({
  id: newId(),
  debit: at(debit),
  credit: at(credit),
  amount,
  code: 'test',
  reference: { type: 'test', id: '1' },
  ...more,
});
const post = (...parts: Parameters<typeof movement>) =>
  db.tx(staff, (tx) => ledger.post(tx, movement(...parts)));
const balance = async (account: Opening) =>
  (await db.tx(staff, (tx) => ledger.balances(tx, [at(account)]))).get(at(account));
const statement = (account: Opening, request = {}, actor = staff) =>
  db.tx(actor, (tx) => ledger.statement(tx, at(account), request));
const refusedAs = (attempt: Promise<unknown>, code: string) =>
  expect(attempt).rejects.toMatchObject({ code });

test('an account goes down to nothing unless it was opened with another floor, or none', async () => {
  const [plain, overdraft, unbounded] = [own(), own({ floor: -100n }), own({ floor: null, ceiling: 10n })];
  await open(plain, overdraft, unbounded);
  await post(issue, plain, 50n);
  await refusedAs(post(plain, issue, 51n), 'ledger.insufficient');
  await post(plain, issue, 50n);
  await post(overdraft, issue, 100n);
  await refusedAs(post(overdraft, issue, 1n), 'ledger.insufficient');
  await post(unbounded, issue, 1_000_000n);
  expect((await balance(unbounded))?.available).toBe(-1_000_000n);
});

test('an account takes no more than its ceiling, counting what is held for it', async () => {
  const [bounded, unbounded] = [own({ ceiling: 100n }), own({ ceiling: null })];
  await open(bounded, unbounded);
  const hold = movement(issue, bounded, 60n);
  await db.tx(staff, (tx) => ledger.hold(tx, hold));
  await refusedAs(post(issue, bounded, 41n), 'ledger.over-ceiling');
  await post(issue, bounded, 40n);
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold: hold.id }));
  expect(await balance(bounded)).toEqual({ posted: 100n, heldOut: 0n, heldIn: 0n, available: 100n });
  await post(issue, unbounded, 1_000_000n);
});

test('an account pays only for the purposes it was opened for', async () => {
  const wallet = own({ restriction: ['course', 'visit'] });
  await open(wallet);
  await post(issue, wallet, 100n);
  await refusedAs(post(wallet, issue, 1n), 'ledger.restricted');
  await refusedAs(post(wallet, issue, 1n, { purpose: 'service' }), 'ledger.restricted');
  await post(wallet, issue, 1n, { purpose: 'visit' });
});

test('an account with lots keeps each grant apart; one without refuses a lot', async () => {
  const [pool, plain] = [own({ lots: true }), own()];
  await open(pool, plain);
  const [lot, other] = [newId(), newId()];
  await post(issue, pool, 100n, { id: lot });
  await post(issue, pool, 50n, { id: other });
  await post(pool, issue, 20n, { fromLot: other });
  const left = await db.tx(staff, (tx) => ledger.lots(tx, at(pool)));
  expect(left.map(({ id, available }) => [id, available])).toEqual([
    [lot, 100n],
    [other, 30n],
  ]);
  await refusedAs(post(issue, plain, 1n, { lot: {} }), 'ledger.no-lots');
  await refusedAs(post(plain, issue, 1n, { fromLot: lot }), 'ledger.no-lots');
});

test('an account is named by its code unless it has a name, and one that is open stays as it is', async () => {
  const [named, bare] = [own({ name: 'SIP days' }), own()];
  await open(named, bare);
  await open({ ...named, name: 'Other', floor: null });
  await refusedAs(post(named, issue, 1n), 'ledger.insufficient');
  const { owner } = named;
  expect((await statement(named)).account).toEqual({
    id: at(named),
    ownerId: owner,
    unit: DAY,
    code: 'entitlement',
    name: 'SIP days',
  });
  expect((await statement(bare)).account.name).toBe('entitlement');
});

test('an account is in a unit that its operator has, and its statement says how that is written', async () => {
  const hours = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
  const [bank, source] = [own({ unit: 'HOUR' }), { ...issue, unit: 'HOUR' }];
  await expect(open(bank)).rejects.toMatchObject({
    code: 'ledger.unknown-unit',
    message: 'Nothing is counted in that unit here.',
  });
  await db.tx(staff, (tx) => new Vocabularies().add(tx, 'units', hours));
  await open(bank, source);
  await post(source, bank, 150n);
  expect((await statement(bank)).account.unit).toEqual(hours);
  await refusedAs(post(issue, bank, 1n), 'ledger.wrong-unit');
});

test('accounts of one owner, unit and code differ by what they are about', async () => {
  const owner = newId();
  const [autumn, spring] = [own({ owner, subject: 'autumn' }), own({ owner, subject: 'spring' })];
  await open(autumn, spring);
  await post(issue, autumn, 100n);
  expect((await balance(spring))?.posted).toBe(0n);
  const { rows } = await db.tx(staff, async (tx) => ({
    rows: await tx.query('SELECT subject_id FROM ledger.account WHERE operator_id = $1 AND account_id = $2', [
      operatorId,
      at(spring),
    ]),
  }));
  expect(rows).toEqual([{ subjectId: 'spring' }]);
});

test('a party opens accounts and moves what is its own, in the program’s words', async () => {
  const days = own();
  const head = partyActor(operatorId, days.owner!, 'headteacher');
  const done = await db.tx(head, async (tx) => {
    await ledger.open(tx, [days]);
    return ledger.apply(tx, [
      { kind: 'post', ...movement(issue, days, 100n) },
      { kind: 'hold', ...movement(days, issue, 30n), countsOn: tx.today.add({ days: 7 }) },
    ]);
  });
  expect(done).toMatchObject([
    { kind: 'post', debit: at(issue), credit: at(days), unit: 'DAY', posted: 100n, held: 0n },
    { kind: 'hold', debit: at(days), credit: at(issue), posted: 0n, held: 30n },
  ]);
  expect(done.map(({ countsOn }) => countsOn.toString())).toEqual(['2026-09-01', '2026-09-08']);
  expect(done[0]!.recordedAt).toEqual(Temporal.Instant.from('2026-09-01T09:00:00Z'));
  expect(await balance(days)).toEqual({ posted: 100n, heldOut: 30n, heldIn: 0n, available: 70n });
});

test('to apply nothing does nothing', async () => {
  expect(await db.tx(staff, (tx) => ledger.apply(tx, []))).toEqual([]);
});

test('a closed account takes and gives nothing, and one that holds or owes something cannot be closed', async () => {
  const days = own();
  await open(days);
  const close = () => db.tx(staff, (tx) => ledger.close(tx, at(days)));
  await post(issue, days, 10n);
  await refusedAs(close(), 'ledger.not-empty');
  await post(days, issue, 10n);
  await close();
  await refusedAs(post(issue, days, 1n), 'ledger.closed');
  await refusedAs(
    db.tx(staff, (tx) => ledger.close(tx, newId())),
    'ledger.unknown-account',
  );
});

test('a statement goes on where its last page ended, and from nowhere else', async () => {
  const days = own();
  await open(days);
  for (const [amount, on] of [
    [100n, '2026-08-30'],
    [20n, '2026-08-31'],
    [3n, '2026-08-31'],
  ] as const)
    await post(issue, days, amount, { countsOn: Temporal.PlainDate.from(on) });
  const page = async (after?: string | null) => {
    const { entries, next } = await statement(days, { limit: 1, ...(after && { after }) });
    return { balances: entries.map(({ balance: after_ }) => after_), next };
  };
  const first = await page();
  const second = await page(first.next);
  const third = await page(second.next);
  expect([first, second, third].map(({ balances }) => balances)).toEqual([[100n], [120n], [123n]]);
  expect(third.next).toBeNull();
  for (const after of [
    'nonsense',
    '2026-02-31_1_0',
    `2026-08-31_${'9'.repeat(19)}_0`,
    `2026-08-31_1_${'9'.repeat(19)}`,
  ])
    await refusedAs(statement(days, { after }), 'ledger.bad-cursor');
});

test('a statement of days that end before they begin is refused', async () => {
  const days = own();
  await open(days);
  const [first, last] = [Temporal.PlainDate.from('2026-08-30'), Temporal.PlainDate.from('2026-08-31')];
  expect((await statement(days, { from: last, to: last })).closing).toBe(0n);
  await refusedAs(statement(days, { from: last, to: first }), 'ledger.dates');
});

test('a hold that expired is not settled, and is still released', async () => {
  const days = own();
  await open(days);
  await post(issue, days, 100n);
  const hold = movement(days, issue, 40n);
  const expiresAt = Temporal.Instant.from('2026-09-01T09:00:00Z');
  await db.tx(staff, (tx) => ledger.hold(tx, { ...hold, expiresAt }));
  const settle = (amount?: bigint) =>
    db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold: hold.id, ...(amount && { amount }) }));
  await refusedAs(settle(), 'ledger.hold-expired');
  await db.tx(staff, (tx) => ledger.release(tx, { id: newId(), hold: hold.id }));
  expect((await balance(days))?.available).toBe(100n);

  const other = movement(days, issue, 40n);
  await db.tx(staff, (tx) => ledger.hold(tx, other));
  await refusedAs(
    db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold: other.id, amount: 41n })),
    'ledger.more-than-held',
  );
});
