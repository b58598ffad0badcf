import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import { day } from '../stage.js';
import { published } from '../traces.js';
import { openLetters } from './letters.js';
import { openSupport, type SupportStage } from './support.js';

/** Who is told that something which they count on is off. */
let stage: SupportStage;
let letters: ReturnType<typeof openLetters>;
beforeAll(async () => {
  stage = await openSupport();
  letters = openLetters(stage);
  const { asking, created, home, practitioners, sip } = stage;
  await letters.appoint('Ann', 'headteacher', asking.organisationId);
  await letters.appoint('Bo', 'headteacher', home);
  const sam = await letters.appoint('Sam', 'practitioner', created.hostId);
  await stage.db.tx(created.staff, (tx) => practitioners.assign(tx, sip.practitionerId, sam));
}, 240_000);
afterAll(() => stage?.close());

const told = async (...of: Parameters<(typeof letters)['written']>) => letters.written(...of);

test('both sides are told that a visit is called off, and why where it was said', async () => {
  const { visitId } = await stage.db.tx(stage.head, (tx) =>
    stage.visits.book(tx, {
      ...{ visitId: newId(), schoolId: stage.asking.organisationId, purpose: 'Termly review' },
      ...{ practitionerId: stage.sip.practitionerId, on: day('2026-05-18'), portion: 50n },
    }),
  );
  await stage.db.tx(stage.broker, (tx) => stage.visits.cancel(tx, visitId, 'The hall is closed.'));
  expect(await published(stage, visitId)).toEqual(['delivery.visit-booked', 'delivery.visit-called-off']);
  const written = await told('visitCalledOff', visitId);
  expect(written.map(({ address }) => address)).toEqual(['ann@example.org', 'sam@example.org']);
  for (const { subject, body } of written) {
    expect(subject).toContain('on Monday 18 May 2026 is called off');
    expect(body).toContain('Why: The hall is closed.');
    expect(body).toContain(`/visits/${visitId}`);
  }
});

test('the head who was asked hears that a broker looks elsewhere; the broker who did it does not', async () => {
  const schoolId = stage.asking.organisationId;
  const leader = await stage.practitioner(stage.home, 'LLE');
  const requestId = await stage.ask(schoolId);
  const proposalId = await stage.propose(requestId, leader);
  await stage.brokered((tx) => stage.requests.decline(tx, proposalId));
  expect(await published(stage, proposalId)).toEqual([
    'delivery.support-proposed',
    'delivery.support-taken-back',
  ]);
  const written = await told('supportTakenBack', proposalId);
  expect(written.map(({ address }) => address)).toEqual(['bo@example.org']);
  expect(written[0]!.subject).toContain('need not answer');
  const again = await stage.propose(requestId, leader);
  await stage.db.tx(stage.as(stage.home), (tx) => stage.requests.decline(tx, again));
  expect((await published(stage, again)).at(-1)).toBe('delivery.support-declined');
});

test('both schools are told that agreed support has ended, and why', async () => {
  const leader = await stage.practitioner(stage.home, 'LLE');
  const proposalId = await stage.propose(await stage.ask(stage.asking.organisationId), leader);
  await stage.db.tx(stage.as(stage.home), (tx) => stage.requests.consent(tx, proposalId));
  await stage.brokered((tx) => stage.endings.end(tx, proposalId, 'She has left the school.'));
  // News of the agreement that comes late tells nobody to book.
  expect(await told('supportAgreed', proposalId)).toEqual([]);
  const written = await told('supportEnded', proposalId);
  expect(written.map(({ address }) => address)).toEqual(['ann@example.org', 'bo@example.org']);
  for (const { body } of written) expect(body).toContain('Why: She has left the school.');
});

test('what nobody answered is not said to be a headteacher’s no', async () => {
  const requestId = await stage.ask(await stage.schoolWith(9_000n));
  const leader = await stage.practitioner(stage.home, 'LLE');
  const because = async (who: Actor) => {
    const proposalId = await stage.propose(requestId, leader);
    await stage.db.tx(who, (tx) => stage.requests.decline(tx, proposalId));
    return (await stage.db.tx(who, (tx) => stage.requests.proposal(tx, proposalId))).declinedBecause;
  };
  expect(await because(stage.broker)).toBe('Nobody answered, so it was taken as declined.');
  expect(await because(stage.as(stage.home))).toBeNull();
});
