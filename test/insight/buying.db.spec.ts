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

test('a school has the free places of its terms, for their days and their kinds of service, until they are past', async () => {
  const schoolId = buyers.nextSchool();
  const places = () =>
    buyers.db.tx(buyers.as(schoolId), async (tx) => {
      const { places: all } = await new SchoolYear().buying(tx, schoolId, [buyers.created.hostId]);
      return all.map(
        (one) => `${one.available} from ${one.validFrom} to ${one.expiresOn} for ${one.restriction}`,
      );
    });
  const grant = { unit: 'PLACE', pool: 'free-places', amount: 2n, label: 'free course places' };
  const kept = { ...grant, pool: 'kept', amount: 1n, restriction: ['consultancy'] };
  const offerId = await publishPlan(buyers, 'Placed', 90_000n, { grants: [grant, kept] });
  expect(await places()).toEqual([]);
  await buyers.prepare(schoolId, { offerId, startsOn: '2026-05-01' });
  const granted = [
    '2 from 2026-05-01 to 2027-03-31 for null',
    '1 from 2026-05-01 to 2027-03-31 for consultancy',
  ];
  expect(new Set(await places())).toEqual(new Set(granted));
  await at(buyers, '2026-05-04T08:00:00Z');
  expect(new Set(await places())).toEqual(new Set(granted));
  await at(buyers, '2028-06-01T08:00:00Z');
  expect(await places()).toEqual([]);
});
