import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Agreement, AtTermEnd } from '#agreements';
import { answers, forbidden } from '../stage.js';
import { told } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { publishPlan } from './offers.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

test('only what is signed has a term end to choose for, by those who commit the school', async () => {
  const schoolId = buyers.nextSchool();
  const waiting = await buyers.prepare(schoolId, {}, buyers.manager(schoolId));
  await expect(choose(waiting, 'leave')).rejects.toMatchObject({ code: 'agreements.not-signed' });
  const signed = await buyers.decide('approve', waiting);
  const others = [buyers.as(schoolId, 'chair'), buyers.as(buyers.created.hostId, 'manager')];
  expect(
    await answers(
      buyers,
      others,
      () => (tx) => buyers.agreements.chooseTermEnd(tx, signed.agreementId, 'leave'),
    ),
  ).toEqual(forbidden(others));
  expect(await choose(signed, 'leave')).toMatchObject({ atTermEnd: 'leave', nextOfferId: null });
  expect(await choose(signed, 'change', buyers.large)).toMatchObject({
    atTermEnd: 'change',
    nextOfferId: buyers.large,
  });
  expect(await choose(signed, 'renew', buyers.large)).toMatchObject({
    atTermEnd: 'renew',
    nextOfferId: null,
  });
  const { version } = await buyers.find(signed.agreementId);
  expect((await choose(signed, 'renew')).version).toBe(version); // as it is
  for (const offerId of [null, buyers.independent])
    await expect(choose(signed, 'change', offerId)).rejects.toMatchObject({ code: 'agreements.not-a-plan' });
  expect(await told(buyers, 'agreement', signed.agreementId)).toEqual([
    'agreements.prepare',
    'agreements.sign',
    'agreements.leave-at-term-end',
    'agreements.change-at-term-end',
    'agreements.renew-at-term-end',
  ]);
});
const choose = (
  { agreementId, schoolId }: Agreement,
  choice: AtTermEnd,
  nextOfferId: string | null = null,
  actor = buyers.as(schoolId),
) => buyers.db.tx(actor, (tx) => buyers.agreements.chooseTermEnd(tx, agreementId, choice, nextOfferId));

test('once another is signed for the year after it, nothing is left to choose', async () => {
  const schoolId = buyers.nextSchool();
  const signed = await buyers.prepare(schoolId);
  await choose(signed, 'leave');
  const startsOn = signed.endsOn.add({ days: 1 }).toString();
  const next = await buyers.prepare(schoolId, { startsOn, offerId: buyers.small }, buyers.manager(schoolId));
  await choose(signed, 'renew'); // it only waits
  await choose(signed, 'leave');
  await buyers.decide('approve', next);
  await expect(choose(signed, 'renew')).rejects.toMatchObject({ code: 'agreements.followed' });
});

test('what makes the next term dearer is an order of it, until it is chosen no more', async () => {
  const schoolId = buyers.nextSchool();
  const signed = await buyers.prepare(schoolId);
  await buyers.limit(schoolId, 250_000n);
  /** Whether the manager may still order this much. */
  const left = async (pence: bigint) =>
    buyers.db.tx(buyers.manager(schoolId), (tx) =>
      buyers.limits.allows(tx, schoolId, 'business-manager', pence),
    );
  const isLeft = async (pence: bigint) => [await left(pence), await left(pence + 1n)];
  const exactly = [true, false];
  const chosen = (choice: AtTermEnd, offerId?: string) =>
    choose(signed, choice, offerId, buyers.manager(schoolId));
  await chosen('change', buyers.small); // cheaper
  expect(await isLeft(250_000n)).toEqual(exactly);
  await chosen('renew'); // dearer than it stood
  expect(await isLeft(130_000n)).toEqual(exactly);
  await chosen('change', buyers.large);
  expect(await isLeft(10_000n)).toEqual(exactly);
  await chosen('change', buyers.large); // a second click
  expect(await isLeft(10_000n)).toEqual(exactly);
  const between = await publishPlan(buyers, 'Between', 180_000n);
  await chosen('change', between); // cheaper than it stood, dearer than by itself
  expect(await isLeft(70_000n)).toEqual(exactly);
  await chosen('leave');
  expect(await isLeft(250_000n)).toEqual(exactly);
  await buyers.limit(schoolId, 100_000n);
  await expect(chosen('renew')).rejects.toMatchObject({ code: 'identity.above-limit' });
  await choose(signed, 'renew'); // the head's
  expect(await isLeft(100_000n)).toEqual(exactly);
});

test('where the plan has no price any more, another one is an order of all it costs', async () => {
  const schoolId = buyers.nextSchool();
  const gone = await publishPlan(buyers, 'Gone', 300_000n, { withdrawnOn: '2027-03-01' });
  const signed = await buyers.prepare(schoolId, { offerId: gone });
  await buyers.limit(schoolId, 50_000n);
  await expect(choose(signed, 'change', buyers.small, buyers.manager(schoolId))).rejects.toMatchObject({
    code: 'identity.above-limit',
  });
  await expect(choose(signed, 'change', gone)).rejects.toMatchObject({ code: 'agreements.withdrawn' });
  expect(await choose(signed, 'change', buyers.small)).toMatchObject({ nextOfferId: buyers.small });
});
