import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  accountId,
  Books,
  Expiry,
  Ledger,
  type Address,
  type Command,
  type HoldsOnExpiredLots,
} from '#ledger';
import { newId, Temporal, type Database } from '#platform';
import { setClock, testDatabase, testOperator } from '#testing';

let db: Database;
const ledger = new Ledger();
const expiry = new Expiry(ledger);
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());
const day = Temporal.PlainDate.from;
const reference = { type: 'test', id: '1' };

/** A bank with 40 credits ending on 31 March and 60 ending on 31 August, on 1 March. */
async function bankInMarch(holds: HoldsOnExpiredLots = 'honoured') {
  const { operatorId, staff } = await testOperator(db, '2027-03-01T09:00:00Z');
  const at = (address: Address) => accountId(operatorId, address);
  const [issue, spent, expired] = (['issued', 'spent', 'expired'] as const).map((code): Address => ({
    owner: null,
    unit: 'CREDIT',
    code,
  })) as [Address, Address, Address];
  const bank: Address = { owner: newId(), unit: 'CREDIT', code: 'credit-bank' };
  const move = (debit: Address, credit: Address, amount: bigint, more: object = {}): Command =>
    ({
      kind: 'post',
      id: newId(),
      debit: at(debit),
      credit: at(credit),
      amount,
      code: 'test',
      reference,
      ...more,
    }) as Command;
  await db.tx(staff, (tx) =>
    ledger.open(tx, [
      { ...issue, floor: null },
      { ...bank, lots: true },
      { ...spent, floor: null },
    ]),
  );
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      move(issue, bank, 4000n, { lot: { expiresOn: day('2027-03-31') } }),
      move(issue, bank, 6000n, { lot: { expiresOn: day('2027-08-31') } }),
    ]),
  );
  const trail = (verb: string) =>
    db.tx(staff, (tx) =>
      tx.query(
        `SELECT subject_type AS type, subject_id AS id, about_organisation_id AS about, details FROM platform.audit
          WHERE operator_id = $1 AND verb = $2 ORDER BY seq`,
        [operatorId, verb],
      ),
    );
  const balance = async (address: Address) =>
    (await db.tx(staff, (tx) => ledger.balances(tx, [at(address)]))).get(at(address));
  const expire = () =>
    db.tx(staff, async (tx) => {
      const past = await expiry.lotsPast(tx, holds);
      await expiry.end(tx, past);
      return past.length;
    });
  const expiredOn = async () =>
    (await db.tx(staff, (tx) => ledger.statement(tx, at(bank), { codes: ['expire'] }))).entries.map(
      ({ amount, countsOn }) => [amount, countsOn.toString()],
    );
  return { expiredOn, staff, at, issue, bank, spent, expired, move, trail, balance, expire };
}

test('a lot is spent on its last day, and what is left expires the day after, once', async () => {
  const { staff, at, bank, spent, expired, move, trail, balance, expire } = await bankInMarch();
  await setClock(db, staff, '2027-03-31T20:00:00Z');
  await db.tx(staff, (tx) => ledger.apply(tx, [move(bank, spent, 1500n)]));
  expect(await expire()).toBe(0);
  await setClock(db, staff, '2027-04-01T00:30:00Z');
  expect([await expire(), await expire()]).toEqual([1, 0]);
  expect((await balance(expired))?.posted).toBe(2500n);
  expect((await balance(bank))?.available).toBe(6000n);
  const [entry] = await trail('ledger.expire');
  expect(await trail('ledger.expire')).toEqual([
    {
      type: 'lot',
      id: entry!.id,
      about: bank.owner,
      details: { unit: 'CREDIT', amount: '2500' },
    },
  ]);
  const { entries } = await db.tx(staff, (tx) => ledger.statement(tx, at(bank), { codes: ['expire'] }));
  expect(entries).toMatchObject([
    { amount: -2500n, description: 'Expired unspent', reference: { type: 'lot', id: entry!.id } },
  ]);
});

test('lots of several units and owners, the operator’s own among them, expire together', async () => {
  const { staff, at, bank, expired, move, trail, balance, expire } = await bankInMarch();
  const [dayIssue, days]: Address[] = [
    { owner: null, unit: 'DAY', code: 'issued' },
    { owner: null, unit: 'DAY', code: 'pool' },
  ];
  await db.tx(staff, async (tx) => {
    await ledger.open(tx, [
      { ...dayIssue!, floor: null },
      { ...days!, lots: true },
    ]);
    await ledger.apply(tx, [move(dayIssue!, days!, 300n, { lot: { expiresOn: day('2027-03-31') } })]);
  });
  await setClock(db, staff, '2027-09-01T09:00:00Z');
  expect([await expire(), await expire()]).toEqual([3, 0]);
  expect((await balance(expired))?.posted).toBe(10_000n);
  expect((await balance({ ...expired, unit: 'DAY' }))?.posted).toBe(300n);
  expect(await db.tx(staff, (tx) => ledger.lots(tx, at(bank)))).toEqual([]);
  const told = (await trail('ledger.expire')).map(({ about, details }) => [about, details]);
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      [bank.owner, { unit: 'CREDIT', amount: '4000' }],
      [bank.owner, { unit: 'CREDIT', amount: '6000' }],
      [null, { unit: 'DAY', amount: '300' }],
    ]),
  );
});

