import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Tx } from '#platform';
import { day } from '../stage.js';
import { answer, at } from '../traces.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

const asStaff = (verb: (tx: Tx) => Promise<unknown>) => stage.db.tx(stage.created.staff, verb);

/** A body that joins as what this role does. */
async function body(role: 'provider' | 'commissioner' = 'provider'): Promise<string> {
  const organisationId = newId();
  await asStaff((tx) => stage.parties.add(tx, { organisationId, [role]: true }));
  return organisationId;
}
async function adviser(homeId: string, until?: string): Promise<string> {
  const practitionerId = newId();
  await asStaff((tx) =>
    stage.practitioners.add(tx, {
      ...{ practitionerId, personId: null, name: 'Ada Adviser', homeId, phases: [], needs: [] },
      designations: [
        {
          ...{ designation: 'adviser', issuer: 'Test', from: day('2026-04-20') },
          ...(until && { until: day(until) }),
        },
      ],
    }),
  );
  return practitionerId;
}

/** What is answered before a day is shown, and when it is booked: the same. */
async function booked(practitionerId: string, on: string, proposalId?: string): Promise<string> {
  const visit = {
    ...{ visitId: newId(), purpose: 'A look', schoolId: stage.asking.organisationId },
    ...{ practitionerId, on: day(on), portion: 50n, ...(proposalId && { proposalId }) },
  };
  const considered = await answer(stage.db.tx(stage.head, (tx) => stage.visits.consider(tx, visit)));
  const done = await answer(
    stage.db.tx(stage.as(visit.schoolId, 'key'), (tx) => stage.visits.book(tx, visit)),
  );
  expect(considered).toBe(done);
  if (done === 'done') await stage.db.tx(stage.head, (tx) => stage.visits.cancel(tx, visit.visitId));
  return done;
}

test('a day is booked with whoever is designated on it, from the first day of that to the last', async () => {
  const practitionerId = await adviser(stage.created.hostId, '2026-04-28');
  const notDesignated = 'delivery.not-designated';
  expect(await booked(practitionerId, '2026-04-17')).toBe(notDesignated);
  expect(await booked(practitionerId, '2026-04-20')).toBe('done');
  expect(await booked(practitionerId, '2026-04-28')).toBe('done');
  expect(await booked(practitionerId, '2026-04-29')).toBe(notDesignated);
});

test('a day is booked with people of members, until the last day of theirs', async () => {
  for (const role of ['provider', 'commissioner'] as const) {
    const homeId = await body(role);
    const practitionerId = await adviser(homeId);
    await asStaff((tx) => stage.parties.leave(tx, homeId, day('2026-04-28')));
    expect(await booked(practitionerId, '2026-04-28')).toBe('done');
    expect(await booked(practitionerId, '2026-04-29')).toBe('delivery.home-left');
  }
  expect(await booked(await adviser(newId()), '2026-04-28')).toBe('delivery.home-left');
});

test('agreed support is delivered by who is still designated so, from a school that is still a member', async () => {
  const [homeId, practitionerId] = [await stage.schoolWith(0n), newId()];
  const dated = (designation: string, until?: string) => ({
    ...{ designation, issuer: 'Test', from: day('2026-01-01'), ...(until && { until: day(until) }) },
  });
  await asStaff((tx) =>
    stage.practitioners.add(tx, {
      ...{ practitionerId, personId: null, name: 'Lee Leader', homeId, phases: [], needs: [] },
      designations: [dated('LLE', '2026-04-28'), dated('SIP')],
    }),
  );
  const proposalId = await stage.propose(await stage.ask(stage.asking.organisationId), practitionerId);
  await stage.db.tx(stage.as(homeId), (tx) => stage.requests.consent(tx, proposalId));
  expect(await booked(practitionerId, '2026-04-28', proposalId)).toBe('done');
  expect(await booked(practitionerId, '2026-04-29', proposalId)).toBe('delivery.not-designated');
  await asStaff((tx) => stage.parties.leave(tx, homeId, day('2026-04-27')));
  expect(await booked(practitionerId, '2026-04-27', proposalId)).toBe('done');
  expect(await booked(practitionerId, '2026-04-28', proposalId)).toBe('delivery.home-left');
});

test('nobody is proposed, nor on the shortlist, whose own school has left', async () => {
  const requestId = await stage.ask(await stage.schoolWith(10_000n));
  const homeId = await stage.schoolWith(0n);
  const leader = await stage.practitioner(homeId, 'LLE');
  const listed = async () =>
    (await stage.brokered((tx) => stage.shortlists.shortlist(tx, requestId))).some(
      (one) => one.candidate.practitionerId === leader,
    );
  await asStaff((tx) => stage.parties.leave(tx, homeId, tx.today));
  expect(await listed()).toBe(true);
  await at(stage, '2026-04-14T08:00:00Z');
  expect(await listed()).toBe(false);
  expect(await stage.refusedProposal(requestId, leader)).toEqual(['delivery.home-left']);
});
