import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import type { VisitFilter } from '#delivery';
import { held } from '../../scenarios/scene.js';
import { answers, day, forbidden, someoneWaits } from '../stage.js';
import { published, answer, at, told } from '../traces.js';
import { openSupport, type SupportStage } from './support.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
}, 240_000);
afterAll(() => stage?.close());

const says = (actors: readonly Actor[], verb: () => (tx: Tx) => Promise<unknown>) =>
  answers(stage, actors, verb);
const school = () => stage.asking.organisationId;
const host = () => stage.created.hostId;
const manager = () => stage.as(host(), 'manager');
const newVisit = (on: string, over = {}) => ({
  visitId: newId(),
  schoolId: school(),
  practitionerId: stage.sip.practitionerId,
  on: day(on),
  portion: 50n,
  purpose: 'Termly review',
  ...over,
});
const book = (on: string, over = {}, actor = stage.head) =>
  stage.db.tx(actor, (tx) => stage.visits.book(tx, newVisit(on, over)));
const text = 'We looked at reading in Year 2 together.';
const report = (visitId: string, actor = manager()) =>
  stage.db.tx(actor, (tx) => stage.visits.report(tx, visitId, text));
const cancel = (visitId: string, actor = stage.head, reason?: string) =>
  stage.db.tx(actor, (tx) => stage.visits.cancel(tx, visitId, reason));
const find = (visitId: string, actor = stage.head) =>
  stage.db.tx(actor, (tx) => stage.visits.find(tx, visitId));
const pool = async (unit: 'DAY' | 'CREDIT', schoolId = school()) =>
  (await stage.db.tx(stage.created.staff, (tx) => held(stage, tx, { organisationId: schoolId }, unit)))!;
/** What is left of a person's day, in hundredths; undefined when the school is closed. */
const free = async (on: string, practitionerId = stage.sip.practitionerId) => {
  const asked = { schoolId: school(), practitionerId, from: day(on), to: day(on) };
  return (await stage.db.tx(stage.head, (tx) => stage.visits.days(tx, asked)))[0]?.free;
};
/** A day of another school's leader, agreed by everyone. */
const agreed = async () => {
  const { practitionerId, homeId } = stage.leader;
  const proposalId = await stage.propose(await stage.ask(school()), practitionerId);
  await stage.db.tx(stage.as(homeId), (tx) => stage.requests.consent(tx, proposalId));
  return { proposalId, practitionerId };
};

test('a day that cannot be is refused before anything is held', async () => {
  for (const [on, code] of [
    ['2026-04-10', 'delivery.past'],
    ['2026-05-04', 'delivery.not-a-school-day'], // the May bank holiday
    ['2026-06-02', 'delivery.not-a-school-day'], // half-term
    ['2027-11-02', 'delivery.too-far'],
  ] as const)
    expect([on, await answer(book(on))]).toEqual([on, code]);
  expect(await answer(find(newId()))).toBe('platform.not-found');
});

test('a visit is booked once by who commits the school, and holds both days until it is called off', async () => {
  const { as, visits, created } = stage;
  const other = stage.other.organisationId;
  const wrong = [
    as(school(), 'chair'),
    as(school(), 'practitioner'),
    as(other),
    as(other, 'key'),
    as(created.laIds[0]!, 'commissioner'),
  ];
  const visit = newVisit('2026-05-18');
  expect(await says(wrong, () => (tx) => visits.book(tx, visit))).toEqual(forbidden(wrong));
  const before = await pool('DAY');
  expect(await says([as(school(), 'key'), stage.head], () => (tx) => visits.book(tx, visit))).toEqual([
    'done',
    'done',
  ]);
  const found = { state: 'booked', portion: 50n, homeId: host(), proposalId: null, version: 1 };
  expect(await find(visit.visitId)).toMatchObject(found);
  expect(await pool('DAY')).toEqual({
    posted: before.posted,
    held: before.held + 50n,
    available: before.available - 50n,
  });
  expect(await free('2026-05-18')).toBe(50n);
  expect(await published(stage, visit.visitId)).toEqual(['delivery.visit-booked']);

  const strangers = [as(school(), 'chair'), as(school(), 'practitioner'), as(host(), 'practitioner')];
  expect(await says(strangers, () => (tx) => visits.cancel(tx, visit.visitId))).toEqual(forbidden(strangers));
  expect(await cancel(visit.visitId)).toMatchObject({
    state: 'cancelled',
    calledOffBecause: null,
    version: 2,
  });
  expect(await find(visit.visitId)).toMatchObject({ state: 'cancelled', version: 2 });
  expect(await pool('DAY')).toEqual(before);
  expect(await free('2026-05-18')).toBe(100n);
  expect(await told(stage, 'visit', visit.visitId)).toEqual(['delivery.book-visit', 'delivery.cancel-visit']);
  expect(await answer(cancel(visit.visitId))).toBe('delivery.visit-state');
  const whole = await book('2026-05-18', { portion: 100n });
  expect(await answer(book('2026-05-18'))).toBe('delivery.taken');
  await cancel(whole.visitId);
});

