import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId, Expiry, Ledger, type Address, type Command } from '#ledger';
import { newId, Operators, Temporal, type Database } from '#platform';
import { setClock, testDatabase, testOperator } from '#testing';

let db: Database;
const ledger = new Ledger();
const expiry = new Expiry(ledger, new Operators());
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());
const day = Temporal.PlainDate.from;
const reference = { type: 'test', id: '1' };

/** A bank with 40 credits ending on 31 March and 60 ending on 31 August, on 1 March. */
async function bankInMarch(settings: Record<string, string> = {}) {
  const { operatorId, staff } = await testOperator(db, '2027-03-01T09:00:00Z');
  await db.tx(staff, (tx) =>
    tx.query('UPDATE platform.operator SET settings = $2 WHERE operator_id = $1', [tx.operatorId, settings]),
  );
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
  const balance = async (address: Address) =>
    (await db.tx(staff, (tx) => ledger.balances(tx, [at(address)]))).get(at(address));
  const expire = () => db.tx(staff, (tx) => expiry.expireLots(tx));
  return { staff, at, issue, bank, spent, expired, move, balance, expire };
}

test('a lot is spent on its last day, and what is left expires the day after, once', async () => {
  const { staff, bank, spent, expired, move, balance, expire } = await bankInMarch();
  await setClock(db, staff, '2027-03-31T20:00:00Z');
  await db.tx(staff, (tx) => ledger.apply(tx, [move(bank, spent, 1500n)]));
  expect(await expire()).toBe(0);
  await setClock(db, staff, '2027-04-01T00:30:00Z');
  expect([await expire(), await expire()]).toEqual([1, 0]);
  expect((await balance(expired))?.posted).toBe(2500n);
  expect((await balance(bank))?.available).toBe(6000n);
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
  const { staff, bank, spent, expired, move, balance, expire } = await bankInMarch({
    'ledger.expired_holds': 'released',
  });
  const hold = newId();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [{ ...move(bank, spent, 3000n), id: hold, kind: 'hold' } as Command]),
  );
  await setClock(db, staff, '2027-04-20T09:00:00Z');
  expect(await expire()).toBe(2);
  expect((await balance(expired))?.posted).toBe(4000n);
  await expect(db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold }))).rejects.toMatchObject({
    code: 'ledger.not-held',
  });
});

test('a hold with a time of its own lapses after it', async () => {
  const { staff, bank, spent, move, balance } = await bankInMarch();
  await db.tx(staff, (tx) =>
    ledger.apply(tx, [
      {
        ...move(bank, spent, 3000n),
        kind: 'hold',
        expiresAt: Temporal.Instant.from('2027-03-02T09:00:00Z'),
      } as Command,
    ]),
  );
  expect(await db.tx(staff, (tx) => expiry.lapseHolds(tx))).toBe(0);
  await setClock(db, staff, '2027-03-02T09:00:00Z');
  expect(await db.tx(staff, (tx) => expiry.lapseHolds(tx))).toBe(1);
  expect((await balance(bank))?.available).toBe(10000n);
});
