import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SchoolYear } from '#insight';
import { openBuyers, type Buyers } from '../rules/agreements/buyers.js';
import { publishPlan } from '../rules/agreements/offers.js';
import { at } from '../rules/traces.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

test('a school has free places from the first day of the term that they are for to its last', async () => {
  const schoolId = buyers.nextSchool();
  const places = () =>
    buyers.db.tx(buyers.as(schoolId), async (tx) => {
      const { placesFrom, placesUntil } = await new SchoolYear().buying(tx, schoolId, []);
      return [placesFrom, placesUntil];
    });
  const grant = { unit: 'PLACE', pool: 'free-places', amount: 2n, label: 'free course places' };
  const offerId = await publishPlan(buyers, 'Placed', 90_000n, { grants: [grant] });
  expect(await places()).toEqual([null, null]);
  await buyers.prepare(schoolId, { offerId, startsOn: '2026-05-01' });
  expect(await places()).toEqual(['2026-05-01', '2027-03-31']);
  await at(buyers, '2026-05-04T08:00:00Z');
  expect(await places()).toEqual(['2026-05-04', '2027-03-31']);
  await at(buyers, '2028-06-01T08:00:00Z');
  expect(await places()).toEqual([null, null]);
});
