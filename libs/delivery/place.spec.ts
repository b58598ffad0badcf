import { expect, test } from '@jest/globals';
import { GBP, newId, Temporal } from '#platform';
import { CREDIT, PLACE } from '#operating-model';
import { type Offer, type PriceRule } from '#catalogue';
import { accountId } from '#ledger';
import { take } from '#entitlements';
import {
  capacityAllowed,
  datesAllowed,
  full,
  mayBook,
  lastDayToGiveBack,
  mayGiveBack,
  mayTakeRegister,
  mostPlaces,
  placeAccounts,
  placeCommitment,
  placeHoldIds,
  placeCost,
  placeTaking,
  saysWhoCame,
  seatHold,
  startOf,
  timeAllowed,
} from './place.js';
import type { Place, PlaceMeans } from './place.entity.js';
import type { Session } from './session.entity.js';

const day = Temporal.PlainDate.from;
const instant = Temporal.Instant.from;
const [operatorId, schoolId, providerId] = [newId(), newId(), newId()];
const session: Session = {
  operatorId,
  sessionId: newId(),
  offerId: newId(),
  providerId,
  title: 'Phonics leaders',
  heldOn: '2026-05-12',
  startsAt: '09:30',
  venue: 'Town Hall',
  capacity: 5,
  placesAccountId: newId(),
  registerTakenOn: null,
};
const refused = (code: string, sentence = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(sentence) });

test('a course begins at its time in London, in summer and in winter', () => {
  expect(startOf(session).toString()).toBe('2026-05-12T08:30:00Z');
  expect(startOf({ heldOn: '2026-12-01', startsAt: '09:30' }).toString()).toBe('2026-12-01T09:30:00Z');
});

test('a course begins at a minute of a day, in four figures', () => {
  for (const time of ['00:00', '09:30', '19:59', '20:00', '23:59'])
    expect(() => timeAllowed(time)).not.toThrow();
  for (const time of [
    '',
    '9:30',
    '24:00',
    '30:00',
    '1a:00',
    '2a:00',
    'a9:30',
    '09:60',
    '09:a0',
    '09:3a',
    '09:3',
    '109:30',
    '09:305',
  ])
    expect(() => timeAllowed(time)).toThrow(refused('delivery.starts-at'));
});

test('a course has at least one place, whole ones, and no more than the table takes', () => {
  for (const places of [1, mostPlaces]) expect(() => capacityAllowed(places)).not.toThrow();
  for (const places of [0, -1, 1.5, NaN, mostPlaces + 1])
    expect(() => capacityAllowed(places)).toThrow(refused('delivery.capacity', '1 to 10,000 places'));
});

test('a place is booked until the course’s day is over or its register is taken', () => {
  for (const today of ['2026-05-11', '2026-05-12']) expect(() => mayBook(session, day(today))).not.toThrow();
  expect(() => mayBook(session, day('2026-05-13'))).toThrow(refused('delivery.session-over'));
  expect(() => mayBook({ ...session, registerTakenOn: '2026-05-12' }, day('2026-05-12'))).toThrow(
    refused('delivery.session-over'),
  );
});

test('a register is taken once, from when the course begins', () => {
  const take =
    (now: string, registerTakenOn: string | null = null) =>
    () =>
      mayTakeRegister({ ...session, registerTakenOn }, instant(now));
  expect(take('2026-05-12T08:29:59Z')).toThrow(refused('delivery.not-yet', '12 May 2026 at 09:30'));
  for (const now of ['2026-05-12T08:30:00Z', '2026-05-13T07:00:00Z']) expect(take(now)).not.toThrow();
  expect(take('2026-05-12T08:30:00Z', '2026-05-12')).toThrow(refused('delivery.register-taken'));
});

test('a register says who came, or that nobody did', () => {
  expect(() => [saysWhoCame(['a'], false), saysWhoCame([], true)]).not.toThrow();
  for (const [attended, nobodyCame] of [
    [[], false],
    [['a'], true],
  ] as const)
    expect(() => saysWhoCame(attended, nobodyCame)).toThrow(refused('delivery.who-came', 'nobody came'));
});

test('a place goes back while it is booked, before the course begins and in the operator’s notice', () => {
  const giveBack = (now: string, noticeDays = 0, over: Partial<Session & Pick<Place, 'state'>> = {}) =>
    mayGiveBack(
      { state: over.state ?? 'booked' },
      { ...session, ...over },
      instant(now),
      day(now.slice(0, 10)),
      noticeDays,
    );
  expect(() => giveBack('2026-05-12T08:29:59Z')).not.toThrow();
  expect(() => giveBack('2026-05-12T08:30:00Z')).toThrow(refused('delivery.session-over'));
  expect(() => giveBack('2026-05-12T07:00:00Z', 0, { registerTakenOn: '2026-05-12' })).toThrow(
    refused('delivery.session-over'),
  );
  expect(() => giveBack('2026-05-10T20:00:00Z', 2)).not.toThrow();
  expect(() => giveBack('2026-05-11T07:00:00Z', 2)).toThrow(refused('delivery.too-late', '10 May'));
  expect(lastDayToGiveBack(session, 2).toString()).toBe('2026-05-10');
  for (const state of ['attended', 'absent', 'cancelled'] as const)
    expect(() => giveBack('2026-05-01T09:00:00Z', 0, { state })).toThrow(refused('delivery.place-state'));
});

