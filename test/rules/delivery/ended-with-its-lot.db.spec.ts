import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { issued, poolOf } from '#entitlements';
import { accountId } from '#ledger';
import { expire } from '../../scenarios/expire.js';
import { newId } from '#platform';
import { held } from '../../scenarios/scene.js';
import { day } from '../stage.js';
import { at, choose } from '../traces.js';
import { openSupport, type SupportStage } from './support.js';

/** Where an operator lets promises end with their lot, what took place on its last day is noted on the day after all the same. */
let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
  await choose(stage, { ledger: { expired_holds: 'released' } });
}, 240_000);
afterAll(() => stage?.close());

const last = day('2026-05-12');
/** A school with so much of one unit until the last day. */
async function schoolWith(unit: 'DAY' | 'CREDIT' | 'PLACE', amount: bigint): Promise<string> {
  const schoolId = await stage.schoolWith(0n);
  await stage.db.tx(stage.created.staff, async (tx) => {
    const pool = poolOf(schoolId, unit);
    await stage.ledger.open(tx, [{ ...pool, lots: true }]);
    await stage.ledger.post(tx, {
      ...{
        id: newId(),
        amount,
        code: 'grant',
        reference: { type: 'test', id: '1' },
        lot: { expiresOn: last },
      },
      debit: accountId(tx.operatorId, issued(unit)),
      credit: accountId(tx.operatorId, pool),
    });
  });
  return schoolId;
}
const posted = async (schoolId: string, unit: 'DAY' | 'CREDIT' | 'PLACE') => {
  const had = await stage.db.tx(stage.created.staff, (tx) =>
    held(stage, tx, { organisationId: schoolId }, unit),
  );
  return [had!.posted, had!.held];
};
const visit = async (schoolId: string) => {
  const { visitId } = await stage.db.tx(stage.as(schoolId), (tx) =>
    stage.visits.book(tx, {
      ...{ visitId: newId(), schoolId, practitionerId: stage.sip.practitionerId, on: last },
      ...{ portion: 50n, purpose: 'A morning' },
    }),
  );
  return visitId;
};

test('a visit is reported or called off, a register taken, and support delivered', async () => {
  const { as, db, created, visits, courses, requests, home } = stage;
  const days = await schoolWith('DAY', 100n);
  const [came, didNot] = [await visit(days), await visit(days)];
  const places = await schoolWith('PLACE', 1n);
  const sessionId = newId();
  const session = { offerId: stage.course, on: last, startsAt: '09:30', venue: 'Town Hall', capacity: 5 };
  await db.tx(as(created.hostId, 'manager'), (tx) => courses.schedule(tx, { sessionId, ...session }));
  const booked = [newId(), newId()];
  for (const [index, [schoolId, means]] of (
    [
      [places, 'free'],
      [stage.other.organisationId, 'money'],
    ] as const
  ).entries())
    await db.tx(as(schoolId), (tx) =>
      courses.book(tx, { placeId: booked[index]!, sessionId, schoolId, attendee: 'Jo Bright', means }),
    );
  const credits = await schoolWith('CREDIT', 4500n);
  const leader = await stage.practitioner(home, 'LLE');
  const proposalId = await stage.propose(await stage.ask(credits), leader);
  await db.tx(as(home), (tx) => requests.consent(tx, proposalId));
  const support = await db.tx(as(credits), (tx) =>
    visits.book(tx, {
      ...{ visitId: newId(), schoolId: credits, practitionerId: leader, on: last, portion: 100n },
      ...{ purpose: 'A day of support', proposalId },
    }),
  );

  await at(stage, '2026-05-13T08:00:00Z');
  await db.tx(created.staff, (tx) => expire(tx, 'released'));
  const said = 'We looked at reading together.';
  expect(await db.tx(as(stage.sip.homeId, 'manager'), (tx) => visits.report(tx, came, said))).toMatchObject({
    state: 'delivered',
  });
  expect(
    await db.tx(stage.staffAs('broker'), (tx) => visits.cancel(tx, didNot, 'Nobody came')),
  ).toMatchObject({ state: 'cancelled' });
  expect(await db.tx(as(home), (tx) => visits.report(tx, support.visitId, said))).toMatchObject({
    state: 'delivered',
  });
  await db.tx(as(created.hostId, 'manager'), (tx) => courses.takeRegister(tx, sessionId, booked));
  const states = await db.tx(created.staff, (tx) => courses.places(tx, { sessionId }));
  expect(states.map(({ state }) => state)).toEqual(['attended', 'attended']);
  for (const [schoolId, unit] of [
    [days, 'DAY'],
    [places, 'PLACE'],
    [credits, 'CREDIT'],
  ] as const)
    expect(await posted(schoolId, unit)).toEqual([0n, 0n]);
});
