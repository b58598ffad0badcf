import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { newId, type Actor, type Temporal, type Tx } from '#platform';
import { answers, day, openStage, type Stage } from './stage.js';
import { at } from './traces.js';

/** Who is no longer a member that buys orders nothing, whoever asks for it and by whichever verb. */
let stage: Stage;
let sessionId: string;
beforeAll(async () => {
  stage = await openStage();
  sessionId = newId();
  await stage.db.tx(stage.as(stage.created.hostId, 'manager'), (tx) =>
    stage.courses.schedule(tx, {
      sessionId,
      offerId: stage.course,
      on: day('2026-05-12'),
      startsAt: '09:30',
      venue: 'Town Hall',
      capacity: 5,
    }),
  );
}, 240_000);
afterAll(() => stage?.close());

const plan = (slug: string) => offerId(stage.created.operatorId, slug);
const leave = (schoolId: string, on: string) =>
  stage.db.tx(stage.created.staff, (tx) => stage.parties.leave(tx, schoolId, day(on)));

/** Everything that a school orders, each with what it answers. */
const orders = (schoolId: string): Readonly<Record<string, () => (tx: Tx) => Promise<unknown>>> => {
  const { agreements, purchases, courses, visits, requests, independent, sip } = stage;
  const visit = (on: Temporal.PlainDate) => ({
    ...{ visitId: newId(), schoolId, practitionerId: sip.practitionerId, on, portion: 50n },
    purpose: 'An afternoon',
  });
  return {
    agreement: () => (tx) =>
      agreements.prepare(tx, {
        ...{ agreementId: newId(), schoolId, offerId: plan('bronze') },
        startsOn: day('2027-04-01'),
      }),
    purchase: () => (tx) => purchases.buy(tx, { purchaseId: newId(), schoolId, offerId: independent }),
    place: () => (tx) =>
      courses.book(tx, { placeId: newId(), sessionId, schoolId, attendee: `Ann ${newId()}`, means: 'money' }),
    'visit considered': () => (tx) => visits.consider(tx, visit(day('2026-05-13'))),
    visit: () => (tx) => visits.book(tx, visit(day('2026-05-13'))),
    request: () => (tx) =>
      requests.ask(tx, {
        ...{ requestId: newId(), schoolId, need: 'leadership' },
        ...{ details: 'A day with an experienced leader.', days: 100n },
      }),
  };
};
async function ordered(actor: Actor): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [what, verb] of Object.entries(orders(actor.organisationId!)))
    said[what] = (await answers(stage, [actor], verb))[0]!;
  return said;
}

test('a school that came back as a provider alone orders nothing, by its head’s old session or by a key', async () => {
  const schoolId = stage.asking.organisationId;
  const none = {
    agreement: 'agreements.school-left',
    purchase: 'identity.not-a-member',
    place: 'identity.not-a-member',
    'visit considered': 'identity.not-a-member',
    visit: 'identity.not-a-member',
    request: 'identity.not-a-member',
  };
  // What it asked for before is not brokered either.
  const proposal = {
    ...{ proposalId: newId(), requestId: newId(), practitionerId: stage.leader.practitionerId },
    ...{ designation: 'LLE', reason: 'Has led a school like it.' },
  };
  await stage.db.tx(stage.as(schoolId), (tx) =>
    stage.requests.ask(tx, {
      ...{ requestId: proposal.requestId, schoolId, need: 'leadership' },
      ...{ details: 'A day with an experienced leader.', days: 100n },
    }),
  );
  await at(stage, '2026-04-15T08:00:00Z');
  await leave(schoolId, '2026-04-14');
  await stage.db.tx(stage.created.staff, (tx) =>
    stage.parties.add(tx, { organisationId: schoolId, provider: true }),
  );
  expect(await ordered(stage.as(schoolId))).toEqual(none);
  expect(await ordered(stage.as(schoolId, 'key'))).toEqual(none);
  expect(
    await answers(stage, [stage.staffAs('broker')], () => (tx) => stage.requests.propose(tx, proposal)),
  ).toEqual(['identity.not-a-member']);
});

test('until its last day a school orders what lies before it, and nothing that lies after it', async () => {
  const schoolId = stage.other.organisationId;
  await leave(schoolId, '2026-05-12');
  expect(await ordered(stage.as(schoolId))).toEqual({
    agreement: 'agreements.school-left',
    purchase: 'done',
    place: 'done',
    'visit considered': 'identity.not-a-member',
    visit: 'identity.not-a-member',
    request: 'done',
  });
});

test('what was prepared before a school closed, or said that it leaves, is not signed for days after that', async () => {
  const schoolId = stage.neighbour.organisationId;
  const agreementId = newId();
  const [manager, head] = [stage.as(schoolId, 'business-manager'), stage.as(schoolId)];
  const prepare = () => (tx: Tx) =>
    stage.agreements.prepare(tx, {
      ...{ agreementId, schoolId, offerId: plan('bronze') },
      startsOn: day('2026-06-01'),
    });
  expect(await answers(stage, [manager], prepare)).toEqual(['done']);
  const register = (change: string) =>
    stage.db.systemTx('a test changes the register', (tx) =>
      tx.query(`UPDATE directory.school SET ${change} WHERE organisation_id = $1`, [schoolId]),
    );
  const decide = (verb: 'approve' | 'decline') => () => (tx: Tx) => stage.agreements[verb](tx, agreementId);
  await register(`status = 'closed', closed_on = '2026-05-31'`);
  expect(await answers(stage, [head], decide('approve'))).toEqual(['directory.school-closed']);
  await register(`status = 'open', closed_on = NULL`);
  await leave(schoolId, '2026-05-31');
  expect(await answers(stage, [head], decide('approve'))).toEqual(['agreements.school-left']);
  expect(await answers(stage, [head], decide('decline'))).toEqual(['done']);
});