test('a school without days left books none, and whoever works at a school comes by agreement only', async () => {
  const other = stage.other.organisationId;
  expect(await answer(book('2026-05-19', { schoolId: other }, stage.as(other)))).toBe(
    'entitlements.not-enough-days',
  );
  expect(await free('2026-05-19')).toBe(100n);
  const practitionerId = stage.leader.practitionerId;
  for (const over of [{ practitionerId }, { practitionerId, proposalId: newId() }])
    expect(await answer(book('2026-05-19', over))).toBe('delivery.not-agreed');
  expect(await free('2026-05-19', practitionerId)).toBe(100n);
});

test('a visit that delivers a proposal takes no day of the school’s own, and earns the home its credits', async () => {
  const [days, credits] = [await pool('DAY'), await pool('CREDIT')];
  const proposal = await agreed();
  const price = { held: credits.held + 4500n, available: credits.available - 4500n };
  expect(await pool('CREDIT')).toEqual({ posted: credits.posted, ...price });
  const [first, second] = [await book('2026-04-13', proposal), await book('2026-05-20', proposal)];
  expect(first).toMatchObject({ proposalId: proposal.proposalId, homeId: stage.leader.homeId });
  expect(await pool('DAY')).toEqual(days);
  expect(await free('2026-05-20', proposal.practitionerId)).toBe(50n);
  expect(await answer(report(first.visitId, stage.as(stage.leader.homeId, 'chair')))).toBe(
    'platform.forbidden',
  );
  await report(first.visitId, stage.as(stage.leader.homeId));
  expect(await pool('CREDIT')).toEqual({
    posted: credits.posted - 2250n,
    held: credits.held + 2250n,
    available: price.available,
  });
  expect((await pool('CREDIT', stage.leader.homeId)).available).toBe(2250n);
  expect(await pool('DAY')).toEqual(days);
  // Called off, its half day is free and can be agreed anew.
  await cancel(second.visitId);
  expect(await free('2026-05-20', proposal.practitionerId)).toBe(100n);
  expect((await book('2026-05-21', proposal)).state).toBe('booked');
});

test('a report is filed by who came or leads their party, settles both days, and is rated by the school alone', async () => {
  const { as, visits, sip, practitioners, people, db } = stage;
  const before = await pool('DAY');
  const { visitId } = await book('2026-04-13');
  const unknown = as(host(), 'practitioner'); // nobody signs in as the practitioner yet, and this key of theirs is no one's
  expect(await answer(report(visitId, unknown))).toBe('platform.forbidden');
  const persons = await db.tx(stage.created.staff, async (tx) => {
    const ids: string[] = [];
    for (const name of ['Sam Came', 'Pat Other']) {
      const email = `${name.split(' ')[1]!.toLowerCase()}@rules.example`;
      const personId = await people.add(tx, { name, email });
      await people.appoint(tx, { personId, organisationId: host(), role: 'practitioner' });
      ids.push(personId);
    }
    await practitioners.assign(tx, sip.practitionerId, ids[0]!);
    return ids as [string, string];
  });
  const came: Actor = { ...as(host(), 'practitioner'), personId: persons[0] };
  const filed = () => (tx: Tx) => visits.report(tx, visitId, text);
  const wrong = [
    as(school()),
    as(school(), 'key'),
    { ...came, personId: persons[1] },
    { ...came, role: 'chair' as const },
    unknown,
  ];
  expect(await says(wrong, filed)).toEqual(forbidden(wrong));
  expect(await says([as(stage.other.organisationId, 'manager')], filed)).toEqual(['platform.not-found']);
  expect(await says([came], filed)).toEqual(['done']);
  expect(await find(visitId)).toMatchObject({
    state: 'delivered',
    report: text,
    reportedOn: day('2026-04-13'),
    version: 2,
  });
  expect(await pool('DAY')).toEqual({
    posted: before.posted - 50n,
    held: before.held,
    available: before.available - 50n,
  });
  expect(await published(stage, visitId)).toEqual(['delivery.visit-booked', 'delivery.visit-reported']);
  expect(await says([came], filed)).toEqual(['delivery.visit-state']);

  const rate = () => (tx: Tx) => visits.evaluate(tx, visitId, 5, 'It helped.');
  expect(await says([as(host(), 'manager'), as(school(), 'manager')], rate)).toEqual([
    'platform.forbidden',
    'platform.forbidden',
  ]);
  expect(await says([as(school(), 'chair'), as(school(), 'chair')], rate)).toEqual([
    'done',
    'delivery.visit-state',
  ]);
  expect(await find(visitId)).toMatchObject({
    state: 'evaluated',
    rating: 5,
    evaluation: 'It helped.',
    evaluatedOn: day('2026-04-13'),
    version: 3,
  });
  expect(await told(stage, 'visit', visitId)).toEqual([
    'delivery.book-visit',
    'delivery.report-visit',
    'delivery.evaluate-visit',
  ]);
});

