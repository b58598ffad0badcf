import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Season } from '#insight';
import { at } from '../rules/traces.js';
import { openBuyers, type Buyers } from '../rules/agreements/buyers.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

test('a plan brings a year’s price however late it was joined; who leaves and has signed again is neither leaving nor called', async () => {
  const season = new Season();
  const schoolId = buyers.nextSchool();
  await at(buyers, '2026-07-01T08:00:00Z');
  const shown = () =>
    buyers.db.tx(buyers.created.staff, async (tx) => ({
      ...(await season.figures(tx)),
      called: (await season.toCall(tx, { limit: 100 })).some((one) => one.schoolId === schoolId),
    }));
  const before = await shown();
  const part = await buyers.prepare(schoolId);
  expect([part.price, part.yearPrice]).toEqual([90_000n, 120_000n]);
  const after = await shown();
  // What is signed is what this term costs; a year of it, and the next one, cost more.
  expect(after.income.signed - before.income.signed).toBe(90_000n);
  expect(after.income.expected - before.income.expected).toBe(120_000n);
  expect(after.plans).toContainEqual({ title: 'Middle', schools: 1, income: 120_000n });

  await buyers.db.tx(buyers.as(schoolId), (tx) =>
    buyers.agreements.chooseTermEnd(tx, part.agreementId, 'leave'),
  );
  const leaving = ({ takeUp, income, called }: typeof before) => [
    takeUp.find(({ by }) => by === 'all')!.leaving,
    income.leaving,
    called,
  ];
  expect(leaving(await shown())).toEqual([1, 1, true]);
  await buyers.prepare(schoolId, { startsOn: part.endsOn.add({ days: 1 }).toString() });
  expect(leaving(await shown())).toEqual([0, 0, false]);
});
