import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { poolOf } from '#entitlements';
import { accountId, ledgerChecks } from '#ledger';
import { expire } from '../../scenarios/expire.js';
import { advance } from '../../scenarios/scene.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
let [home, another] = ['', ''];
beforeAll(async () => {
  stage = await openSupport();
  ({ home } = stage);
  another = await stage.schoolWith(20_000n);
}, 240_000);
afterAll(() => stage?.close());

/** Support that a home school agreed to. */
async function agreed(schoolId: string, practitionerId: string, days: bigint, from = home) {
  const proposalId = await stage.propose(await stage.ask(schoolId, days), practitionerId);
  await stage.db.tx(stage.as(from), (tx) => stage.requests.consent(tx, proposalId));
  return proposalId;
}
const visit = (schoolId: string, practitionerId: string, proposalId: string, portion = 50n) => ({
  visitId: newId(),
  schoolId,
  practitionerId,
  portion,
  purpose: 'A day of support',
  proposalId,
});
async function book(of: ReturnType<typeof visit>): Promise<string> {
  await stage.db.tx(stage.as(of.schoolId), (tx) => stage.visits.book(tx, { ...of, on: tx.today }));
  return of.visitId;
}
const answer = (of: ReturnType<typeof visit>, actor = stage.as(of.schoolId)) =>
  stage.says([actor], () => (tx) => stage.visits.book(tx, { ...of, on: tx.today }));
const report = (visitId: string, from = home) =>
  stage.db.tx(stage.as(from), (tx) =>
    stage.visits.report(tx, visitId, 'A day on the first weeks of a deputy.'),
  );
const callOff = (visitId: string, from = home) =>
  stage.db.tx(stage.as(from), (tx) => stage.visits.cancel(tx, visitId));

test('a visit delivers support that was agreed, for the school that asked, by the person agreed to', async () => {
  const schoolId = await stage.schoolWith(20_000n);
  const [leader, colleague] = [await stage.practitioner(home, 'LLE'), await stage.practitioner(home, 'LLE')];
  const requestId = await stage.ask(schoolId);
  const proposalId = await stage.propose(requestId, leader);
  const notAgreed = ['delivery.not-agreed'];
  expect(await answer(visit(schoolId, leader, proposalId))).toEqual(notAgreed); // not yet
  await stage.db.tx(stage.as(home), (tx) => stage.requests.consent(tx, proposalId));
  expect(await answer(visit(schoolId, leader, newId()))).toEqual(notAgreed);
  expect(await answer(visit(schoolId, colleague, proposalId))).toEqual(notAgreed);
  // Not even by someone who acts for both schools.
  const both = { ...stage.as(another), organisationIds: [another, schoolId] };
  expect(await answer(visit(another, leader, proposalId), both)).toEqual(notAgreed);
  expect(await answer(visit(schoolId, leader, proposalId))).toEqual(['done']);
});

test('of days that were agreed it is said how many are left to book', async () => {
  const schoolId = await stage.schoolWith(20_000n);
  const leader = await stage.practitioner(home, 'LLE');
  const proposalId = await agreed(schoolId, leader, 100n);
  const whole = () => book(visit(schoolId, leader, proposalId, 100n));
  await book(visit(schoolId, leader, proposalId));
  await expect(whole()).rejects.toThrow('Of what was agreed only half a day is left to book.');
  await book(visit(schoolId, leader, proposalId));
  await expect(whole()).rejects.toThrow('All the agreed days are booked already.');
});

test('no more days are booked than were agreed, and one called off may be booked again', async () => {
  const schoolId = await stage.schoolWith(20_000n);
  const leader = await stage.practitioner(home, 'LLE');
  const proposalId = await agreed(schoolId, leader, 100n);
  const first = await book(visit(schoolId, leader, proposalId));
  expect(await answer(visit(schoolId, leader, proposalId, 100n))).toEqual(['delivery.more-than-agreed']);
  await book(visit(schoolId, leader, proposalId));
  expect(await answer(visit(schoolId, leader, proposalId))).toEqual(['delivery.more-than-agreed']);
  await callOff(first);
  expect(await answer(visit(schoolId, leader, proposalId))).toEqual(['done']);
});

