import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId, Books, largestAmount, Ledger, type Address, type Command } from '#ledger';
import { newId, Refusal, Temporal, type Actor, type Database } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

let db: Database;
const ledger = new Ledger();
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const day = Temporal.PlainDate.from;
const reference = { type: 'test', id: '1' };

/** A school with a plain account of days and a credit bank in lots, and the operator's issue accounts. */
async function books() {
  const { operatorId, staff } = await testOperator(db);
  const school = newId();
  const at = (address: Address) => accountId(operatorId, address);
  const addresses = {
    issue: { owner: null, unit: 'CREDIT', code: 'issue' },
    bank: { owner: school, unit: 'CREDIT', code: 'credit-bank' },
    spent: { owner: null, unit: 'CREDIT', code: 'spent' },
    dayIssue: { owner: null, unit: 'DAY', code: 'issue' },
    days: { owner: school, unit: 'DAY', code: 'entitlement' },
    delivered: { owner: school, unit: 'DAY', code: 'days-delivered' },
  } satisfies Record<string, Address>;
  await db.tx(staff, (tx) =>
    ledger.open(tx, [
      { ...addresses.issue, floor: null },
      { ...addresses.bank, lots: true },
      { ...addresses.spent, floor: null },
      { ...addresses.dayIssue, floor: null },
      addresses.days,
      { ...addresses.delivered, floor: null },
    ]),
  );
  const ids = Object.fromEntries(
    Object.entries(addresses).map(([name, address]) => [name, at(address)]),
  ) as Record<keyof typeof addresses, string>;
  return { operatorId, staff, school, ids };
}

const available = async (staff: Actor, account: string) =>
  (await db.tx(staff, (tx) => ledger.balances(tx, [account]))).get(account)?.available;
const grant = (id: string, debit: string, credit: string, amount: bigint) => ({
  id,
  debit,
  credit,
  amount,
  code: 'grant',
  reference,
});

test('days are granted, held, settled in part, and never below nothing', async () => {
  const { staff, ids } = await books();
  await db.tx(staff, (tx) => ledger.post(tx, grant(newId(), ids.dayIssue, ids.days, 500n)));
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.hold(tx, { ...grant(hold, ids.days, ids.delivered, 100n), code: 'book' }),
  );
  expect(await available(staff, ids.days)).toBe(400n);
  await expect(
    db.tx(staff, (tx) => ledger.hold(tx, grant(newId(), ids.days, ids.delivered, 401n))),
  ).rejects.toMatchObject({ code: 'ledger.insufficient' });
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold, amount: 50n, remainder: 'keep' }));
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold, amount: 20n }));
  await expect(db.tx(staff, (tx) => ledger.release(tx, { id: newId(), hold }))).rejects.toMatchObject({
    code: 'ledger.not-held',
  });
  const both = await db.tx(staff, (tx) => ledger.balances(tx, [ids.days, ids.delivered, ids.dayIssue]));
  expect(both.get(ids.days)).toEqual({ posted: 430n, heldOut: 0n, heldIn: 0n, available: 430n });
  expect(both.get(ids.delivered)).toEqual({ posted: 70n, heldOut: 0n, heldIn: 0n, available: 70n });
  expect(both.get(ids.dayIssue)?.posted).toBe(-500n);
});

test('the same id with the same input answers as it did; with other input it is refused', async () => {
  const { staff, ids } = await books();
  const command = grant(newId(), ids.dayIssue, ids.days, 500n);
  const first = await db.tx(staff, (tx) => ledger.post(tx, command));
  expect(await db.tx(staff, (tx) => ledger.post(tx, command))).toEqual(first);
  expect(await available(staff, ids.days)).toBe(500n);
  await expect(db.tx(staff, (tx) => ledger.post(tx, { ...command, amount: 1n }))).rejects.toMatchObject({
    code: 'ledger.id-reused',
  });
});

test('lots are spent by priority, then expiry, then age, and a reversal restores the very lots', async () => {
  const { staff, ids } = await books();
  const [late, soon, first] = [newId(), newId(), newId()];
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      { kind: 'post', ...grant(late, ids.issue, ids.bank, 100n), lot: { expiresOn: day('2027-08-31') } },
      { kind: 'post', ...grant(soon, ids.issue, ids.bank, 100n), lot: { expiresOn: day('2026-12-31') } },
      {
        kind: 'post',
        ...grant(first, ids.issue, ids.bank, 50n),
        lot: { priority: -1, restriction: ['course'] },
      },
    ]),
  );
  const left = () =>
    db.tx(staff, async (tx) => (await ledger.lots(tx, ids.bank)).map((lot) => [lot.id, lot.available]));
  const spend = newId();
  await db.tx(staff, (tx) =>
    ledger.post(tx, { ...grant(spend, ids.bank, ids.spent, 180n), purpose: 'course', code: 'spend' }),
  );
  expect(await left()).toEqual([[late, 70n]]);
  await expect(
    db.tx(staff, (tx) => ledger.post(tx, grant(newId(), ids.bank, ids.spent, 71n))),
  ).rejects.toMatchObject({ code: 'ledger.insufficient' });
  await db.tx(staff, (tx) => ledger.reverse(tx, { id: newId(), of: spend }));
  expect(await left()).toEqual([
    [first, 50n],
    [soon, 100n],
    [late, 100n],
  ]);
  await expect(db.tx(staff, (tx) => ledger.reverse(tx, { id: newId(), of: spend }))).rejects.toMatchObject({
    code: 'ledger.reversed',
  });
  await expect(
    db.tx(staff, (tx) => ledger.post(tx, grant(newId(), ids.bank, ids.spent, 201n))),
  ).rejects.toMatchObject({ code: 'ledger.restricted' });
});

