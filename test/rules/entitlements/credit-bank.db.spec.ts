import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId, statementCsv, type StatementRequest } from '#ledger';
import { newId, type Actor, type Database } from '#platform';
import { partyActor, setClock, testDatabase } from '#testing';
import { poolOf } from '#entitlements';
import { bank, creditsOfLater, day, ledger, memberSchools, schools } from './bank.js';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const giving = { ledger: { giving: 'allowed' } } as const;
const refusedAs = (attempt: Promise<unknown>, code: string) =>
  expect(attempt).rejects.toMatchObject({ code });
type Gift = Parameters<typeof bank.give>[1];
const give = (actor: Actor, gift: Omit<Gift, 'id' | 'message'> & Partial<Gift>) =>
  db.tx(actor, (tx) => bank.give(tx, { id: newId(), message: 'For the joint science day', ...gift }));

test('credits are granted to members, by the operator’s administrator and finance officer', async () => {
  const { operatorId, staff, one, grant, available } = await memberSchools(db);
  const [stranger] = (await schools(db, ['501'])) as [string];
  for (const actor of [{ ...staff, role: 'broker' } as Actor, partyActor(operatorId, one, 'key')])
    await refusedAs(grant(one, 100n, {}, actor), 'platform.forbidden');
  await refusedAs(grant(stranger, 100n), 'entitlements.not-a-member');
  for (const role of ['administrator', 'finance'] as const) await grant(one, 100n, {}, { ...staff, role });
  expect(await available(one)).toBe(200n);
});

test('a grant is a lot on the terms given, and is in the trail with whom it is for', async () => {
  const { one, grant, lots, trail } = await memberSchools(db);
  await refusedAs(grant(one, 100n, { expiresOn: day('2026-08-31') }), 'entitlements.last-day');
  await refusedAs(grant(one, 100n, { reason: ' ? ' }), 'entitlements.reason');
  const ids = [
    await grant(one, 200n),
    await grant(one, 300n, { expiresOn: day('2026-09-01') }),
    await grant(one, 400n, { priority: -1, restriction: ['training'] }),
  ];
  expect(await lots(one)).toEqual([
    [400n, null, -1, ['training']],
    [300n, '2026-09-01', 0, null],
    [200n, null, 0, null],
  ]);
  expect(await trail('entitlements.grant-credits')).toEqual(
    [200, 300, 400].map((hundredths, n) => ({
      type: 'grant',
      id: ids[n],
      about: one,
      details: { hundredths: `${hundredths}` },
    })),
  );
});

test('a grant is made once, and noted once, however often its form is sent or names a purpose', async () => {
  const { staff, one, lots, trail } = await memberSchools(db);
  const grant = {
    ...{ id: newId(), schoolId: one, amount: 100n, reason: 'Allocation' },
    restriction: ['training', 'training'],
  };
  for (let sent = 0; sent < 2; sent++) await db.tx(staff, (tx) => bank.grant(tx, grant));
  expect(await lots(one)).toEqual([[100n, null, 0, ['training']]]);
  expect(await trail('entitlements.grant-credits')).toHaveLength(1);
  await refusedAs(
    db.tx(staff, (tx) => bank.grant(tx, { ...grant, amount: 101n })),
    'ledger.id-reused',
  );
});

test('a gift is taken from what ends first, keeps its terms, and is made once', async () => {
  const { operatorId, one, two, grant, lots, available, trail } = await memberSchools(db, giving);
  await grant(one, 500n, { expiresOn: day('2027-08-31') });
  await grant(one, 200n, { expiresOn: day('2026-12-31') });
  await grant(one, 100n, { priority: 3, restriction: ['training'], expiresOn: day('2026-12-31') });
  const [giver, id] = [partyActor(operatorId, one), newId()];
  expect(await give(giver, { id, from: one, to: two, amount: 200n })).toMatchObject([
    { kind: 'post', posted: 200n },
  ]);
  expect(await give(giver, { id, from: one, to: two, amount: 200n })).toEqual([]);
  expect([await lots(one), await lots(two)]).toEqual([
    [
      [500n, '2027-08-31', 0, null],
      [100n, '2026-12-31', 3, ['training']],
    ],
    [[200n, '2026-12-31', 0, null]],
  ]);
  await refusedAs(give(giver, { from: one, to: two, amount: 601n }), 'entitlements.not-enough-credits');
  expect(await available(one)).toBe(600n);
  expect(await give(giver, { from: one, to: two, amount: 600n })).toHaveLength(2);
  expect([await lots(one), await lots(two)]).toEqual([
    [],
    [
      [200n, '2026-12-31', 0, null],
      [500n, '2027-08-31', 0, null],
      [100n, '2026-12-31', 3, ['training']],
    ],
  ]);
  await refusedAs(
    db.tx(giver, (tx) => bank.mayGive(tx, { from: one, to: two, amount: 100n })),
    'entitlements.not-enough-credits',
  );
  expect(await give(giver, { id, from: one, to: two, amount: 200n })).toEqual([]);
  expect(await trail('entitlements.give-credits')).toMatchObject([
    { type: 'gift', id, about: two, details: { hundredths: '200' } },
    { about: two, details: { hundredths: '600' } },
  ]);
});

