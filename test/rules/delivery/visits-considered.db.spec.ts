import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import type { WishedVisit } from '#delivery';
import { day } from '../stage.js';
import { answer } from '../traces.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

const school = () => stage.asking.organisationId;
const wish = (over: Partial<WishedVisit> = {}): WishedVisit => ({
  schoolId: school(),
  practitionerId: stage.sip.practitionerId,
  on: day('2026-05-18'),
  portion: 50n,
  ...over,
});
const book = (over: Partial<WishedVisit> = {}) =>
  stage.db.tx(stage.head, (tx) =>
    stage.visits.book(tx, { visitId: newId(), purpose: 'Termly review', ...wish(over) }),
  );
const considered = (over: Partial<WishedVisit> = {}, actor: Actor = stage.head) =>
  answer(stage.db.tx(actor, (tx) => stage.visits.consider(tx, wish(over))));

test('a wish is answered as its booking would be: the day, the person’s time, the school’s days', async () => {
  expect(await considered({ on: day('2026-05-04') })).toBe('delivery.not-a-school-day');
  expect(await considered({ practitionerId: stage.leader.practitionerId })).toBe('delivery.not-agreed');
  const schoolId = stage.other.organisationId;
  expect(await considered({ schoolId }, stage.as(schoolId))).toBe('entitlements.not-enough-days');

  expect(await considered({ portion: 100n })).toBe('done');
  await book(); // half of it, and two and a half days are left
  expect(await considered()).toBe('done');
  expect(await considered({ portion: 100n })).toBe('delivery.taken');
  for (const on of ['2026-05-19', '2026-05-20']) await book({ on: day(on), portion: 100n });
  expect(await considered()).toBe('done');
  expect(await considered({ on: day('2026-05-21'), portion: 100n })).toBe('entitlements.not-enough-days');
  // Days of this year's plan pay for none of the next.
  expect(await considered({ on: day('2027-05-18') })).toBe('entitlements.not-enough-days');
});

test('a wish that delivers a proposal is measured by what was agreed, not by the school’s days', async () => {
  const { practitionerId, homeId } = stage.leader;
  const proposalId = await stage.propose(await stage.ask(school()), practitionerId);
  const agreed = { practitionerId, proposalId, on: day('2026-06-08') };
  expect(await considered(agreed)).toBe('delivery.not-agreed');
  await stage.db.tx(stage.as(homeId), (tx) => stage.requests.consent(tx, proposalId));
  expect(await considered({ ...agreed, portion: 100n })).toBe('done');
  await book(agreed);
  expect(await considered({ ...agreed, on: day('2026-06-09'), portion: 100n })).toBe(
    'delivery.more-than-agreed',
  );
  const [none, other] = [await stage.schoolWith(4500n), await stage.practitioner(homeId, 'LLE')];
  const theirs = await stage.propose(await stage.ask(none), other);
  await stage.db.tx(stage.as(homeId), (tx) => stage.requests.consent(tx, theirs));
  expect(
    await considered(
      { ...agreed, schoolId: none, practitionerId: other, proposalId: theirs },
      stage.as(none),
    ),
  ).toBe('done');
});

test('a manager who came files the report as the manager', async () => {
  const { db, created, practitioners, people, sip, as, visits } = stage;
  const { visitId } = await book({ on: day('2026-04-13') });
  const personId = await db.tx(created.staff, (tx) =>
    people.add(tx, { name: 'Mo Manager', email: 'mo@rules.example' }),
  );
  await db.tx(created.staff, (tx) => practitioners.assign(tx, sip.practitionerId, personId));
  const manager = { ...as(created.hostId, 'manager'), personId };
  const report = db.tx(manager, (tx) => visits.report(tx, visitId, 'We looked at reading in Year 2.'));
  expect((await report).state).toBe('delivered');
});