test('each delivered visit earns its share, in a lot that lasts the operator’s months; the last earns what is left', async () => {
  const [schoolId, from] = [await stage.schoolWith(4_501n), await stage.schoolWith(0n)];
  const leader = await stage.practitioner(from, 'LLE');
  await stage.setRates({ LLE: 4501 });
  const proposalId = await agreed(schoolId, leader, 100n, from);
  const first = await book(visit(schoolId, leader, proposalId));
  const second = await book(visit(schoolId, leader, proposalId));
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 4_501n, held: 4_501n, available: 0n });
  await callOff(first, from);
  await report(second, from);
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 2_250n, held: 2_250n, available: 0n });
  expect(await stage.creditsOf(from)).toMatchObject({ posted: 2_251n });
  await report(await book(visit(schoolId, leader, proposalId)), from);
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 0n, held: 0n, available: 0n });
  const lots = await stage.db.tx(stage.as(from), (tx) =>
    stage.ledger.lots(tx, accountId(tx.operatorId, poolOf(from, 'CREDIT'))),
  );
  expect(lots.map((lot) => [lot.granted, lot.expiresOn?.toString()])).toEqual([
    [2_251n, '2027-10-13'],
    [2_250n, '2027-10-13'],
  ]);
  expect(
    await stage.stageOf((await stage.brokered((tx) => stage.requests.proposal(tx, proposalId))).requestId),
  ).toBe('to-evaluate');
});

test('a visit whose share is nothing earns nothing, and is reported all the same', async () => {
  const schoolId = await stage.schoolWith(1n);
  const leader = await stage.practitioner(home, 'LLE');
  await stage.setRates({ LLE: 1 });
  const proposalId = await agreed(schoolId, leader, 50n);
  await stage.setRates({ LLE: 0 });
  const free = await agreed(schoolId, leader, 50n);
  await report(await book(visit(schoolId, leader, free)));
  expect((await stage.creditsOf(schoolId))!.posted).toBe(1n);
  await report(await book(visit(schoolId, leader, proposalId)));
  expect((await stage.creditsOf(schoolId))!.posted).toBe(0n);
});

test('a visit is reported whatever id its booker gave it', async () => {
  const schoolId = await stage.schoolWith(5_000n);
  await stage.setRates({ LLE: 4500 });
  const leader = await stage.practitioner(home, 'LLE');
  const proposalId = await agreed(schoolId, leader, 50n);
  await report(await book({ ...visit(schoolId, leader, proposalId), visitId: proposalId }));
  expect((await stage.creditsOf(schoolId))!.held).toBe(0n);
});

test('support by a person of a party that is no school is paid to the operator', async () => {
  const { hostId, operatorId } = stage.created;
  const schoolId = await stage.schoolWith(5_000n);
  await stage.setRates({ LLE: 4500 });
  const leader = await stage.practitioner(hostId, 'LLE');
  const proposalId = await stage.propose(await stage.ask(schoolId), leader);
  const manager = stage.as(hostId, 'manager');
  await stage.db.tx(manager, (tx) => stage.requests.consent(tx, proposalId));
  const visitId = await book(visit(schoolId, leader, proposalId, 100n));
  await stage.db.tx(manager, (tx) =>
    stage.visits.report(tx, visitId, 'A day on the first weeks of a deputy.'),
  );
  const spent = accountId(operatorId, { owner: null, unit: 'CREDIT', code: 'spent' });
  const balance = await stage.brokered(async (tx) => (await stage.ledger.balances(tx, [spent])).get(spent)!);
  expect(balance).toMatchObject({ posted: 4_500n, heldIn: 0n });
  // It says for what on the school's statement.
  const statement = await stage.db.tx(stage.as(schoolId), (tx) =>
    stage.ledger.statement(tx, accountId(operatorId, poolOf(schoolId, 'CREDIT'))),
  );
  expect(JSON.stringify(statement.entries.map((one) => one.description))).toContain(
    'Support by Una Leader, LLE',
  );
});

