import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { become, justBooked, liesAhead, mayCallOff, reportable, saidOf } from './visit.js';
import type { Visit, VisitState } from './visit.entity.js';

const day = Temporal.PlainDate.from;
const refused = (code: string, sentence = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(sentence) });
const states: VisitState[] = ['booked', 'delivered', 'evaluated', 'cancelled'];
const visitOn = day('2026-05-12');

test('a booked visit is delivered or called off, a delivered one evaluated, and nothing else becomes of it', () => {
  const may = states.flatMap((from) =>
    states.flatMap((to) => {
      try {
        become({ state: from } as Visit, to);
        return [`${from} -> ${to}`];
      } catch (error) {
        expect(error).toMatchObject({ code: 'delivery.visit-state' });
        return [];
      }
    }),
  );
  expect(may).toEqual(['booked -> delivered', 'booked -> cancelled', 'delivered -> evaluated']);
  expect(() => become({ state: 'cancelled' } as Visit, 'delivered')).toThrow('was called off');
});

test('nothing has become of a visit that was just booked', () => {
  const { state, version, ...later } = justBooked;
  expect([state, version]).toEqual(['booked', 1]);
  expect(Object.values(later)).toEqual(Object.values(later).map(() => null));
});

test('what a visit’s row may say is said with it, its rating as the database writes it', () => {
  const visit = { visitId: 'v', schoolId: 's', practitionerId: 'p', state: 'evaluated', rating: 5 } as Visit;
  expect(saidOf(visit)).toEqual(['v', 's', 'p', 'evaluated', '5']);
  expect(saidOf({ ...visit, rating: null })[4]).toBeNull();
});

test('a report is filed from the visit’s day on', () => {
  const report =
    (today: string, state: VisitState = 'booked') =>
    () =>
      reportable({ visitOn, state } as Visit, day(today));
  expect(report('2026-05-11')).toThrow(refused('delivery.not-yet', '12 May'));
  for (const today of ['2026-05-12', '2026-05-13']) expect(report(today)).not.toThrow();
  expect(report('2026-05-13', 'delivered')).toThrow(refused('delivery.visit-state', 'has its report'));
});

test('a day is booked from today to the horizon', () => {
  const on = (date: string) => () => liesAhead(day(date), visitOn, 10);
  for (const date of ['2026-05-12', '2026-05-22']) expect(on(date)).not.toThrow();
  expect(on('2026-05-11')).toThrow(refused('delivery.past'));
  expect(on('2026-05-23')).toThrow(refused('delivery.too-far', '22 May'));
});

test('a school calls a visit off in its notice, the practitioner’s party until the day is over', () => {
  const off = (by: 'school' | 'home', today: string) => () => mayCallOff({ visitOn }, by, day(today), 2);
  for (const by of ['school', 'home'] as const) expect(off(by, '2026-05-10')).not.toThrow();
  expect(off('school', '2026-05-11')).toThrow(refused('delivery.too-late', '10 May'));
  for (const today of ['2026-05-11', '2026-05-12']) expect(off('home', today)).not.toThrow();
  for (const by of ['school', 'home'] as const)
    expect(off(by, '2026-05-13')).toThrow(refused('delivery.visit-over', '12 May'));
});

test('staff call a visit off whenever they say why', () => {
  const off = (reason?: string) => () => mayCallOff({ visitOn }, 'staff', day('2026-06-30'), 2, reason);
  for (const reason of [undefined, '', 'ok', '  ok  '])
    expect(off(reason)).toThrow(refused('delivery.reason'));
  for (const reason of ['ill', 'Snow closed the school']) expect(off(reason)).not.toThrow();
});
