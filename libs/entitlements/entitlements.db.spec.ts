import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { grantCommands, Entitlements, issued, poolsOf } from '#entitlements';
import { Ledger } from '#ledger';
import { CREDIT, DAY, PLACE, Vocabularies } from '#operating-model';
import { GBP, newId, Temporal, type Database, type Unit } from '#platform';
import { testDatabase, testOperator } from '#testing';

let db: Database;
const ledger = new Ledger();
const entitlements = new Entitlements(ledger);
const day = Temporal.PlainDate.from;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const hour = { code: 'HOUR', one: 'hour', many: 'hours', places: 2 };

/** A school of an operator that counts hours besides, with a term that grants of each unit so much. */
async function schoolWith(grants: Record<string, bigint>) {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const schoolId = newId();
  const rows = Object.entries(grants).map(([unit, amount]) => ({ unit, amount, label: unit }));
  await db.tx(staff, async (tx) => {
    await new Vocabularies().add(tx, 'units', { ...hour, label: 'Hours' });
    await ledger.open(tx, [
      ...poolsOf(schoolId, rows as never),
      ...rows.map(({ unit }) => ({ ...issued(unit), floor: null })),
    ]);
    const term = { startsOn: day('2026-09-01'), endsOn: day('2027-08-31') };
    await ledger.apply(
      tx,
      grantCommands(operatorId, {
        ...{ agreementId: newId(), schoolId, title: 'Silver', grants: rows as never },
        ...term,
      }),
    );
  });
  return { staff, schoolId };
}

test('a school holds what its term grants of each unit, the operator’s own apart', async () => {
  const { staff, schoolId } = await schoolWith({ DAY: 300n, CREDIT: 12_000n, PLACE: 2n, HOUR: 600n });
  const held = await db.tx(staff, (tx) => entitlements.held(tx, schoolId));
  expect([held.DAY.granted, held.CREDIT.granted, held.PLACE.granted]).toEqual([300n, 12_000n, 2n]);
  expect(held.own).toMatchObject([{ unit: hour, available: 600n, granted: 600n }]);
});

test('of what it was never granted it holds nothing', async () => {
  const { staff, schoolId } = await schoolWith({ DAY: 300n });
  const held = await db.tx(staff, (tx) => entitlements.held(tx, schoolId));
  expect(held.DAY).toMatchObject({ unit: DAY, available: 300n });
  const none = { available: 0n, booked: 0n, granted: 0n, later: [], lots: [], laterLots: [] };
  expect(held.CREDIT).toEqual({ unit: CREDIT, ...none });
  expect(held.PLACE).toMatchObject({ unit: PLACE, granted: 0n });
  expect(held.own).toEqual([]);
});

test('it takes from the pool, and nothing of money, which is billed', async () => {
  const { staff, schoolId } = await schoolWith({ DAY: 300n });
  const taking = (unit: Unit) => ({
    ...{ id: newId(), schoolId, unit, amount: 100n, on: day('2026-10-01'), code: 'visit' },
    ...{ reference: { type: 'visit', id: newId() }, description: 'A visit' },
  });
  const available = () => db.tx(staff, async (tx) => (await entitlements.held(tx, schoolId)).DAY.available);
  await db.tx(staff, (tx) => entitlements.take(tx, taking(GBP)));
  expect(await available()).toBe(300n);
  await db.tx(staff, (tx) => entitlements.take(tx, taking(DAY)));
  expect(await available()).toBe(200n);
});
