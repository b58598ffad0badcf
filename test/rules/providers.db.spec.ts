import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import { openBuyers, type Buyers } from './agreements/buyers.js';
import { publish, publishPlan } from './agreements/offers.js';
import { day } from './stage.js';
import { answer, at } from './traces.js';

/** Of whom a school orders: not of itself, nor of somebody who is gone when it is to be delivered. */
let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

const staff = <T>(verb: (tx: Tx) => Promise<T>) => buyers.db.tx(buyers.created.staff, verb);
const school = () => buyers.asking.organisationId;
/** A service, a course and a plan of a provider's. */
async function offersOf(providerId: string) {
  const course = { kind: 'course', accepts: ['money', 'free'] } as const;
  return {
    service: await publish(buyers, { providerId }),
    course: await publish(buyers, { providerId, ...course }),
    plan: await publishPlan(buyers, 'Of a provider', 90_000n, { providerId }),
  };
}
async function date(providerId: string, offerId: string, on: string) {
  const session = { sessionId: newId(), offerId, on: day(on), startsAt: '09:30', venue: 'Hall', capacity: 5 };
  await buyers.db.tx(buyers.as(providerId, 'manager'), (tx) => buyers.courses.schedule(tx, session));
  return session.sessionId;
}
const book = (sessionId: string, actor: Actor = buyers.head, means: 'money' | 'free' = 'money') =>
  answer(
    buyers.db.tx(actor, (tx) =>
      buyers.courses.book(tx, {
        ...{ placeId: newId(), sessionId, schoolId: actor.organisationId!, attendee: `Jo ${newId()}`, means },
      }),
    ),
  );
const buy = (offerId: string) =>
  answer(
    buyers.db.tx(buyers.head, (tx) =>
      buyers.purchases.buy(tx, { purchaseId: newId(), schoolId: school(), offerId }),
    ),
  );

test('a school orders nothing of itself: no service, no place on its course, no plan', async () => {
  const { service, course, plan } = await offersOf(school());
  expect(await buy(service)).toBe('catalogue.own-offer');
  const sessionId = await date(school(), course, '2026-05-12');
  expect(await book(sessionId)).toBe('catalogue.own-offer');
  expect(await book(sessionId, buyers.head, 'free')).toBe('catalogue.own-offer');
  expect(await book(sessionId, buyers.as(buyers.other.organisationId))).toBe('done');
  const own = { offerId: plan, startsOn: '2027-04-01' };
  expect(await answer(buyers.prepare(school(), own))).toBe('catalogue.own-offer');
  const plans = await buyers.db.tx(buyers.head, (tx) =>
    buyers.nextTerms.plans(tx, {
      schoolId: school(),
      startsOn: day('2026-04-01'),
      endsOn: day('2027-03-31'),
    }),
  );
  expect(plans.map(({ offer }) => offer.offerId)).not.toContain(plan);
  expect(await answer(buyers.prepare(buyers.nextSchool(), { offerId: plan }))).toBe('done');
});

test('nothing is ordered of who will be no member when it is delivered, nor goes on with them', async () => {
  const providerId = newId();
  await staff((tx) => buyers.parties.add(tx, { organisationId: providerId, provider: true }));
  const { service, course, plan } = await offersOf(providerId);
  const [before, after] = [
    await date(providerId, course, '2026-04-30'),
    await date(providerId, course, '2026-05-01'),
  ];
  const goingOn = await buyers.prepare(buyers.nextSchool(), { offerId: plan });
  const waits = buyers.nextSchool();
  const later = { offerId: plan, startsOn: '2026-05-01' };
  const waiting = await buyers.prepare(waits, later, buyers.manager(waits));
  await staff((tx) => buyers.parties.leave(tx, providerId, day('2026-04-30')));

  const left = 'identity.provider-left';
  expect(await book(before)).toBe('done');
  expect(await book(after)).toBe(left);
  expect(await buy(service)).toBe('done');
  expect(await answer(buyers.prepare(buyers.nextSchool(), later))).toBe(left);
  expect(await answer(buyers.decide('approve', waiting))).toBe(left);
  expect((await staff((tx) => buyers.approvals.lapsed(tx))).map(({ id }) => id)).toEqual([
    waiting.agreementId,
  ]);
  await staff((tx) => buyers.approvals.lapse(tx, [waiting.agreementId]));
  expect((await buyers.find(waiting.agreementId)).declinedBecause).toContain('is no member here');

  await at(buyers, '2026-05-01T08:00:00Z');
  expect(await buy(service)).toBe(left);
  await at(buyers, '2027-04-01T08:00:00Z');
  await staff((tx) => buyers.renewals.renew(tx, [goingOn.agreementId]));
  expect((await buyers.find(goingOn.agreementId)).renewalProblem).toContain('is no member here');
});
