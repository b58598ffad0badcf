import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import { issued, poolOf } from '#entitlements';
import { offerId } from '#blueprints';
import { accountId } from '#ledger';
import { held } from '../../scenarios/scene.js';
import { answers, day, forbidden, openStage, someoneWaits, type Stage } from '../stage.js';
import { published, answer, at, choose, told } from '../traces.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const says = (actors: readonly Actor[], verb: () => (tx: Tx) => Promise<unknown>) =>
  answers(stage, actors, verb);
const school = () => stage.asking.organisationId;
const host = () => stage.created.hostId;
const la = () => stage.created.laIds[0]!;
const manager = () => stage.as(host(), 'manager');
const newSession = (over = {}) => ({
  sessionId: newId(),
  offerId: stage.course,
  on: day('2026-05-12'),
  startsAt: '09:30',
  venue: 'Town Hall',
  capacity: 5,
  ...over,
});
const date = async (over = {}, actor = manager()) => {
  const session = newSession(over);
  await stage.db.tx(actor, (tx) => stage.courses.schedule(tx, session));
  return session.sessionId;
};
let attendees = 0;
const newPlace = (sessionId: string, over = {}) => ({
  placeId: newId(),
  sessionId,
  schoolId: school(),
  attendee: `Jo Bright ${++attendees}`,
  means: 'money' as const,
  ...over,
});
const book = async (sessionId: string, over = {}, actor = stage.head) => {
  const place = newPlace(sessionId, over);
  await stage.db.tx(actor, (tx) => stage.courses.book(tx, place));
  return place.placeId;
};
const giveBack = (placeId: string, actor = stage.head) =>
  stage.db.tx(actor, (tx) => stage.courses.cancel(tx, placeId));
const register = (sessionId: string, attended: string[] = [], nobodyCame = !attended.length) =>
  stage.db.tx(manager(), (tx) => stage.courses.takeRegister(tx, sessionId, attended, nobodyCame));
const read = <T>(verb: (tx: Tx) => Promise<T>): Promise<T> => stage.db.tx(stage.head, verb);
const state = async (placeId: string) => (await read((tx) => stage.courses.place(tx, placeId))).state;
const left = async (sessionId: string) => (await read((tx) => stage.courses.session(tx, sessionId))).left;
const pool = async (unit: 'PLACE' | 'CREDIT') => (await read((tx) => held(stage, tx, stage.asking, unit)))!;

test('a course date that cannot be is refused before it is written', async () => {
  for (const [on, startsAt, code] of [
    ['2026-04-10', '09:30', 'delivery.past'],
    ['2026-04-13', '08:59', 'delivery.past'], // in summer time the clock is at nine
    ['2026-05-04', '09:30', 'delivery.closed-day'], // the May bank holiday
    ['2026-05-09', '09:30', 'delivery.closed-day'],
    ['2027-11-02', '09:30', 'delivery.too-far'],
    ['2026-04-13', '09:00', 'done'],
  ] as const)
    expect([on, startsAt, await answer(date({ on: day(on), startsAt }))]).toEqual([on, startsAt, code]);
  const { providerId } = await read((tx) => stage.catalogue.offer(tx, stage.independent));
  expect(await answer(date({ offerId: stage.independent }, stage.as(providerId, 'manager')))).toBe(
    'delivery.not-a-course',
  );
  const briefing = { offerId: offerId(stage.created.operatorId, 'governor-briefing') };
  for (const [on, code] of Object.entries({ '2026-04-13': 'delivery.withdrawn', '2026-04-14': 'done' })) {
    await stage.db.tx(stage.created.staff, (tx) =>
      tx.query('UPDATE catalogue.offer SET withdrawn_on = $1 WHERE offer_id = $2', [on, briefing.offerId]),
    );
    expect(await answer(date(briefing))).toBe(code);
  }
});

test('a course is dated once, by its provider, and its places are there to be booked', async () => {
  const { as, staffAs, courses } = stage;
  const others = [as(school()), as(school(), 'key'), as(la(), 'commissioner'), as(host(), 'chair')];
  expect(await says(others, () => (tx) => courses.schedule(tx, newSession()))).toEqual(forbidden(others));
  const session = newSession({ on: day('2026-06-16'), startsAt: '13:15', capacity: 12 });
  const may = [as(host(), 'manager'), as(host(), 'practitioner'), staffAs('key')];
  expect(await says(may, () => (tx) => courses.schedule(tx, session))).toEqual(may.map(() => 'done'));
  expect(await says(others, () => (tx) => courses.schedule(tx, session))).toEqual(forbidden(others));
  const dated = {
    sessionId: session.sessionId,
    heldOn: '2026-06-16',
    startsAt: '13:15',
    capacity: 12,
    left: 12n,
  };
  expect(await read((tx) => courses.sessions(tx))).toContainEqual(expect.objectContaining(dated));
  expect(await told(stage, 'session', session.sessionId)).toEqual(['delivery.schedule']);
  for (const look of ['session', 'place'] as const)
    expect(await says([stage.head], () => (tx) => courses[look](tx, newId()))).toEqual([
      'platform.not-found',
    ]);
});

