import { expect, test } from '@jest/globals';
import type { Place, Session } from '#delivery';
import { Temporal } from '#platform';
import { blankForm, readForm } from '../../kit/form.js';
import { RegisterForm } from './form.js';
import { presentCourseDates, presentSession } from './presenter.js';

const session = {
  sessionId: 'c',
  title: 'Phonics leaders',
  heldOn: '2027-05-12',
  startsAt: '09:30',
  venue: 'Town Hall',
  capacity: 5,
  left: 3n,
  registerTakenOn: null,
} as Session & { left: bigint };
const at = (time: string) => Temporal.Instant.from(`2027-05-12T${time}Z`);
const shown = (now: Temporal.Instant, places: readonly Place[] = [], over: Partial<Session> = {}) =>
  presentSession(
    { ...session, ...over },
    places,
    new Map([['s', 'Elm Road']]),
    [{ code: 'COACHING', label: 'Coaching hours' }],
    now,
    blankForm(),
  ).model;

test('a register is offered from when the course begins in London, until it is taken', () => {
  const listed = (now: Temporal.Instant) =>
    presentCourseDates({ open: [session], past: [] }, now, 1).model.open[0]!;
  expect([shown(at('08:29')).open, listed(at('08:29')).register]).toEqual([false, '']);
  expect([shown(at('08:30')).open, listed(at('08:30')).register]).toEqual([true, 'To take']);
  expect(shown(at('18:00'), [], { registerTakenOn: '2027-05-12' }).open).toBe(false);
});

test('each place says what paid for it, a unit of the operator’s own included', () => {
  const place = (means: Place['means'], unit: string) =>
    ({ placeId: means, schoolId: 's', attendee: 'Jo Bright', means, unit, state: 'booked' }) as Place;
  const paid = [
    place('free', 'PLACE'),
    place('money', 'GBP'),
    place('COACHING' as Place['means'], 'COACHING'),
  ];
  expect(shown(at('08:00'), paid).places.map((cells) => cells[2])).toEqual([
    'A free place',
    'Money',
    'Coaching hours',
  ]);
});

test('a register marks places, or nobody', () => {
  const place = 'a1503063-de01-5a4c-b513-89c76fbba480';
  for (const attended of ['nobody', place, [place, place]])
    expect(readForm(RegisterForm, { attended }).ok).toBe(true);
  for (const attended of ['x', [place, 'x']])
    expect(readForm(RegisterForm, { attended }).form.errors).toHaveProperty('attended');
});

test('a date that nobody booked does not go on waiting for bookings', () => {
  const said = (over: Partial<Session> = {}) => shown(at('08:00'), [], over).nobody;
  expect(said()).toMatch(/^Nobody has booked yet/);
  expect(said({ registerTakenOn: '2027-05-12' })).toBe('Nobody had booked.');
});
