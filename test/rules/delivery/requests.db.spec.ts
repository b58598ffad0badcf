import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Tx } from '#platform';
import type { Stage } from '#delivery';
import { accountId } from '#ledger';
import { forbidden, someoneWaits } from '../stage.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
let home: string;
beforeAll(async () => {
  stage = await openSupport();
  ({ home } = stage);
}, 240_000);
afterAll(() => stage?.close());

test('support is asked for once, by who commits the school, and the brokers are told', async () => {
  const schoolId = stage.other.organisationId;
  const asked = stage.request(schoolId);
  const asking = () => (tx: Tx) => stage.requests.ask(tx, asked);
  const others = [stage.as(schoolId, 'chair'), stage.as(stage.neighbour.organisationId), stage.broker];
  expect(await stage.says(others, asking)).toEqual(forbidden(others));
  expect(await stage.says([stage.as(schoolId, 'key'), stage.as(schoolId)], asking)).toEqual(['done', 'done']);
  expect(await stage.db.tx(stage.as(schoolId), (tx) => stage.requests.list(tx, { schoolId }))).toMatchObject([
    { ...asked, stage: 'new', askedOn: '2026-04-13' },
  ]);
  expect(await stage.told(asked.requestId)).toEqual({
    published: ['delivery.support-requested'],
    trail: ['delivery.ask-support'],
  });
});

test('a request is for days and half days, half a day at least and twenty days at most', async () => {
  const schoolId = stage.other.organisationId;
  const asked = (days: bigint) =>
    stage.says([stage.as(schoolId)], () => (tx) => stage.requests.ask(tx, stage.request(schoolId, days)));
  for (const days of [0n, -100n, 125n, 2050n]) expect(await asked(days)).toEqual(['delivery.request-days']);
  for (const days of [50n, 2000n]) expect(await asked(days)).toEqual(['done']);
});

test('a broker proposes, once, and the school’s credits are kept for it at once', async () => {
  const schoolId = await stage.schoolWith(10_000n);
  const requestId = await stage.ask(schoolId, 150n);
  const practitionerId = await stage.practitioner(home, 'LLE');
  const proposed = stage.proposal(requestId, practitionerId);
  const proposing = () => (tx: Tx) => stage.requests.propose(tx, proposed);
  const others = [stage.as(schoolId), stage.as(stage.created.hostId, 'manager'), stage.staffAs('finance')];
  expect(await stage.says(others, proposing)).toEqual(forbidden(others));
  expect(await stage.says([stage.broker, stage.broker], proposing)).toEqual(['done', 'done']);
  expect(
    await stage.db.tx(stage.as(home), (tx) => stage.requests.proposal(tx, proposed.proposalId)),
  ).toMatchObject({
    ...proposed,
    schoolId,
    homeId: home,
    practitioner: 'Una Leader',
    days: 150n,
    credits: 6_750n,
    need: 'leadership',
    details: 'A day with an experienced leader.',
    state: 'proposed',
  });
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 10_000n, held: 6_750n, available: 3_250n });
  expect(await stage.stageOf(requestId)).toBe('offered');
  expect((await stage.told(proposed.proposalId)).published).toEqual(['delivery.support-proposed']);
  expect((await stage.told(requestId)).trail).toEqual(['delivery.ask-support', 'delivery.propose-support']);
});

test('nobody is proposed who may not do it, as what supports no other school, or for whom there is no rate', async () => {
  const schoolId = await stage.schoolWith(10_000n);
  const requestId = await stage.ask(schoolId);
  const leader = await stage.practitioner(home, 'LLE');
  expect(await stage.refusedProposal(newId(), leader)).toEqual(['platform.not-found']);
  expect(await stage.refusedProposal(requestId, newId())).toEqual(['platform.not-found']);
  expect(await stage.refusedProposal(requestId, leader, 'NLE')).toEqual(['delivery.not-designated']);
  expect(await stage.refusedProposal(requestId, await stage.practitioner(schoolId, 'LLE'))).toEqual([
    'delivery.own-school',
  ]);
  await stage.setRates({ LLE: 4500, SIP: 3500 });
  const proposedAs = async (designation: string) =>
    stage.refusedProposal(requestId, await stage.practitioner(home, designation), designation);
  expect(await proposedAs('SIP')).toEqual(['delivery.not-a-leader']);
  expect(await proposedAs('SLE')).toEqual(['delivery.no-rate']);
  await stage.setRates({ SLE: 3500, LLE: 4500, NLE: 5500 });
  expect(await stage.stageOf(requestId)).toBe('new');
});