test('places are booked and given back by those who commit a school, and by no one else', async () => {
  const { as, courses } = stage;
  const other = stage.other.organisationId;
  const wrong = [as(school(), 'chair'), as(school(), 'practitioner'), as(other), as(la(), 'commissioner')];
  const place = newPlace(await date(), { means: 'free' });
  expect(await says(wrong, () => (tx) => courses.book(tx, place))).toEqual(forbidden(wrong));
  expect(await says([stage.head, stage.head], () => (tx) => courses.book(tx, place))).toEqual([
    'done',
    'done',
  ]);
  expect(await left(place.sessionId)).toBe(4n); // a second click books no second seat
  expect(await told(stage, 'place', place.placeId)).toEqual(['delivery.book-place']);
  expect(
    await says(
      [as(school(), 'chair'), as(host(), 'manager')],
      () => (tx) => courses.cancel(tx, place.placeId),
    ),
  ).toEqual(['platform.forbidden', 'platform.forbidden']);
  await giveBack(place.placeId, as(school(), 'key'));
  expect(await state(place.placeId)).toBe('cancelled');
  expect(await told(stage, 'place', place.placeId)).toEqual(['delivery.book-place', 'delivery.cancel-place']);
});

test('a place holds a seat and what pays for it; given back, both are free again, once', async () => {
  const sessionId = await date();
  const [places, credits] = [await pool('PLACE'), await pool('CREDIT')];
  const [free, paid, billed] = [
    await book(sessionId, { means: 'free' }),
    await book(sessionId, { means: 'credits' }),
    await book(sessionId),
  ];
  expect(await left(sessionId)).toBe(2n);
  expect((await pool('PLACE')).available).toBe(places.available - 1n);
  expect((await pool('CREDIT')).available).toBe(credits.available - 950n);
  const amounts = await read((tx) => stage.courses.places(tx, { sessionId }));
  expect(Object.fromEntries(amounts.map(({ placeId, amount }) => [placeId, amount]))).toEqual({
    [free]: 0n,
    [paid]: 950n,
    [billed]: 9500n,
  });
  for (const placeId of [free, paid, billed]) await giveBack(placeId);
  expect(await left(sessionId)).toBe(5n);
  expect([await pool('PLACE'), await pool('CREDIT')]).toEqual([places, credits]);
  expect(await answer(giveBack(paid))).toBe('delivery.place-state');
});

test('what ran out is said: free places, credits or seats; and what is not taken in payment', async () => {
  const { db, ledger } = stage;
  const schoolId = stage.other.organisationId; // a member with no plan
  const head = stage.as(schoolId);
  const sessionId = await date({ capacity: 1 });
  const booked = (over: object) => answer(book(sessionId, { schoolId, ...over }, head));
  const credits = accountId(head.operatorId, poolOf(schoolId, 'CREDIT'));
  await book(await date(), { schoolId }, head);
  expect((await db.tx(head, (tx) => ledger.balances(tx, [credits]))).size).toBe(0); // money needs no pools
  expect(await booked({ means: 'free' })).toBe('entitlements.not-enough-places');
  expect(await booked({ means: 'credits' })).toBe('entitlements.not-enough-credits');
  expect(await left(sessionId)).toBe(1n);

  const briefing = await date({ offerId: offerId(head.operatorId, 'governor-briefing') });
  expect(await answer(book(briefing, { schoolId, means: 'credits' }, head))).toBe('delivery.not-payable-so');

  // Credits kept for something else do not pay for a place, and that is what is said.
  await db.tx(stage.created.staff, async (tx) => {
    await ledger.open(tx, [{ ...poolOf(schoolId, 'CREDIT'), lots: true }]);
    await ledger.post(tx, {
      id: newId(),
      debit: accountId(head.operatorId, issued('CREDIT')),
      credit: credits,
      amount: 5000n,
      code: 'grant',
      reference: { type: 'test', id: schoolId },
      lot: { restriction: ['support'] },
    });
  });
  expect(await booked({ means: 'credits' })).toBe('entitlements.restricted');
  expect(await booked({})).toBe('done');
  expect(await booked({})).toBe('delivery.full');
});

test('a place for money counts towards what its booker may order until it is given back; one for credits does not', async () => {
  const { as, db, limits } = stage;
  const [booker, sessionId] = [as(school(), 'business-manager'), await date()];
  const booked = (means: string) => answer(book(sessionId, { means }, booker));
  expect(await booked('credits')).toBe('done');
  expect(await booked('money')).toBe('identity.above-limit');
  await db.tx(as(school(), 'chair'), (tx) => limits.set(tx, school(), 'business-manager', 10_000n));
  const placeId = await book(sessionId, {}, booker);
  expect(await booked('money')).toBe('identity.above-limit');
  await giveBack(placeId, booker);
  expect(await booked('money')).toBe('done');
});