test('two visits of the same support are never booked beyond it at once', async () => {
  const schoolId = await stage.schoolWith(5_000n);
  const leader = await stage.practitioner(home, 'LLE');
  const proposalId = await agreed(schoolId, leader, 50n);
  const outcomes = await Promise.all([1, 2, 3].map(() => answer(visit(schoolId, leader, proposalId))));
  expect(outcomes.flat().sort()).toEqual(['delivery.more-than-agreed', 'delivery.more-than-agreed', 'done']);
});

test('a proposal that nobody answers is declined also when its credits ended meanwhile', async () => {
  const { created, credits, db } = stage;
  const schoolId = await stage.schoolWith(0n);
  await db.tx(created.staff, async (tx) => {
    await credits.grant(tx, {
      id: newId(),
      schoolId,
      amount: 4_500n,
      reason: 'For a test',
      expiresOn: tx.today,
    });
    await stage.model.choose(tx, { ledger: { expired_holds: 'released' } });
  });
  const requestId = await stage.ask(schoolId);
  const proposalId = await stage.propose(requestId, await stage.practitioner(home, 'LLE'));
  await advance(stage, created, '2026-04-14T08:00:00Z');
  await db.tx(created.staff, (tx) => expire(tx, 'released'));
  expect(await stage.creditsOf(schoolId)).toEqual({ posted: 0n, held: 0n, available: 0n });
  expect(await stage.says([stage.broker], () => (tx) => stage.requests.decline(tx, proposalId))).toEqual([
    'done',
  ]);
  expect(await stage.stageOf(requestId)).toBe('new');
});

test('credits that are earned late last as long as others: from the report, not from the proposal', async () => {
  const [schoolId, from] = [another, home];
  await stage.setRates({ LLE: 4600 });
  const leader = await stage.practitioner(from, 'LLE');
  const proposalId = await agreed(schoolId, leader, 100n, from);
  const visits = [
    await book(visit(schoolId, leader, proposalId)),
    await book(visit(schoolId, leader, proposalId)),
  ];
  const { db, created } = stage;
  const earned = () =>
    db.tx(stage.as(from), async (tx) => {
      const account = accountId(tx.operatorId, poolOf(from, 'CREDIT'));
      const lots = await stage.ledger.lots(tx, account);
      return lots
        .filter(({ granted }) => granted === 2_300n)
        .map((lot) => [lot.granted, lot.description, lot.expiresOn?.toString()]);
    });
  const support = 'Support by Una Leader, LLE';
  await advance(stage, created, '2026-10-12T08:00:00Z');
  await report(visits[0]!, from);
  expect(await earned()).toEqual([[2_300n, support, '2028-04-12']]);
  await advance(stage, created, '2028-02-29T08:00:00Z');
  await report(visits[1]!, from);
  await db.tx(created.staff, (tx) => expire(tx, 'honoured'));
  expect(await earned()).toEqual([
    [2_300n, support, '2028-04-12'],
    [2_300n, support, '2029-08-29'],
  ]);
  await advance(stage, created, '2028-04-13T08:00:00Z');
  await db.tx(created.staff, (tx) => expire(tx, 'honoured'));
  expect(await earned()).toEqual([[2_300n, support, '2029-08-29']]);
  const findings = await db.systemTx('a test proves the books', async (tx) =>
    (await Promise.all(ledgerChecks.map((check) => check.findings(tx, created.operatorId)))).flat(),
  );
  expect(findings).toEqual([]);
});