const rule = (unit: PriceRule['unit'], amount: bigint): PriceRule => ({
  unit,
  forSchools: 'any',
  basis: 'flat',
  amount,
  minimum: 0n,
  bands: [],
  illustrative: false,
});
const priced = (accepts: Offer['accepts'], prices: PriceRule[], means: PlaceMeans) =>
  placeCost(
    { title: 'Phonics leaders', accepts, prices },
    { organisationId: schoolId, fundingStatus: 'maintained', roll: 300 },
    means,
  );

test('a place costs what the offer asks in the unit it is paid with, or one free place', () => {
  const prices = [rule(GBP, 9500n), rule(CREDIT, 950n)];
  expect(priced(['free', 'credits', 'money'], prices, 'money')).toEqual({ unit: GBP, amount: 9500n });
  expect(priced(['free', 'credits', 'money'], prices, 'credits')).toEqual({ unit: CREDIT, amount: 950n });
  expect(priced(['free', 'credits', 'money'], prices, 'free')).toEqual({ unit: PLACE, amount: 1n });
});

test('a place is not paid in a way that the offer does not take, or has no price for', () => {
  const prices = [rule(GBP, 9500n)];
  const no = refused('delivery.not-payable-so');
  expect(() => priced(['money'], prices, 'free')).toThrow(no);
  expect(() => priced(['free'], prices, 'money')).toThrow(no);
  expect(() => priced(['credits', 'money'], prices, 'credits')).toThrow(no);
});

test('a course has its own places, its own places taken, and one source at its provider', () => {
  const one = placeAccounts(providerId, session.sessionId);
  const other = placeAccounts(providerId, newId());
  const id = (address: { owner: string | null; unit: string; code: string; subject?: string }) =>
    accountId(operatorId, address);
  expect(new Set([one.offered, one.places, one.taken].map((at) => id(at as never))).size).toBe(3);
  expect(one.offered).toEqual(other.offered);
  expect([one.places, one.taken]).toMatchObject([
    { owner: providerId, unit: 'PLACE', subject: session.sessionId },
    { owner: providerId, unit: 'PLACE', subject: session.sessionId },
  ]);
});

test('a booking holds a seat, and takes what pays for it on the course’s day, for its kind of service', () => {
  const placeId = newId();
  const common = { code: 'book', reference: { type: 'place', id: placeId } };
  const { places, taken } = placeAccounts(providerId, session.sessionId);
  expect(seatHold(operatorId, session, placeId)).toMatchObject({
    ...common,
    kind: 'hold',
    debit: accountId(operatorId, places),
    credit: accountId(operatorId, taken),
    amount: 1n,
  });
  const cost = { unit: CREDIT, amount: 950n };
  expect(placeTaking(session, { placeId, schoolId }, cost, 'training')).toMatchObject({
    ...common,
    ...{ schoolId, ...cost, purpose: 'training' },
    on: day('2026-05-12'),
  });
});

test('what a place holds is its own, and what is settled or released of it', () => {
  const ids = [newId(), newId()].flatMap((placeId) => placeHoldIds({ placeId, means: 'free' }));
  expect(new Set(ids).size).toBe(4);
  for (const [means, unit] of [
    ['money', GBP],
    ['credits', CREDIT],
    ['free', PLACE],
    ['HOUR', { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 }],
  ] as const) {
    const place = { placeId: newId(), schoolId, means };
    const taken = take(operatorId, placeTaking(session, place, { unit, amount: 950n }, 'training'));
    expect(placeHoldIds(place)).toEqual(
      [seatHold(operatorId, session, place.placeId), ...taken].map(({ id }) => id),
    );
    expect(placeHoldIds(place)).toHaveLength(means === 'money' ? 1 : 2);
  }
});

test('a place commits its school for its own price', () => {
  const placeId = newId();
  expect(placeCommitment({ placeId, schoolId }, 9500n)).toEqual({
    organisationId: schoolId,
    pence: 9500n,
    subject: { type: 'place', id: placeId },
  });
});

test('a course without a seat is named, with its day', () => {
  expect(full(session)).toMatchObject({
    code: 'delivery.full',
    message: expect.stringMatching(/^Phonics leaders on 12 May .* is full\.$/),
  });
});

test('a course has so many dates to come, and no more', () => {
  expect(() => datesAllowed(session, 99, 100)).not.toThrow();
  for (const toCome of [100, 101])
    expect(() => datesAllowed(session, toCome, 100)).toThrow(
      refused(
        'delivery.course-dates',
        'Phonics leaders has as many dates to come as one course may have: 100.',
      ),
    );
});