test('one person at a time is proposed for a request, also by two brokers at once', async () => {
  const schoolId = await stage.schoolWith(20_000n);
  const requestId = await stage.ask(schoolId);
  const leader = await stage.practitioner(home, 'LLE');
  let second: Promise<string[]> | undefined;
  await stage.brokered(async (tx) => {
    await stage.requests.propose(tx, stage.proposal(requestId, leader));
    second = stage.refusedProposal(requestId, leader);
    await someoneWaits(stage);
  });
  expect(await second).toEqual(['delivery.request-state']);
  expect(await stage.refusedProposal(requestId, leader)).toEqual(['delivery.request-state']);
  expect((await stage.creditsOf(schoolId))!.held).toBe(4_500n);
});

test('two open proposals never count on the same credits, also when they are made at once', async () => {
  const schoolId = await stage.schoolWith(8_999n);
  const requests = [await stage.ask(schoolId), await stage.ask(schoolId)] as const;
  const leader = await stage.practitioner(home, 'LLE');
  let second: Promise<string[]> | undefined;
  let first = '';
  await stage.brokered(async (tx) => {
    const proposed = stage.proposal(requests[0], leader);
    first = proposed.proposalId;
    await stage.requests.propose(tx, proposed);
    second = stage.refusedProposal(requests[1], leader);
    await someoneWaits(stage);
  });
  expect(await second).toEqual(['entitlements.not-enough-credits']);
  expect(await stage.refusedProposal(requests[1], leader)).toEqual(['entitlements.not-enough-credits']);
  expect(await stage.stageOf(requests[1])).toBe('new');
  // What was kept is free for the other once the first is declined, and goes to the last credit.
  await stage.db.tx(stage.as(home), (tx) => stage.requests.decline(tx, first));
  await stage.db.tx(stage.created.staff, (tx) =>
    stage.credits.grant(tx, { id: newId(), schoolId, amount: 1n, reason: 'For a test' }),
  );
  await stage.propose(requests[0], leader);
  await stage.propose(requests[1], leader);
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 9_000n, held: 9_000n, available: 0n });
});

test('the head of the other school answers in person, once; what is agreed stays kept', async () => {
  const schoolId = await stage.schoolWith(10_000n);
  const requestId = await stage.ask(schoolId);
  const proposalId = await stage.propose(requestId, await stage.practitioner(home, 'LLE'));
  const consent = () => (tx: Tx) => stage.requests.consent(tx, proposalId);
  const decline = () => (tx: Tx) => stage.requests.decline(tx, proposalId);
  const roles = ['key', 'manager', 'business-manager', 'chair'] as const;
  const others = [stage.as(schoolId), stage.staffAs('finance'), ...roles.map((role) => stage.as(home, role))];
  expect(await stage.says(others, consent)).toEqual(forbidden(others));
  expect(await stage.says(others, decline)).toEqual(forbidden(others));
  expect(await stage.says([stage.broker], consent)).toEqual(forbidden([stage.broker]));
  expect(await stage.says([stage.as(stage.neighbour.organisationId)], consent)).toEqual([
    'platform.not-found',
  ]);
  const head = stage.as(home);
  expect(await stage.says([head, head], consent)).toEqual(['done', 'delivery.decided']);
  expect(await stage.says([head, stage.broker], decline)).toEqual(['delivery.decided', 'delivery.decided']);
  expect(await stage.db.tx(head, (tx) => stage.requests.proposals(tx, { requestId }))).toMatchObject([
    { proposalId, state: 'consented', decidedOn: '2026-04-13' },
  ]);
  expect(await stage.stageOf(requestId)).toBe('agreed');
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 10_000n, held: 4_500n, available: 5_500n });
  expect((await stage.told(proposalId)).published).toEqual([
    'delivery.support-proposed',
    'delivery.support-agreed',
  ]);
  expect((await stage.told(requestId)).trail).toEqual([
    'delivery.ask-support',
    'delivery.propose-support',
    'delivery.consent',
  ]);
});

