import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SchoolYear, Season } from '#insight';
import { at, choose } from '../rules/traces.js';
import { openBuyers, type Buyers } from '../rules/agreements/buyers.js';
import { publishPlan } from '../rules/agreements/offers.js';

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

test('a plan for years to come takes nothing from the term between: it renews, asks for notice, and waits for somebody where it cannot', async () => {
  const season = new Season();
  await choose(buyers, { agreements: { start_ahead_days: 730 } });
  const [schoolId, stuckId] = [buyers.nextSchool(), buyers.nextSchool()];
  const figures = () => buyers.db.tx(buyers.created.staff, (tx) => season.figures(tx));
  const before = (await figures()).income;
  const { agreementId } = await buyers.prepare(schoolId);
  await buyers.prepare(schoolId, { startsOn: '2028-04-01', offerId: buyers.small });
  const { next } = await buyers.db.tx(buyers.as(schoolId), (tx) =>
    new SchoolYear().agreement(tx, agreementId),
  );
  expect(next).toBeNull();
  const { income } = await figures();
  expect([income.renewing - before.renewing, income.expected - before.expected]).toEqual([1, 120_000n]);
  expect([income.nextAgreements - before.nextAgreements, income.next - before.next]).toEqual([1, 60_000n]);

  const gone = await publishPlan(buyers, 'Gone', 90_000n, { withdrawnOn: '2027-04-01' });
  await buyers.prepare(stuckId, { offerId: gone });
  await buyers.prepare(stuckId, { startsOn: '2028-04-01', offerId: buyers.small });
  expect((await figures()).income.withdrawn - income.withdrawn).toBe(1);

  await at(buyers, '2026-12-01T08:00:00Z');
  const renewals = (id: string) =>
    buyers.db.tx(buyers.as(id), async (tx) => {
      const { needs } = await new SchoolYear().needs(tx, id, ['renewals']);
      return needs.renewals.map(({ title, withdrawn }) => [title, withdrawn]);
    });
  expect(await renewals(schoolId)).toEqual([['Middle', null]]);
  expect(await renewals(stuckId)).toEqual([['Gone', 'Gone']]);
  await choose(buyers, { agreements: { ask_days: 10 } });
  expect(await renewals(schoolId)).toEqual([]);
  await choose(buyers, { agreements: { ask_days: 90 } });

  await at(buyers, '2027-04-01T08:00:00Z');
  const problems = await buyers.db.tx(buyers.created.staff, async (tx) => {
    while ((await buyers.renewals.renew(tx)) > 0);
    return season.renewalProblems(tx, { limit: 10 });
  });
  expect(problems.map((one) => one.schoolId)).toEqual([stuckId]);
});

test('sizes stand by size, however many schools are of each', async () => {
  const season = new Season();
  const { takeUp } = await buyers.db.tx(buyers.created.staff, (tx) => season.figures(tx));
  const sizes = takeUp.filter(({ by }) => by === 'size').map(({ group }) => group);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes).toEqual(['small', 'medium', 'large', 'unknown'].filter((size) => sizes.includes(size)));
});
