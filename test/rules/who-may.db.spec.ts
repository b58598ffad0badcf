import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import { answers, day, forbidden, openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const says = (actors: readonly Actor[], verb: () => (tx: Tx) => Promise<unknown>) =>
  answers(stage, actors, verb);
const la = () => stage.created.laIds[0]!;
const host = () => stage.created.hostId;
const school = () => stage.asking.organisationId;

const fund = (over = {}) => ({
  fundId: newId(),
  laId: la(),
  title: 'Intervention',
  purpose: '',
  amount: 100_000n,
  opensOn: day('2026-04-01'),
  closesOn: day('2027-03-31'),
  ...over,
});

test('a fund is opened by an authority’s own people and key, or the operator’s finance, and by nobody else', async () => {
  const { as, staffAs, funds } = stage;
  const open = () => (tx: Tx) => funds.open(tx, fund());
  const others = [
    as(school()),
    as(school(), 'key'),
    as(host(), 'manager'),
    as(stage.created.laIds[1]!, 'commissioner'),
    as(la(), 'practitioner'),
    staffAs('broker'),
  ];
  expect(await says(others, open)).toEqual(forbidden(others));
  const may = [
    as(la(), 'commissioner'),
    as(la(), 'budget-holder'),
    as(la(), 'key'),
    staffAs('finance'),
    staffAs('administrator'),
  ];
  expect(await says(may, open)).toEqual(may.map(() => 'done'));
  // A party that is no authority, under its own name: a school's head, a provider's manager, their keys.
  for (const [party, role] of [
    [school(), 'key'],
    [host(), 'key'],
  ] as const)
    expect(await says([as(party, role)], () => (tx) => funds.open(tx, fund({ laId: party })))).toEqual([
      'funding.not-an-authority',
    ]);
});

test('a fund’s amount and dates stay within limits, and so does each wallet', async () => {
  const { as, funds, created } = stage;
  const holder = as(la(), 'budget-holder');
  const opened = (over: object) => says([holder], () => (tx) => funds.open(tx, fund(over)));
  expect(await opened({ amount: 0n })).toEqual(['funding.amount']);
  expect(await opened({ amount: 1_000_000_001n })).toEqual(['funding.amount']);
  expect(await opened({ closesOn: day('2026-04-01') })).toEqual(['funding.dates']);
  expect(await opened({ opensOn: day('2025-04-01'), closesOn: day('2026-04-12') })).toEqual([
    'funding.dates',
  ]);
  expect(await opened({ closesOn: day('2036-03-31') })).toEqual(['funding.dates']);
  expect(await opened({ opensOn: day('2032-04-01'), closesOn: day('2033-03-31') })).toEqual([
    'funding.dates',
  ]);

  const [fundId, later] = [newId(), newId()];
  await stage.db.tx(holder, async (tx) => {
    await funds.open(tx, fund({ fundId }));
    await funds.open(tx, fund({ fundId: later, opensOn: day('2026-09-01') }));
  });
  const earmark = (over: object = {}, actor = holder) =>
    says(
      [actor],
      () => (tx) =>
        funds.earmark(tx, {
          walletId: newId(),
          fundId,
          schoolId: school(),
          purpose: 'Support of your choice',
          amount: 60_000n,
          ...over,
        }),
    );
  expect(await earmark({ amount: 0n })).toEqual(['funding.amount']);
  expect(await earmark({ amount: 100_001n })).toEqual(['funding.insufficient']);
  expect(await earmark({ fundId: later })).toEqual(['funding.not-open']);
  expect(await earmark({ schoolId: stage.neighbour.organisationId })).toEqual(['funding.not-a-member']);
  expect(await earmark({ schoolId: host() })).toEqual(['funding.not-a-member']);
  expect(await earmark({}, as(created.laIds[1]!, 'budget-holder'))).toEqual(['platform.not-found']);
  expect(await earmark({}, as(school()))).toEqual(['platform.not-found']);
  expect(await earmark({}, as(la(), 'chair'))).toEqual(['platform.forbidden']);
  const walletId = newId();
  expect(await earmark({ walletId }, as(la(), 'key'))).toEqual(['done']);
  expect(await earmark({ walletId })).toEqual(['done']); // a second click
  expect(await earmark()).toEqual(['funding.insufficient']);
  expect(await stage.db.tx(holder, (tx) => funds.fund(tx, fundId))).toMatchObject({
    left: 40_000n,
    earmarked: 60_000n,
    available: 60_000n,
  });
});

test('a course is dated once by its provider, and its register marked by its provider', async () => {
  const { as, staffAs, courses, course } = stage;
  const session = (over = {}) => ({
    sessionId: newId(),
    offerId: course,
    on: day('2026-05-12'),
    startsAt: '09:30',
    venue: 'Town Hall',
    capacity: 5,
    ...over,
  });
  const others = [as(school()), as(school(), 'key'), as(la(), 'commissioner'), as(host(), 'chair')];
  expect(await says(others, () => (tx) => courses.schedule(tx, session()))).toEqual(forbidden(others));
  const sessionId = newId();
  const may = [as(host(), 'manager'), as(host(), 'practitioner'), staffAs('key')];
  expect(await says(may, () => (tx) => courses.schedule(tx, session({ sessionId })))).toEqual(
    may.map(() => 'done'),
  );
  expect(await stage.db.tx(may[0]!, (tx) => courses.sessions(tx, { offerId: course }))).toHaveLength(1);
  expect(await says(others, () => (tx) => courses.schedule(tx, session({ sessionId })))).toEqual(
    forbidden(others),
  );
  expect(await says(others, () => (tx) => courses.takeRegister(tx, sessionId, []))).toEqual(
    forbidden(others),
  );
});

test('days and places are booked and called off by those who commit a school, and by no one else', async () => {
  const { as, visits, courses, course, sip, leader } = stage;
  const wrong = [
    as(school(), 'chair'),
    as(school(), 'practitioner'),
    as(stage.other.organisationId),
    as(stage.other.organisationId, 'key'),
    as(la(), 'commissioner'),
  ];
  const visit = (on: string, practitionerId = sip.practitionerId) => ({
    visitId: newId(),
    schoolId: school(),
    practitionerId,
    on: day(on),
    portion: 50n,
    purpose: 'Termly review',
  });
  expect(await says(wrong, () => (tx) => visits.book(tx, visit('2026-05-18')))).toEqual(forbidden(wrong));
  expect(
    await says([stage.head], () => (tx) => visits.book(tx, visit('2026-05-18', leader.practitionerId))),
  ).toEqual(['delivery.not-agreed']);
  const booked = await stage.db.tx(as(school(), 'key'), (tx) => visits.book(tx, visit('2026-05-18')));
  expect(
    await says(
      [as(school(), 'chair'), as(host(), 'practitioner')],
      () => (tx) => visits.cancel(tx, booked.visitId),
    ),
  ).toEqual(['platform.forbidden', 'platform.forbidden']);
  expect(await says([as(host(), 'manager')], () => (tx) => visits.cancel(tx, booked.visitId))).toEqual([
    'done',
  ]);

  const [sessionId, placeId] = [newId(), newId()];
  await stage.db.tx(as(host(), 'manager'), (tx) =>
    courses.schedule(tx, {
      sessionId,
      offerId: course,
      on: day('2026-05-19'),
      startsAt: '09:30',
      venue: 'Town Hall',
      capacity: 5,
    }),
  );
  const place = () => ({
    placeId,
    sessionId,
    schoolId: school(),
    attendee: 'Jo Bright',
    means: 'free' as const,
  });
  expect(await says(wrong, () => (tx) => courses.book(tx, place()))).toEqual(forbidden(wrong));
  expect(await says([stage.head], () => (tx) => courses.book(tx, place()))).toEqual(['done']);
  expect(await says([as(school(), 'chair')], () => (tx) => courses.cancel(tx, placeId))).toEqual([
    'platform.forbidden',
  ]);
});

test('a report is filed by who came or leads their party, and rated by the school alone', async () => {
  const { as, visits, sip, practitioners, people } = stage;
  const persons = await stage.db.tx(stage.created.staff, async (tx) => {
    const ids: string[] = [];
    for (const name of ['Sam Came', 'Pat Other']) {
      const personId = await people.add(tx, {
        name,
        email: `${name.split(' ')[1]!.toLowerCase()}@rules.example`,
      });
      await people.appoint(tx, { personId, organisationId: host(), role: 'practitioner' });
      ids.push(personId);
    }
    await practitioners.assign(tx, sip.practitionerId, ids[0]!);
    return ids as [string, string];
  });
  const { visitId } = await stage.db.tx(stage.head, (tx) =>
    visits.book(tx, {
      visitId: newId(),
      schoolId: school(),
      practitionerId: sip.practitionerId,
      on: day('2026-04-13'),
      portion: 50n,
      purpose: 'Termly review',
    }),
  );
  const report = () => (tx: Tx) => visits.report(tx, visitId, 'We looked at reading in Year 2 together.');
  const colleague: Actor = { ...as(host(), 'practitioner'), personId: persons[1] };
  const wrong = [as(school()), as(school(), 'key'), as(stage.other.organisationId, 'manager'), colleague];
  expect(await says(wrong, report)).toEqual([
    'platform.forbidden',
    'platform.forbidden',
    'platform.not-found',
    'platform.forbidden',
  ]);
  expect(await says([{ ...colleague, personId: persons[0] }], report)).toEqual(['done']);
  const rate = () => (tx: Tx) => visits.evaluate(tx, visitId, 5, '');
  expect(await says([as(host(), 'manager'), as(school(), 'manager')], rate)).toEqual([
    'platform.forbidden',
    'platform.forbidden',
  ]);
  expect(await says([as(school(), 'chair')], rate)).toEqual(['done']);
});

test('plans and services are committed to by those who commit the school, delivered by the provider’s manager', async () => {
  const { as, agreements, purchases, independent } = stage;
  const prepare = () => (tx: Tx) =>
    agreements.prepare(tx, {
      agreementId: newId(),
      schoolId: stage.other.organisationId,
      offerId: independent,
    });
  const wrong = [as(stage.other.organisationId, 'chair'), as(school()), as(host(), 'manager')];
  expect(await says(wrong, prepare)).toEqual(forbidden(wrong));
  const purchaseId = newId();
  const { providerId } = await stage.db.tx(stage.head, (tx) =>
    purchases.buy(tx, { purchaseId, schoolId: school(), offerId: independent }),
  );
  expect(
    await says(
      [as(providerId, 'practitioner'), as(school())],
      () => (tx) => purchases.deliver(tx, purchaseId),
    ),
  ).toEqual(['platform.forbidden', 'platform.forbidden']);
  expect(await says([as(school(), 'chair')], () => (tx) => purchases.cancel(tx, purchaseId))).toEqual([
    'platform.forbidden',
  ]);
  expect(await says([as(providerId, 'key')], () => (tx) => purchases.deliver(tx, purchaseId))).toEqual([
    'done',
  ]);
});