test('a hold over lots is settled in the order they were drawn, and the rest goes back', async () => {
  const { staff, ids } = await books();
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      { kind: 'post', ...grant(newId(), ids.issue, ids.bank, 100n), lot: { expiresOn: day('2026-12-31') } },
      { kind: 'post', ...grant(newId(), ids.issue, ids.bank, 100n), lot: { expiresOn: day('2027-08-31') } },
      { kind: 'hold', ...grant(hold, ids.bank, ids.spent, 150n), code: 'book' },
    ]),
  );
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold, amount: 120n }));
  expect(
    (await db.tx(staff, (tx) => ledger.lots(tx, ids.bank))).map(({ available: left, spent }) => [
      left,
      spent,
    ]),
  ).toEqual([[80n, 20n]]);
});

test('a group is all or none, and judged as a whole', async () => {
  const { staff, ids } = await books();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      { kind: 'post', ...grant(newId(), ids.days, ids.delivered, 100n) },
      { kind: 'post', ...grant(newId(), ids.dayIssue, ids.days, 100n) },
    ]),
  );
  expect(await available(staff, ids.days)).toBe(0n);
  await expect(
    db.tx(staff, (tx) =>
      ledger.apply(tx, [
        { kind: 'post', ...grant(newId(), ids.dayIssue, ids.days, 100n) },
        { kind: 'post', ...grant(newId(), ids.dayIssue, ids.bank, 100n) },
      ]),
    ),
  ).rejects.toMatchObject({ code: 'ledger.wrong-unit' });
  expect(await available(staff, ids.days)).toBe(0n);
});

test('a school sees its own accounts and entries, with the other side’s name, and no other school’s', async () => {
  const { operatorId, staff, school, ids } = await books();
  await db.tx(staff, (tx) =>
    ledger.post(tx, { ...grant(newId(), ids.dayIssue, ids.days, 500n), description: 'Silver, 2026-27' }),
  );
  const seen = await db.tx(partyActor(operatorId, school), (tx) => ledger.statement(tx, ids.days));
  expect(seen).toMatchObject({ opening: 0n, closing: 500n, next: null });
  expect(seen.entries).toMatchObject([
    {
      amount: 500n,
      balance: 500n,
      description: 'Silver, 2026-27',
      counterparty: { name: 'issue', ownerId: null },
    },
  ]);
  await expect(
    db.tx(partyActor(operatorId, newId()), (tx) => ledger.statement(tx, ids.days)),
  ).rejects.toMatchObject({ code: 'ledger.unknown-account' });
  expect(await db.tx((await testOperator(db)).staff, (tx) => ledger.balances(tx, [ids.days]))).toEqual(
    new Map(),
  );
});

test('each kind of bad input has a refusal of its own, and nothing is written', async () => {
  const { staff, ids } = await books();
  const held = newId();
  const fine = grant(newId(), ids.dayIssue, ids.days, 500n);
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      { kind: 'post', ...fine },
      { kind: 'hold', ...grant(held, ids.days, ids.delivered, 100n) },
    ]),
  );
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold: held }));
  await db.tx(staff, (tx) => ledger.close(tx, ids.spent));
  await db.tx(staff, (tx) => new Books().closeUntil(tx, tx.today.subtract({ days: 1 })));
  const post = (more: object): Command => ({
    kind: 'post',
    ...grant(newId(), ids.dayIssue, ids.days, 1n),
    ...more,
  });
  const bad: [string, Command][] = [
    ['ledger.unknown-account', post({ debit: newId() })],
    ['ledger.unknown-account', post({ credit: 'nonsense' })],
    ['ledger.wrong-unit', post({ credit: ids.bank })],
    ['ledger.same-account', post({ credit: ids.dayIssue })],
    ['ledger.amount', post({ amount: 0n })],
    ['ledger.amount', post({ amount: -5n })],
    ['ledger.amount', post({ amount: largestAmount + 1n })],
    ['ledger.closed', post({ debit: ids.issue, credit: ids.spent })],
    ['ledger.period-closed', post({ countsOn: day('2026-08-31') })],
    ['ledger.id-reused', post({ id: fine.id, amount: 2n })],
    ['ledger.bad-id', post({ id: '1' })],
    ['ledger.insufficient', post({ debit: ids.days, credit: ids.dayIssue, amount: 402n })],
    ['ledger.not-held', { kind: 'settle', id: newId(), hold: held }],
    ['ledger.unknown-hold', { kind: 'release', id: newId(), hold: fine.id }],
    ['ledger.unknown-transfer', { kind: 'reverse', id: newId(), of: newId() }],
    ['ledger.not-reversible', { kind: 'reverse', id: newId(), of: held }],
  ];
  for (const [code, command] of bad) {
    const answer = await db
      .tx(staff, (tx) => ledger.apply(tx, [post({}), command]))
      .catch((error: unknown) => error);
    expect(answer).toBeInstanceOf(Refusal);
    expect(answer).toMatchObject({ code });
  }
  await expect(db.tx(staff, (tx) => ledger.close(tx, ids.days))).rejects.toMatchObject({
    code: 'ledger.not-empty',
  });
  expect(await available(staff, ids.days)).toBe(400n);
});