test('an expired lot pays for nothing even before the job has run', async () => {
  const { staff, bank, spent, move } = await bankInMarch();
  await setClock(db, staff, '2027-04-01T09:00:00Z');
  await expect(db.tx(staff, (tx) => ledger.apply(tx, [move(bank, spent, 6001n)]))).rejects.toMatchObject({
    code: 'ledger.insufficient',
  });
});

test('a hold on a lot that expires before delivery is honoured, and what is released of it expires', async () => {
  const { staff, at, bank, spent, expired, move, balance, expire } = await bankInMarch();
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [{ ...move(bank, spent, 3000n), id: hold, kind: 'hold' } as Command]),
  );
  await setClock(db, staff, '2027-04-20T09:00:00Z');
  expect(await expire()).toBe(1);
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold, amount: 2000n }));
  expect((await balance(spent))?.posted).toBe(2000n);
  expect(await expire()).toBe(1);
  expect((await balance(expired))?.posted).toBe(2000n);
  expect((await db.tx(staff, (tx) => ledger.lots(tx, at(bank)))).map((lot) => lot.available)).toEqual([
    6000n,
  ]);
});

test('or is released with its lot, where the operator says so', async () => {
  const { staff, bank, spent, expired, move, trail, balance, expire } = await bankInMarch('released');
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [{ ...move(bank, spent, 3000n), id: hold, kind: 'hold' } as Command]),
  );
  await setClock(db, staff, '2027-04-20T09:00:00Z');
  expect(await expire()).toBe(2);
  expect((await balance(expired))?.posted).toBe(4000n);
  expect(await trail('ledger.lapse')).toEqual([{ type: 'hold', id: hold, about: bank.owner, details: {} }]);
  await expect(db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold }))).rejects.toMatchObject({
    code: 'ledger.not-held',
  });
});

test('two workers at once end what is past once, and say so once', async () => {
  const { staff, bank, spent, expired, move, trail, balance, expire } = await bankInMarch('released');
  await db.tx(staff, (tx) => ledger.apply(tx, [{ ...move(bank, spent, 3000n), kind: 'hold' } as Command]));
  await setClock(db, staff, '2027-04-20T09:00:00Z');
  await Promise.all([expire(), expire(), expire()]);
  expect((await balance(expired))?.posted).toBe(4000n);
  expect(await trail('ledger.expire')).toHaveLength(1);
  expect(await trail('ledger.lapse')).toHaveLength(1);
});

test('what expires counts for the day after its last day, however late that is done', async () => {
  const { staff, bank, spent, move, expiredOn, expire } = await bankInMarch();
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [{ ...move(bank, spent, 3000n), id: hold, kind: 'hold' } as Command]),
  );
  await setClock(db, staff, '2027-04-20T09:00:00Z');
  await expire();
  expect(await expiredOn()).toEqual([[-1000n, '2027-04-01']]);
  // What a hold gave back later expires then.
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold, amount: 2000n }));
  await setClock(db, staff, '2027-12-01T09:00:00Z');
  await db.tx(staff, (tx) => new Books().closeUntil(tx, day('2027-09-30')));
  await expire();
  expect((await expiredOn()).slice(1)).toEqual([
    [-1000n, '2027-10-01'],
    [-6000n, '2027-10-01'],
  ]);
});

test('a hold with a time of its own lapses when it comes', async () => {
  const { staff, bank, spent, move, trail, balance } = await bankInMarch();
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      {
        ...move(bank, spent, 3000n),
        id: hold,
        kind: 'hold',
        expiresAt: Temporal.Instant.from('2027-03-02T09:00:00Z'),
      } as Command,
      { ...move(bank, spent, 500n), kind: 'hold' } as Command,
    ]),
  );
  const lapse = () =>
    db.tx(staff, async (tx) => {
      const past = await expiry.holdsPast(tx);
      await expiry.end(tx, past);
      return past.length;
    });
  expect(await lapse()).toBe(0);
  await setClock(db, staff, '2027-03-02T09:00:00Z');
  expect([await lapse(), await lapse()]).toEqual([1, 0]);
  expect((await balance(bank))?.available).toBe(9500n);
  expect(await trail('ledger.lapse')).toEqual([{ type: 'hold', id: hold, about: bank.owner, details: {} }]);
});

test('what is named and is not past stays: a lot still valid or without a last day, a hold on either', async () => {
  const { staff, at, issue, bank, spent, move, trail, balance } = await bankInMarch('released');
  const [endless, hold] = [newId(), newId()];
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      { ...move(issue, bank, 500n, { lot: {} }), id: endless } as Command,
      { ...move(bank, spent, 3000n), id: hold, kind: 'hold' } as Command,
    ]),
  );
  await db.tx(staff, async (tx) => {
    const lots = await ledger.lots(tx, at(bank));
    expect(lots).toHaveLength(3);
    await expiry.end(tx, [
      { id: hold, kind: 'hold' },
      ...lots.map(({ id }) => ({ id, kind: 'lot' as const })),
    ]);
  });
  expect(await balance(bank)).toMatchObject({ posted: 10_500n, heldOut: 3000n });
  expect([...(await trail('ledger.expire')), ...(await trail('ledger.lapse'))]).toEqual([]);
});