test('a place goes back before the course begins, in the operator’s time, and not afterwards', async () => {
  const sessionId = await date({ on: day('2026-04-23'), startsAt: '13:00' });
  const [first, second, third] = [await book(sessionId), await book(sessionId), await book(sessionId)];
  await choose(stage, { delivery: { place_notice_days: 2 } });
  await giveBack(first);
  await at(stage, '2026-04-22T08:00:00Z');
  expect(await answer(giveBack(second))).toBe('delivery.too-late');
  await choose(stage, { delivery: { place_notice_days: 0 } });
  await at(stage, '2026-04-23T11:59:00Z'); // 12:59 in summer time
  await giveBack(second);
  await at(stage, '2026-04-23T12:00:00Z');
  expect(await answer(giveBack(third))).toBe('delivery.session-over');
  expect(await state(third)).toBe('booked');
});

test('the register settles every place kept, whoever came, once, from when the course begins', async () => {
  const { as, courses } = stage;
  const [sessionId, monday] = [await date({ on: day('2026-04-24') }), await date({ on: day('2026-04-27') })];
  await at(stage, '2026-04-24T08:00:00Z'); // nine o’clock in summer time
  const others = [as(school()), as(school(), 'key'), as(la(), 'commissioner'), as(host(), 'chair')];
  const nobodyCame = () => (tx: Tx) => courses.takeRegister(tx, sessionId, [], true);
  expect(await says(others, nobodyCame)).toEqual(forbidden(others));
  const [places, credits] = [await pool('PLACE'), await pool('CREDIT')];
  const [free, paid, back] = [
    await book(sessionId, { means: 'free' }),
    await book(sessionId, { means: 'credits' }),
    await book(sessionId),
  ];
  await giveBack(back);
  for (const early of [monday, sessionId]) expect(await answer(register(early))).toBe('delivery.not-yet');
  await at(stage, '2026-04-24T08:30:00Z');
  expect(await answer(register(sessionId, [free, back]))).toBe('delivery.not-on-register');
  for (const attended of [[], [free]])
    expect(await answer(register(sessionId, attended, attended.length > 0))).toBe('delivery.who-came');
  await register(sessionId, [free]);
  expect(await Promise.all([free, paid, back].map(state))).toEqual(['attended', 'absent', 'cancelled']);
  expect([await pool('PLACE'), await pool('CREDIT')]).toEqual([
    { posted: places.posted - 1n, held: places.held, available: places.available - 1n },
    { posted: credits.posted - 950n, held: credits.held, available: credits.available - 950n },
  ]);
  expect(await stage.db.tx(manager(), (tx) => courses.session(tx, sessionId))).toMatchObject({
    registerTakenOn: '2026-04-24',
    left: 3n,
  });
  expect(await published(stage, sessionId)).toEqual(['delivery.register-taken']);
  expect(await told(stage, 'session', sessionId)).toEqual(['delivery.schedule', 'delivery.take-register']);
  expect(await answer(register(sessionId, [free]))).toBe('delivery.register-taken');
  // Over is over, whatever else would be said.
  expect(await answer(book(sessionId, { means: 'money' }, as(school(), 'business-manager')))).toBe(
    'delivery.session-over',
  );
  expect(await answer(giveBack(free))).toBe('delivery.place-state');
});

test('whoever books on the day is on the register or refused, however the two meet', async () => {
  const { db, courses } = stage;
  await at(stage, '2026-04-24T12:00:00Z'); // one o’clock in summer time
  const today = (startsAt = '13:00') => date({ on: day('2026-04-24'), startsAt });

  // The booking is first, and not yet committed when the register is taken: the register waits for it.
  const first = newPlace(await today());
  let taken: Promise<void> | undefined;
  await db.tx(stage.head, async (tx) => {
    await courses.book(tx, first);
    taken = register(first.sessionId);
    await someoneWaits(stage);
  });
  await taken;
  expect(await state(first.placeId)).toBe('absent');

  // The register is first: the booking waits for it, and is refused.
  const second = await today();
  let late: Promise<string> | undefined;
  await db.tx(manager(), async (tx) => {
    await courses.takeRegister(tx, second, [], true);
    late = answer(book(second));
    await someoneWaits(stage);
  });
  expect(await late).toBe('delivery.session-over');

  // A place given back meanwhile is no fault of the register's.
  const third = await today('13:30');
  const [back, kept] = [await book(third), await book(third)];
  await db.tx(stage.head, async (tx) => {
    await courses.cancel(tx, back);
    await at(stage, '2026-04-24T12:30:00Z');
    taken = register(third, [kept]);
    await someoneWaits(stage);
  });
  await taken;
  expect([await state(back), await state(kept)]).toEqual(['cancelled', 'attended']);

  // Nor is a place given back that the register settles meanwhile.
  const fourth = await today('13:30');
  const placeId = await book(fourth);
  await db.tx(manager(), async (tx) => {
    await courses.takeRegister(tx, fourth, [placeId]);
    late = answer(giveBack(placeId));
    await someoneWaits(stage);
  });
  expect(await late).toBe('delivery.place-state');
  expect(await state(placeId)).toBe('attended');
});
