import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Tx } from '#platform';
import { expire } from '../../scenarios/expire.js';
import { forbidden, someoneWaits } from '../stage.js';
import { answer, at, choose } from '../traces.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

const why = ' She has left the school. ';
const end = (proposalId: string, reason = why) =>
  answer(stage.brokered((tx) => stage.endings.end(tx, proposalId, reason)));
const request = async (requestId: string) => stage.brokered((tx) => stage.requests.find(tx, requestId));

/** Support that was agreed; `visit`: a half day of it, today. */
async function agreed(schoolId: string, days = 100n) {
  const [requestId, leader] = [await stage.ask(schoolId, days), await stage.practitioner(stage.home, 'LLE')];
  const proposalId = await stage.propose(requestId, leader);
  await stage.db.tx(stage.as(stage.home), (tx) => stage.requests.consent(tx, proposalId));
  const visit = async () => {
    const { visitId } = await stage.db.tx(stage.as(schoolId), (tx) =>
      stage.visits.book(tx, {
        ...{ visitId: newId(), schoolId, practitionerId: leader, proposalId },
        ...{ on: tx.today, portion: 50n, purpose: 'A day of support' },
      }),
    );
    return visitId;
  };
  return { requestId, proposalId, visit };
}
const report = (visitId: string) =>
  stage.db.tx(stage.as(stage.home), (tx) => stage.visits.report(tx, visitId, 'A day on the first weeks.'));

test('a broker ends what was agreed, with a reason: the credits are free and the request is new', async () => {
  const schoolId = await stage.schoolWith(5_000n);
  const { requestId, proposalId } = await agreed(schoolId);
  const others = [stage.as(schoolId), stage.as(stage.home), stage.staffAs('finance')];
  const ending = () => (tx: Tx) => stage.endings.end(tx, proposalId, why);
  expect(await stage.says(others, ending)).toEqual(forbidden(others));
  expect(await end(newId())).toBe('platform.not-found');
  for (const reason of [' x ', 'x'.repeat(501)])
    expect(await end(proposalId, reason)).toBe('delivery.reason');
  expect(await end(proposalId)).toBe('done');
  expect(await stage.brokered((tx) => stage.requests.proposal(tx, proposalId))).toMatchObject({
    ...{ state: 'ended', decidedOn: '2026-04-13', endedOn: '2026-04-13' },
    endedBecause: 'She has left the school.',
  });
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 5_000n, held: 0n, available: 5_000n });
  expect(await request(requestId)).toMatchObject({ stage: 'new', days: 100n, daysLeft: 100n });
  expect((await stage.told(proposalId)).published).toContain('delivery.support-ended');
  expect((await stage.told(requestId)).trail.at(-1)).toBe('delivery.end-support');
  expect(await end(proposalId)).toBe('delivery.not-agreed');
});

test('what was delivered stays paid, and somebody else is proposed for the rest', async () => {
  const schoolId = await stage.schoolWith(4_500n);
  const { requestId, proposalId, visit } = await agreed(schoolId);
  const first = await visit();
  expect(await end(proposalId)).toBe('delivery.visits-booked');
  await report(first);
  const off = await visit();
  expect(await end(proposalId)).toBe('delivery.visits-booked');
  await stage.db.tx(stage.as(stage.home), (tx) => stage.visits.cancel(tx, off));
  expect(await end(proposalId)).toBe('done');
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 2_250n, held: 0n, available: 2_250n });
  expect(await request(requestId)).toMatchObject({ stage: 'new', days: 100n, daysLeft: 50n });
  const shortlist = await stage.brokered((tx) => stage.shortlists.shortlist(tx, requestId));
  expect(shortlist.find((one) => one.designation === 'LLE')!.cost).toBe(2_250n);
  const next = await stage.propose(requestId, await stage.practitioner(stage.home, 'LLE'));
  expect(await stage.brokered((tx) => stage.requests.proposal(tx, next))).toMatchObject({
    days: 50n,
    credits: 2_250n,
  });
});

test('only support that was agreed ends, and not once all of it is delivered', async () => {
  const schoolId = await stage.schoolWith(10_000n);
  const leader = await stage.practitioner(stage.home, 'LLE');
  const proposalId = await stage.propose(await stage.ask(schoolId), leader);
  expect(await end(proposalId)).toBe('delivery.not-agreed');
  const { proposalId: whole, visit } = await agreed(schoolId, 50n);
  await report(await visit());
  expect(await end(whole)).toBe('delivery.all-delivered');
});

test('support without a price, and support whose credits are all paid by rounding, end all the same', async () => {
  const schoolId = await stage.schoolWith(1n);
  await stage.setRates({ LLE: 0 });
  expect(await end((await agreed(schoolId)).proposalId)).toBe('done');
  await stage.setRates({ LLE: 1 });
  const { proposalId, visit } = await agreed(schoolId);
  await report(await visit());
  expect(await stage.creditsOf(schoolId)).toMatchObject({ posted: 0n, held: 0n });
  expect(await end(proposalId)).toBe('done');
  await stage.setRates({ SLE: 3500, LLE: 4500, NLE: 5500 });
});

test('no day is booked of what ends meanwhile', async () => {
  const { proposalId, visit } = await agreed(await stage.schoolWith(5_000n));
  let booked: Promise<string> | undefined;
  await stage.brokered(async (tx) => {
    await stage.endings.end(tx, proposalId, why);
    booked = answer(visit());
    await someoneWaits(stage);
  });
  expect(await booked).toBe('delivery.not-agreed');
});

test('a school withdraws what it asked for while nobody is asked, and nobody is proposed for it then', async () => {
  const { as, endings } = stage;
  const schoolId = await stage.schoolWith(10_000n);
  const requestId = await stage.ask(schoolId);
  const withdraw = () => (tx: Tx) => endings.withdraw(tx, requestId);
  const others = [as(schoolId, 'chair'), stage.broker];
  expect(await stage.says(others, withdraw)).toEqual(forbidden(others));
  expect(await stage.says([as(stage.home)], withdraw)).toEqual(['platform.not-found']);
  const leader = await stage.practitioner(stage.home, 'LLE');
  const asked = await stage.propose(requestId, leader);
  expect(await stage.says([as(schoolId)], withdraw)).toEqual(['delivery.request-state']);
  await stage.brokered((tx) => stage.requests.decline(tx, asked));
  let proposed: Promise<string[]> | undefined;
  await stage.db.tx(as(schoolId, 'key'), async (tx) => {
    await endings.withdraw(tx, requestId);
    proposed = stage.refusedProposal(requestId, leader);
    await someoneWaits(stage);
  });
  expect(await proposed).toEqual(['delivery.request-state']);
  expect((await request(requestId)).stage).toBe('withdrawn');
  expect((await stage.told(requestId)).trail.at(-1)).toBe('delivery.withdraw-request');
  expect(await stage.says([as(schoolId)], withdraw)).toEqual(['delivery.request-state']);
});

test('support ends also when its credits ended meanwhile', async () => {
  await choose(stage, { ledger: { expired_holds: 'released' } });
  const schoolId = await stage.schoolWith(0n);
  const staff = <T>(verb: (tx: Tx) => Promise<T>) => stage.db.tx(stage.created.staff, verb);
  const grant = { id: newId(), schoolId, amount: 4_500n, reason: 'For a test' };
  await staff((tx) => stage.credits.grant(tx, { ...grant, expiresOn: tx.today }));
  const { proposalId } = await agreed(schoolId);
  await at(stage, '2026-04-14T08:00:00Z');
  await staff((tx) => expire(tx, 'released'));
  expect(await end(proposalId)).toBe('done');
});
