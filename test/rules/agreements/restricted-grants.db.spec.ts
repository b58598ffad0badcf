import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { advance } from '../../scenarios/scene.js';
import { day } from '../stage.js';
import { answer } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { publish, publishPlan } from './offers.js';

let buyers: Buyers;
let schoolId: string;
/** A plan with two free places for training and two for anything, and credits for consultancy. */
let plan: string;
beforeAll(async () => {
  buyers = await openBuyers();
  schoolId = buyers.nextSchool();
  const places = { unit: 'PLACE', pool: 'free-places', amount: 2n, label: 'free course places' };
  plan = await publishPlan(buyers, 'Kept', 90_000n, {
    grants: [
      places,
      { ...places, restriction: ['training'] },
      { unit: 'CREDIT', pool: 'credit-bank', amount: 4_000n, label: 'credits', restriction: ['consultancy'] },
    ],
  });
}, 240_000);
afterAll(() => buyers?.close());

const lots = (on: string, school = schoolId) =>
  buyers.db.tx(buyers.as(school), async (tx) => {
    const { CREDIT, PLACE } = await buyers.entitlements.held(tx, school, day(on));
    return [...PLACE.lots, ...CREDIT.lots].map((lot) => [lot.restriction, lot.available, lot.description]);
  });
/** A place on a course of a kind of service, on a day. */
const book = async (serviceType: string, on: string, means: 'free' | 'credits' = 'free') => {
  const offerId = await publish(buyers, {
    ...{ kind: 'course', serviceType, accepts: ['free', 'credits'] },
    price: { unit: 'CREDIT', amount: 1_000n },
  });
  const sessionId = newId();
  await buyers.db.tx(buyers.as(buyers.created.hostId, 'manager'), (tx) =>
    buyers.courses.schedule(tx, {
      ...{ sessionId, offerId, on: day(on), startsAt: '09:30', venue: 'Town Hall', capacity: 5 },
    }),
  );
  const place = { placeId: newId(), sessionId, schoolId, attendee: 'Jo Bright', means };
  return answer(buyers.db.tx(buyers.as(schoolId), (tx) => buyers.courses.book(tx, place)));
};

test('what a plan keeps for a kind of service is agreed and granted so, and pays for that and for nothing else', async () => {
  const { agreementId, grants } = await buyers.prepare(schoolId, { offerId: plan });
  expect(grants.map(({ restriction }) => restriction)).toEqual([null, ['training'], ['consultancy']]);
  expect((await buyers.find(agreementId)).grants).toEqual(grants);
  expect(await lots('2026-05-12')).toEqual([
    [['training'], 2n, 'Kept: free course places for Training only'],
    [null, 2n, 'Kept: free course places'],
    [['consultancy'], 4_000n, 'Kept: credits for Consultancy only'],
  ]);
  expect(await book('training', '2026-05-12', 'credits')).toBe('entitlements.restricted');
  expect(await book('training', '2026-05-12')).toBe('done');
  expect(await book('services', '2026-05-13')).toBe('done');
  expect(await book('services', '2026-05-14')).toBe('done');
  expect(await book('services', '2026-05-15')).toBe('entitlements.restricted');
  expect(await book('consultancy', '2026-05-18', 'credits')).toBe('done');
  expect((await lots('2026-05-12')).map(([, available]) => available)).toEqual([1n, 0n, 3_000n]);
});

test('what was prepared before plans kept anything is granted for anything', async () => {
  const other = buyers.nextSchool();
  const waiting = await buyers.prepare(other, {}, buyers.manager(other));
  await buyers.db.tx(buyers.created.staff, (tx) =>
    tx.query(
      `UPDATE agreements.agreement SET grants = (SELECT jsonb_agg(g - 'restriction') FROM jsonb_array_elements(grants) g)
        WHERE operator_id = $1 AND agreement_id = $2`,
      [tx.operatorId, waiting.agreementId],
    ),
  );
  const { grants } = await buyers.decide('approve', waiting);
  expect(grants.map(({ restriction }) => restriction)).toEqual([null, null]);
  expect((await lots('2026-05-12', other)).map(([restriction]) => restriction)).toEqual([null]);
});

test('a renewal grants it as the plan keeps it then', async () => {
  await advance(buyers, buyers.created, '2027-04-01T08:00:00Z');
  await buyers.db.tx(buyers.created.staff, (tx) => buyers.renewals.renew(tx));
  expect((await lots('2027-04-01')).map(([restriction, available]) => [restriction, available])).toEqual([
    [['training'], 2n],
    [null, 2n],
    [['consultancy'], 4_000n],
  ]);
});