test('of two gifts at once that are more than there is the second is told so', async () => {
  const { operatorId, one, two, grant } = await memberSchools(db, { ledger: { giving: 'allowed' } });
  await grant(one, 500n);
  const gift = () => give(partyActor(operatorId, one), { from: one, to: two, amount: 300n });
  const given = await Promise.allSettled([gift(), gift()]);
  expect(given.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(given.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'entitlements.not-enough-credits' },
  });
});

test('only what may be spent today is given', async () => {
  const { operatorId, staff, one, two, grant, lots, clock } = await memberSchools(db, giving);
  await grant(one, 100n, { expiresOn: day('2026-09-01') });
  await grant(one, 100n);
  await db.tx(staff, (tx) =>
    ledger.post(tx, {
      id: newId(),
      debit: accountId(operatorId, { owner: null, unit: 'CREDIT', code: 'issued' }),
      credit: accountId(operatorId, poolOf(one, 'CREDIT')),
      amount: 100n,
      code: 'grant',
      reference: { type: 'test', id: '1' },
      lot: { validFrom: day('2026-09-02') },
    }),
  );
  const amount = 101n;
  await give(partyActor(operatorId, one), { from: one, to: two, amount });
  expect(await lots(two)).toEqual([
    [100n, '2026-09-01', 0, null],
    [1n, null, 0, null],
  ]);
  await refusedAs(
    give(partyActor(operatorId, one), { from: one, to: two, amount }),
    'entitlements.not-enough-credits',
  );
  await clock('2026-09-02T09:00:00Z');
  await refusedAs(
    give(partyActor(operatorId, two), { from: two, to: one, amount }),
    'entitlements.not-enough-credits',
  );
  await give(partyActor(operatorId, one), { from: one, to: two, amount });
  expect((await lots(two)).slice(2)).toEqual([
    [99n, null, 0, null],
    [2n, null, 0, null],
  ]);
});

test('who commits a school gives its credits, where the operator allows it, to a neighbour', async () => {
  const { operatorId, one, two, elsewhere, join, grant, available } = await memberSchools(db, giving);
  const [stranger] = (await schools(db, ['501'])) as [string];
  const [independent] = (await schools(db, ['501'], { stateFunded: false })) as [string];
  const provider = newId();
  await join([independent, provider]);
  await grant(one, 1000n);
  const as = (role: Actor['role'] = 'headteacher', party = one) => partyActor(operatorId, party, role);
  const gift = (actor: Actor, to: string, amount = 100n, from = one) => give(actor, { from, to, amount });
  for (const other of [as('chair'), as('practitioner'), as('headteacher', two)])
    await refusedAs(gift(other, two), 'platform.forbidden');
  for (const to of [elsewhere, stranger, independent, provider])
    await refusedAs(gift(as(), to), 'entitlements.not-a-neighbour');
  await refusedAs(gift(as('manager', provider), two, 100n, provider), 'platform.forbidden');
  await refusedAs(gift(as('headteacher', provider), two, 100n, provider), 'entitlements.not-a-neighbour');
  await refusedAs(gift(as(), one), 'entitlements.same-school');
  await refusedAs(
    db.tx(as(), (tx) => bank.mayGive(tx, { from: one, to: one, amount: 100n })),
    'entitlements.same-school',
  );
  for (const amount of [0n, -1n]) await refusedAs(gift(as(), two, amount), 'entitlements.amount');
  await refusedAs(gift(as(), two, 49n), 'entitlements.least-given');
  for (const role of ['headteacher', 'business-manager', 'key'] as const) await gift(as(role), two);
  expect([await available(one), await available(two)]).toEqual([700n, 300n]);

  const strict = await memberSchools(db);
  await refusedAs(
    give(partyActor(strict.operatorId, strict.one), { from: strict.one, to: strict.two, amount: 100n }),
    'entitlements.no-giving',
  );
});

test('what a gift is for is said to both schools, in 3 to 200 characters', async () => {
  const { operatorId, one, two, grant } = await memberSchools(db, giving);
  await grant(one, 1000n);
  const saying = (message: string) =>
    give(partyActor(operatorId, one), { from: one, to: two, amount: 100n, message });
  for (const message of ['', ' ? ', 'x'.repeat(201)])
    await refusedAs(saying(message), 'entitlements.message');
  for (const message of ['Gym', 'x'.repeat(200)]) expect(await saying(message)).toHaveLength(1);
});