test('declined by the head, or by a broker when nobody answers, the credits are free and the request is new', async () => {
  const schoolId = await stage.schoolWith(5_000n);
  const requestId = await stage.ask(schoolId);
  const leader = await stage.practitioner(home, 'LLE');
  for (const who of [stage.as(home), stage.broker]) {
    const proposalId = await stage.propose(requestId, leader);
    expect((await stage.creditsOf(schoolId))!.available).toBe(500n);
    const decline = (why: string) => stage.db.tx(who, (tx) => stage.requests.decline(tx, proposalId, why));
    await expect(decline(' no ')).rejects.toMatchObject({ code: 'delivery.reason' });
    await decline(' Away in May. ');
    const { declinedBecause } = await stage.db.tx(stage.broker, (tx) =>
      stage.requests.proposal(tx, proposalId),
    );
    expect(declinedBecause).toBe('Away in May.');
    expect(await stage.creditsOf(schoolId)).toEqual({ posted: 5_000n, held: 0n, available: 5_000n });
    expect(await stage.stageOf(requestId)).toBe('new');
    expect(await stage.says([stage.as(home)], () => (tx) => stage.requests.consent(tx, proposalId))).toEqual([
      'delivery.decided',
    ]);
  }
  expect((await stage.told(requestId)).trail.slice(1)).toEqual([
    'delivery.propose-support',
    'delivery.decline',
    'delivery.propose-support',
    'delivery.decline',
  ]);
});

test('a person of a party that is no school is answered for by its manager, and what they earn is the operator’s', async () => {
  const schoolId = await stage.schoolWith(5_000n);
  const requestId = await stage.ask(schoolId);
  const proposalId = await stage.propose(requestId, await stage.practitioner(stage.created.hostId, 'LLE'));
  const answer = () => (tx: Tx) => stage.requests.consent(tx, proposalId);
  expect(
    await stage.says(
      [stage.as(stage.created.hostId, 'headteacher'), stage.as(stage.created.hostId, 'manager')],
      answer,
    ),
  ).toEqual(['platform.forbidden', 'done']);
  const spent = accountId(stage.created.operatorId, { owner: null, unit: 'CREDIT', code: 'spent' });
  const balance = await stage.brokered(async (tx) => (await stage.ledger.balances(tx, [spent])).get(spent)!);
  expect(balance.heldIn).toBe(4_500n);
});

test('where a day of a designation costs nothing, nothing is kept, and a proposal is answered all the same', async () => {
  const schoolId = await stage.schoolWith(100n);
  const requestId = await stage.ask(schoolId);
  const leader = await stage.practitioner(home, 'LLE');
  await stage.setRates({ LLE: 0 });
  const declined = await stage.propose(requestId, leader);
  await stage.db.tx(stage.as(home), (tx) => stage.requests.decline(tx, declined));
  const agreed = await stage.propose(requestId, leader);
  await stage.db.tx(stage.as(home), (tx) => stage.requests.consent(tx, agreed));
  expect(await stage.stageOf(requestId)).toBe('agreed');
  expect((await stage.creditsOf(schoolId))!.held).toBe(0n);
  await stage.setRates({ SLE: 3500, LLE: 4500, NLE: 5500 });
});

test('a request is closed once each of its days is evaluated, also when the last two are at once', async () => {
  const schoolId = await stage.schoolWith(10_000n);
  const requestId = await stage.ask(schoolId, 150n);
  const leader = await stage.practitioner(home, 'LLE');
  const proposalId = await stage.propose(requestId, leader);
  await stage.db.tx(stage.as(home), (tx) => stage.requests.consent(tx, proposalId));
  const visits = [newId(), newId(), newId()] as const;
  await stage.db.tx(stage.created.staff, (tx) =>
    tx.query(
      `INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, proposal_id, visit_on, portion, purpose, state, report, reported_on)
       SELECT $1, id, $3, $4, $5, $6, $7, 50, 'Support', 'delivered', 'A day with the deputy head.', $7 FROM unnest($2::uuid[]) id`,
      [tx.operatorId, visits, schoolId, leader, home, proposalId, tx.today.toString()],
    ),
  );
  const evaluate = (visitId: string) => (tx: Tx) => stage.visits.evaluate(tx, visitId, 4, 'It helped.');
  const found = async (...stages: Stage[]) =>
    (await stage.brokered((tx) => stage.requests.list(tx, { schoolId, stages }))).map((one) => one.requestId);
  await stage.db.tx(stage.as(schoolId), evaluate(visits[0]));
  expect([await stage.stageOf(requestId), await found('to-evaluate'), await found('closed')]).toEqual([
    'to-evaluate',
    [requestId],
    [],
  ]);
  let last: Promise<unknown> | undefined;
  await stage.db.tx(stage.as(schoolId), async (tx) => {
    await evaluate(visits[1])(tx);
    last = stage.db.tx(stage.as(schoolId), evaluate(visits[2]));
    await someoneWaits(stage);
  });
  await last;
  expect([await stage.stageOf(requestId), await found('to-evaluate'), await found('closed')]).toEqual([
    'closed',
    [],
    [requestId],
  ]);
  expect(await found('new', 'closed')).toEqual([requestId]);
});
