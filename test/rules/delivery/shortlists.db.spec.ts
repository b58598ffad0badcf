import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { newId } from '#platform';
import { day, forbidden } from '../stage.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

test('what a day of each who leads costs is known before anyone asks, the least first, with what is free', async () => {
  await stage.setRates({ adviser: 100, NLE: 5500, LLE: 4500, SLE: 3500, clerk: 9900 });
  const estimate = (schoolId: string) =>
    stage.db.tx(stage.as(schoolId), (tx) => stage.shortlists.estimate(tx, { schoolId, days: 150n }));
  const { costs, available } = await estimate(stage.asking.organisationId);
  expect(costs.map((one) => `${one.designation} ${one.credits}`)).toEqual([
    'SLE 5250',
    'LLE 6750',
    'NLE 8250',
  ]);
  expect(available).toBe(12_000n);
  // Credits of a term that begins later are not there yet.
  const schoolId = stage.other.organisationId;
  const gold = offerId(stage.created.operatorId, 'gold');
  const next = { agreementId: newId(), schoolId, offerId: gold, startsOn: day('2026-09-01') };
  await stage.db.tx(stage.as(schoolId), (tx) => stage.agreements.prepare(tx, next));
  expect((await stage.creditsOf(schoolId))!.available).toBeGreaterThan(0n);
  expect((await estimate(schoolId)).available).toBe(0n);
});

test('brokers see leaders of other schools with their cost, and what the school cannot pay is said', async () => {
  const schoolId = stage.asking.organisationId;
  const requestId = await stage.ask(schoolId, 300n);
  const practitionerId = await stage.practitioner(stage.home, 'LLE', 'Cara Costs');
  const others = [stage.as(schoolId), stage.as(stage.created.hostId, 'manager'), stage.staffAs('finance')];
  expect(await stage.says(others, () => (tx) => stage.shortlists.shortlist(tx, requestId))).toEqual(
    forbidden(others),
  );
  const list = await stage.brokered((tx) => stage.shortlists.shortlist(tx, requestId));
  expect(list.find((one) => one.candidate.practitionerId === practitionerId)).toMatchObject({
    designation: 'LLE',
    cost: 13_500n,
    why: expect.arrayContaining([`knows ${stage.asking.phase!.toLowerCase()} schools`]),
    whyNot: expect.arrayContaining(['costs 135 credits, and the school has 120 credits']),
  });
  expect(await stage.says([stage.broker], () => (tx) => stage.shortlists.shortlist(tx, newId()))).toEqual([
    'platform.not-found',
  ]);
});
