import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Temporal } from '#platform';
import { costsOf } from '#entitlements';
import { openSupport, type SupportStage } from '../delivery/support.js';
import { day } from '../stage.js';
import { answer, choose } from '../traces.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

const grant = (schoolId: string, amount: bigint, restriction?: string[], expiresOn?: Temporal.PlainDate) =>
  stage.db.tx(stage.created.staff, (tx) =>
    stage.credits.grant(tx, {
      ...{ id: newId(), schoolId, amount, reason: 'For a test' },
      ...(restriction && { restriction }),
      ...(expiresOn && { expiresOn }),
    }),
  );
const on = day('2026-05-12');
const date = async () => {
  const sessionId = newId();
  const session = {
    sessionId,
    offerId: stage.course,
    on,
    startsAt: '09:30',
    venue: 'Town Hall',
    capacity: 5,
  };
  await stage.db.tx(stage.as(stage.created.hostId, 'manager'), (tx) => stage.courses.schedule(tx, session));
  return sessionId;
};
/** By credits; the course is training, a place costs 9.50 of them. */
const book = async (schoolId: string, placeId = newId()) => {
  const place = { placeId, sessionId: await date(), schoolId, attendee: 'Jo Bright' };
  return answer(
    stage.db.tx(stage.as(schoolId), (tx) => stage.courses.book(tx, { ...place, means: 'credits' })),
  );
};
const lots = (schoolId: string) =>
  stage.db.tx(stage.as(schoolId), async (tx) =>
    (await stage.entitlements.held(tx, schoolId)).CREDIT.lots.map((lot) => [lot.restriction, lot.available]),
  );
const shown = (schoolId: string) =>
  stage.db.tx(stage.as(schoolId), async (tx) => {
    const offer = await stage.catalogue.offer(tx, stage.course);
    const costs = { credits: costsOf(offer, await stage.directory.school(tx, schoolId)).credits! };
    const paidFor = { on, purpose: offer.serviceType };
    const [way] = await stage.entitlements.waysToPay(tx, schoolId, costs, paidFor);
    const support = await stage.shortlists.estimate(tx, { schoolId, days: 100n });
    return { place: way?.held, why: way?.why?.code ?? null, support: support.available };
  });

test('credits granted for training pay for a course and not for support, and are shown so', async () => {
  const schoolId = await stage.schoolWith(0n);
  await grant(schoolId, 6000n, ['training']);
  expect(await shown(schoolId)).toEqual({ place: 6000n, why: null, support: 0n });
  // A day of an LLE costs 45, which it has, and which were not granted for that.
  const support = [await stage.ask(schoolId), stage.leader.practitionerId] as const;
  expect(await stage.refusedProposal(...support)).toEqual(['entitlements.restricted']);
  expect(await book(schoolId)).toBe('done');
  expect(await lots(schoolId)).toEqual([[['training'], 5050n]]);
});

test('credits granted for what support is to the operator pay for it, and not for a course', async () => {
  const schoolId = await stage.schoolWith(0n);
  await grant(schoolId, 6000n, ['consultancy']);
  expect(await shown(schoolId)).toEqual({
    place: 0n,
    why: 'entitlements.restricted',
    support: 6000n,
  });
  expect(await book(schoolId)).toBe('entitlements.restricted');
  await choose(stage, { credits: { support_is: 'services' } });
  expect((await shown(schoolId)).support).toBe(0n);
  await choose(stage, { credits: { support_is: 'consultancy' } });
  expect(await stage.refusedProposal(await stage.ask(schoolId), stage.leader.practitionerId)).toEqual([
    'done',
  ]);
});

test('what may pay for less is spent first, among credits of one last day and no others', async () => {
  const schoolId = await stage.schoolWith(0n);
  const [june, july] = [day('2026-06-30'), day('2026-07-31')];
  await grant(schoolId, 1000n, undefined, july);
  await grant(schoolId, 1000n, ['training', 'services'], july);
  await grant(schoolId, 500n, undefined, june);
  const any = null;
  const some = ['training', 'services'];
  const order = [
    [any, 500n],
    [some, 1000n],
    [any, 1000n],
  ];
  expect(await lots(schoolId)).toEqual(order);
  expect(await book(schoolId)).toBe('done');
  expect(await lots(schoolId)).toEqual([
    [any, 0n],
    [some, 550n],
    [any, 1000n],
  ]);
});

test('credits are granted for kinds of service that the operator has, or for any', async () => {
  const schoolId = await stage.schoolWith(0n);
  expect(await answer(grant(schoolId, 100n, ['training', 'trains']))).toBe('operating-model.no-such-word');
  await grant(schoolId, 100n, []);
  expect(await lots(schoolId)).toEqual([[null, 100n]]);
});
