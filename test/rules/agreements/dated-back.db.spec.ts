import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { day } from '../stage.js';
import { choose } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { publishPlan } from './offers.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

test('staff date one back as far as the operator says and no further, whatever their reason: a wrong year is billed to nobody', async () => {
  const offerId = await publishPlan(buyers, 'Old', 120_000n, {
    price: { amount: 120_000n, startsOn: day('2010-04-01') },
  });
  const back = (startsOn: string) =>
    buyers.db.tx(buyers.staffAs('finance'), (tx) =>
      buyers.agreements.consider(tx, {
        ...{ schoolId: buyers.asking.organisationId, offerId, startsOn: day(startsOn) },
        backdatedBecause: 'The signed paper was found.',
      }),
    );
  for (const wrong of ['2016-04-01', '2025-04-11'])
    await expect(back(wrong)).rejects.toMatchObject({
      code: 'agreements.start-too-early',
      message: 'It can be dated back to 12 April 2025 at the earliest.',
    });
  await choose(buyers, { agreements: { dated_back_days: 365 } });
  await expect(back('2025-04-12')).rejects.toMatchObject({ code: 'agreements.start-too-early' });
  await choose(buyers, { agreements: { dated_back_days: 366 } });
  expect(await back('2025-04-12')).toMatchObject({ startsOn: day('2025-04-12'), endsOn: day('2026-03-31') });
});