test('what a gift paid for is traced back to what the operator granted', async () => {
  const { operatorId, staff, one, two, grant } = await memberSchools(db, giving);
  const granted = await grant(one, 200n);
  await give(partyActor(operatorId, one), { from: one, to: two, amount: 200n });
  const spend = newId();
  await db.tx(staff, async (tx) => {
    await ledger.open(tx, [{ owner: null, unit: 'CREDIT', code: 'spent', floor: null }]);
    await ledger.post(tx, {
      id: spend,
      debit: accountId(operatorId, poolOf(two, 'CREDIT')),
      credit: accountId(operatorId, { owner: null, unit: 'CREDIT', code: 'spent' }),
      amount: 100n,
      code: 'spend',
      reference: { type: 'training', id: '1' },
    });
  });
  expect(
    (await db.tx(staff, (tx) => ledger.trace(tx, spend))).map(({ code, steps, transferId }) => [
      code,
      steps,
      transferId === granted,
    ]),
  ).toEqual([
    ['give', 0, false],
    ['grant', 1, true],
  ]);
});

test('a school hears what ends within so many days, soonest first, and no other school’s', async () => {
  const { operatorId, staff, one, two, grant } = await memberSchools(db);
  await grant(one, 100n, { expiresOn: day('2026-09-11') });
  await grant(one, 200n, { expiresOn: day('2026-09-12') });
  await grant(one, 50n, { expiresOn: day('2026-09-10') });
  await grant(one, 50n, { expiresOn: day('2026-09-10') });
  await grant(one, 70n);
  expect(await db.tx(partyActor(operatorId, one), (tx) => bank.endingSoon(tx, one, 10))).toEqual([
    { expiresOn: day('2026-09-10'), amount: 100n },
    { expiresOn: day('2026-09-11'), amount: 100n },
  ]);
  expect(await db.tx(staff, (tx) => bank.endingSoon(tx, one, 10))).toHaveLength(2);
  await expect(
    db.tx(partyActor(operatorId, two), (tx) => bank.endingSoon(tx, one, 10)),
  ).rejects.toMatchObject({ code: 'platform.forbidden' });
});

test('months, a statement in pages and as CSV, and balances of another day', async () => {
  const { operatorId, staff, one, grant } = await memberSchools(db, { ledger: { most_granted: 100_000 } });
  await grant(one, 20000n);
  await grant(one, 250n, { reason: '=SUM(A1)' });
  const id = accountId(operatorId, poolOf(one, 'CREDIT'));
  expect(await db.tx(staff, (tx) => bank.months(tx, day('2026-08-01'), day('2026-09-30')))).toMatchObject([
    { granted: 0n, inIssue: 0n },
    { granted: 20250n, inIssue: 20250n },
  ]);
  const first = await db.tx(staff, (tx) => ledger.statement(tx, id, { limit: 1 }));
  const second = await db.tx(staff, (tx) => ledger.statement(tx, id, { limit: 1, after: first.next! }));
  expect([first.entries[0]!.balance, second.entries[0]!.balance, second.next]).toEqual([
    20000n,
    20250n,
    null,
  ]);
  const before = { on: day('2026-08-31') };
  expect((await db.tx(staff, (tx) => ledger.balances(tx, [id], before))).get(id)?.posted).toBe(0n);
  expect((await db.tx(staff, (tx) => ledger.balances(tx, [id], { knownAt: tx.now }))).get(id)?.posted).toBe(
    20250n,
  );
  const lines = await db.tx(staff, async (tx) => {
    let text = '';
    for await (const line of statementCsv(tx, ledger, id, (entry) => entry.description!)) text += line;
    return text.trim().split('\r\n');
  });
  expect(lines).toHaveLength(5);
  expect(lines[2]).toContain('200,,200');
  expect(lines[3]).toContain("'=SUM(A1)");
  expect(lines[4]).toContain('Balance at the end,,,,,,202.5');
});

test('of a statement’s balance at the end it is said what counts only later, until when it goes', async () => {
  const { operatorId, staff, one, grant } = await memberSchools(db);
  await grant(one, 7500n);
  await db.tx(staff, (tx) => creditsOfLater(tx, one, 12000n, '2027-04-01'));
  const id = accountId(operatorId, poolOf(one, 'CREDIT'));
  const later = async (request: StatementRequest) =>
    (await db.tx(staff, (tx) => ledger.statement(tx, id, request))).later;
  const [today, eve, first] = [day('2026-09-01'), day('2027-03-31'), day('2027-04-01')];
  expect(await later({})).toBe(12000n);
  expect([await later({ to: today }), await later({ to: eve }), await later({ to: first })]).toEqual([
    0n,
    0n,
    12000n,
  ]);
  expect(await later({ from: first.add({ days: 1 }) })).toBe(12000n);
  await setClock(db, staff, '2027-04-01T09:00:00Z');
  expect(await later({})).toBe(0n);
});