test('the first to read a report of those who answer for the school is noted, and nobody else', async () => {
  const { as, db, visits, people } = stage;
  const { visitId } = await book('2026-04-13');
  const read = (actor: Actor) => db.tx(actor, (tx) => visits.read(tx, visitId));
  expect(await answer(read(stage.head))).toBe('platform.not-found'); // there is no report yet
  await report(visitId);
  const others = [
    as(school(), 'business-manager'),
    as(school(), 'key'),
    manager(),
    stage.staffAs('broker'),
    { ...as(host(), 'headteacher'), organisationIds: [host()] },
  ];
  expect(await says(others, () => (tx) => visits.read(tx, visitId))).toEqual(forbidden(others));
  expect((await find(visitId)).readOn).toBeNull();
  const personId = await db.tx(stage.created.staff, (tx) =>
    people.add(tx, { name: 'Ann Chair', email: 'chair@rules.example' }),
  );
  // Both open it at the same moment: the second waits, and reads what the first has read.
  let second: Promise<unknown> | undefined;
  await db.tx({ ...as(school(), 'chair'), personId }, async (tx) => {
    expect(await visits.read(tx, visitId)).toMatchObject({ readOn: day('2026-04-13'), readBy: personId });
    second = read(stage.head);
    await someoneWaits(stage);
  });
  expect(await second).toMatchObject({ readOn: day('2026-04-13'), readBy: personId });
  await at(stage, '2026-04-14T08:00:00Z');
  expect(await read(stage.head)).toMatchObject({ readOn: day('2026-04-13'), readBy: personId, version: 3 });
  expect(
    (await told(stage, 'visit', visitId)).filter((verb) => verb === 'delivery.read-report'),
  ).toHaveLength(1);
});

test('visits are listed by their day, from a day or after one of them', async () => {
  const { db, visits } = stage;
  const list = async (filter?: VisitFilter) =>
    (await db.tx(stage.head, (tx) => visits.list(tx, filter))).map(({ visitOn }) => visitOn.toString());
  const [from, until] = ['2026-07-06', '2026-07-08'] as const;
  const second = await book(until);
  const first = await book(from);
  expect((await list()).slice(-2)).toEqual([from, until]);
  expect(await list({ from: day(from) })).toEqual([from, until]);
  expect(await list({ from: day('2026-07-07') })).toEqual([until]);
  expect(await list({ after: first.visitId })).toEqual([until]);
  expect(await list({ after: second.visitId })).toEqual([]);
  expect(await list({ from: day(from), limit: 1 })).toEqual([from]);
  expect(await list({ from: day(from), state: 'cancelled' })).toEqual([]);
  const asked = { schoolId: school(), practitionerId: stage.sip.practitionerId };
  const week = await db.tx(stage.head, (tx) =>
    visits.days(tx, { ...asked, from: day('2026-07-03'), to: day(until) }),
  );
  expect(week.map(({ on, free: left }) => [on.toString(), left])).toEqual([
    ['2026-07-03', 100n],
    [from, 50n],
    ['2026-07-07', 100n],
    [until, 50n],
  ]);
  for (const { visitId } of [first, second]) await cancel(visitId);
});

test('a visit is called off in time, and never once its day is over or its report is filed', async () => {
  const [inTime, onTheDay, over, ill] = [
    await book('2026-04-15'),
    await book('2026-04-16'),
    await book('2026-04-20'),
    await book('2026-04-21'),
  ];
  await at(stage, '2026-04-14T15:00:00Z');
  expect((await cancel(inTime.visitId)).state).toBe('cancelled');
  expect(await answer(report(onTheDay.visitId))).toBe('delivery.not-yet');
  await at(stage, '2026-04-16T08:00:00Z');
  expect(await answer(cancel(onTheDay.visitId))).toBe('delivery.too-late');
  await report(onTheDay.visitId);
  expect(await answer(cancel(onTheDay.visitId, manager()))).toBe('delivery.visit-state');
  await at(stage, '2026-04-21T08:00:00Z');
  expect((await cancel(ill.visitId, manager(), '  ')).calledOffBecause).toBeNull(); // ill on the morning
  for (const actor of [stage.head, manager()])
    expect(await answer(cancel(over.visitId, actor))).toBe('delivery.visit-over');
  const before = await pool('DAY');
  const broker = stage.staffAs('broker');
  expect(await answer(cancel(over.visitId, stage.staffAs('finance'), 'Snow'))).toBe('platform.forbidden');
  expect(await answer(cancel(over.visitId, broker))).toBe('delivery.reason');
  await cancel(over.visitId, broker, ' The school was closed by snow ');
  expect((await find(over.visitId)).calledOffBecause).toBe('The school was closed by snow');
  expect(await pool('DAY')).toMatchObject({
    held: before.held - 50n,
    available: before.available + 50n,
  });
});
