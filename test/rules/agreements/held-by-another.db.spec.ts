import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Tx } from '#platform';
import { someoneWaits } from '../stage.js';
import { at } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
  await buyers.prepare(buyers.nextSchool());
}, 240_000);
afterAll(() => buyers?.close());

test.each([
  ['notify', '2026-12-31T12:00:00Z'],
  ['renew', '2027-04-01T12:00:00Z'],
] as const)(
  'what the last transaction of a killed worker still holds is waited for (%s): a run that passed it by would call itself done',
  async (verb, on) => {
    await at(buyers, on);
    const run = (tx: Tx) => buyers.renewals[verb](tx);
    const all = buyers.created.staff;
    let next: Promise<number>;
    const killed = buyers.db.tx(all, async (tx) => {
      expect(await run(tx)).toBeGreaterThan(0);
      next = buyers.db.tx(all, run);
      await Promise.race([next, someoneWaits(buyers)]);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await next!).toBeGreaterThan(0);
  },
);

test('of a school that signs for its next term while that renews, the run looks again and fails for nobody', async () => {
  const schoolId = buyers.nextSchool();
  const { agreementId } = await buyers.prepare(schoolId);
  await buyers.limit(schoolId, 0n);
  const next = await buyers.prepare(schoolId, { startsOn: '2028-04-01' }, buyers.manager(schoolId));
  await at(buyers, '2028-04-01T06:00:00Z');
  let renewed: Promise<number>;
  await buyers.db.tx(buyers.as(schoolId), async (tx) => {
    await buyers.agreements.approve(tx, next.agreementId);
    renewed = buyers.db.tx(buyers.created.staff, (run) => buyers.renewals.renew(run, [agreementId]));
    await Promise.race([renewed, someoneWaits(buyers)]);
  });
  expect(await renewed!).toBe(0);
});
