import { expect, test } from '@jest/globals';
import type { PlaceRow } from '#insight';
import { Temporal } from '#platform';
import { blankForm } from '../../kit/form.js';
import { presentCourse, presentPlaceCheck, presentPlaces, type Course } from './presenter.js';

const session = {
  sessionId: 'c',
  title: 'Phonics leaders',
  heldOn: '2027-05-12',
  startsAt: '09:30',
  venue: 'Town Hall',
  provider: 'Elm Hub',
  registerTakenOn: null,
  left: 3n,
};
const course = {
  session,
  offer: { summary: 'Three mornings' },
  ways: [],
  closed: null,
  beyond: null,
} as unknown as Course;
const on = (today: string, noticeDays = 2) => ({
  today: Temporal.PlainDate.from(today),
  now: Temporal.Instant.from(`${today}T07:00:00Z`),
  noticeDays,
});

test('a place is given back from the list in the operator’s notice; later it says until when, and whom to ask', () => {
  const place = {
    placeId: 'p',
    attendee: 'Jo Bright',
    means: 'free',
    state: 'booked',
    total: 1,
    ...session,
  } as unknown as PlaceRow & { total: number };
  const shown = (today: string, over: Partial<PlaceRow> = {}) =>
    presentPlaces([{ ...place, ...over }], on(today), 1).model.places[0]!;
  const seen = (today: string, over: Partial<PlaceRow> = {}) => {
    const { giveBack, stays } = shown(today, over);
    return stays ?? giveBack?.href ?? null;
  };
  expect(seen('2027-05-10')).toBe('/places/p/cancellation');
  expect(seen('2027-05-11')).toBe(
    'This place could be given back until 10 May 2027. Ask the provider whether someone else may come instead.',
  );
  for (const [today, state] of [
    ['2027-05-13', 'booked'],
    ['2027-05-13', 'attended'],
    ['2027-05-01', 'cancelled'],
  ] as const)
    expect(seen(today, { state })).toBeNull();
  // Whose day is over is not booked any more, whether or not its register was taken.
  expect(shown('2027-05-12').state.text).toBe('Booked');
  expect(shown('2027-05-13').state.text).toBe('Register awaited');
  expect(shown('2027-05-13', { state: 'absent' }).state.text).toBe('Did not attend');
});

test('before a place is booked it is said until when it can be given back', () => {
  const said = (today: string, noticeDays?: number) =>
    (presentPlaceCheck(course, on(today, noticeDays), blankForm()).model as { then: string }).then;
  expect(said('2027-05-10')).toContain('give it back until Monday 10 May 2027');
  expect(said('2027-05-11')).toContain('so near that you cannot give it back');
  expect(said('2027-05-12', 0)).toContain('give it back until the course begins');
});

test('a course whose day is over, or that is the school’s own, asks for nobody, whether or not its register was taken', () => {
  const seen = (today: string, over = {}, schoolId = 'school') => {
    const { over: past, full } = presentCourse(
      { ...course, schoolId, session: { ...course.session, providerId: 'provider', ...over } },
      Temporal.PlainDate.from(today),
      blankForm(),
    ).model;
    return past ?? (full ? 'full' : 'open');
  };
  expect(seen('2027-05-12')).toBe('open');
  expect(seen('2027-05-12', { left: 0n })).toBe('full');
  expect(seen('2027-05-12', {}, 'provider')).toContain('neither bought nor billed');
  expect(seen('2027-05-13')).toBe('Phonics leaders has taken place.');
  expect(seen('2027-05-13', { left: 0n })).toBe('Phonics leaders has taken place.');
  expect(seen('2027-05-12', { registerTakenOn: '2027-05-12' })).toBe('Phonics leaders has taken place.');
});
