import { expect, test } from '@jest/globals';
import { Temporal, type Actor, type Role } from '#platform';
import {
  become,
  callerOf,
  justBooked,
  lastDayToCallOff,
  liesAhead,
  mayCallOff,
  mayEvaluate,
  reportable,
  requireHome,
  saidOf,
} from './visit.js';
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
  const off = (by: 'school' | 'home', today: string) => () =>
    mayCallOff({ visitOn, state: 'booked' }, by, day(today), 2);
  for (const by of ['school', 'home'] as const) expect(off(by, '2026-05-10')).not.toThrow();
  expect(off('school', '2026-05-11')).toThrow(refused('delivery.too-late', '10 May'));
  for (const today of ['2026-05-11', '2026-05-12']) expect(off('home', today)).not.toThrow();
  for (const by of ['school', 'home'] as const)
    expect(off(by, '2026-05-13')).toThrow(refused('delivery.visit-over', '12 May'));
  expect(lastDayToCallOff({ visitOn }, 'school', 2).toString()).toBe('2026-05-10');
  expect(lastDayToCallOff({ visitOn }, 'home', 2).toString()).toBe('2026-05-12');
});

test('what became something else already is called off by nobody', () => {
  for (const by of ['school', 'home', 'staff'] as const)
    expect(() => mayCallOff({ visitOn, state: 'delivered' }, by, day('2026-05-01'), 2, 'ill')).toThrow(
      refused('delivery.visit-state', 'has its report'),
    );
});

const visit = { schoolId: 's', homeId: 'h', practitionerPersonId: 'p' };
const who = (role: Role, organisationId: string, over: Partial<Actor> = {}): Actor => ({
  operatorId: 'o',
  scope: 'party',
  organisationId,
  organisationIds: [organisationId],
  personId: 'someone',
  role,
  requestId: 'r',
  ...over,
});
const forbidden = refused('platform.forbidden');

test('a visit is evaluated by its school, once, when it has its report', () => {
  const evaluate = (actor: Actor, state: VisitState) => () => mayEvaluate(actor, { ...visit, state });
  expect(evaluate(who('chair', 's'), 'delivered')).not.toThrow();
  for (const actor of [who('practitioner', 's'), who('headteacher', 'x')])
    expect(evaluate(actor, 'delivered')).toThrow(forbidden);
  // Who comes may be a governor there: what their visit was worth is for the others to say.
  expect(evaluate(who('chair', 's', { personId: 'p' }), 'delivered')).toThrow(forbidden);
  expect(() =>
    mayEvaluate(who('chair', 's', { personId: null }), {
      ...{ ...visit, practitionerPersonId: null, state: 'delivered' },
    }),
  ).not.toThrow();
  for (const state of ['booked', 'evaluated', 'cancelled'] as const)
    expect(evaluate(who('chair', 's'), state)).toThrow(refused('delivery.visit-state'));
});

test('for a visit’s home act the practitioner who comes and whoever leads their party', () => {
  const acts =
    (actor: Actor, over = {}) =>
    () =>
      requireHome(actor, { ...visit, ...over });
  for (const actor of [
    who('practitioner', 'h', { personId: 'p' }),
    who('manager', 'h'),
    who('headteacher', 'h'),
  ])
    expect(acts(actor)).not.toThrow();
  for (const actor of [
    who('practitioner', 'h'),
    who('practitioner', 'x', { personId: 'p' }),
    who('chair', 'h', { personId: 'p' }),
    who('business-manager', 'h'),
    who('manager', 'x'),
  ])
    expect(acts(actor)).toThrow(forbidden);
  // Nobody signs in as the practitioner yet: nobody is they.
  expect(acts(who('practitioner', 'h', { personId: null }), { practitionerPersonId: null })).toThrow(
    forbidden,
  );
});

test('a visit is called off for its school, its home or the operator, by those who may for each', () => {
  const by = (actor: Actor) => callerOf(actor, visit);
  const staff = (role: Role) => who(role, 'op', { scope: 'operator' });
  expect([by(who('business-manager', 's')), by(who('headteacher', 's'))]).toEqual(['school', 'school']);
  expect(by(who('headteacher', 's', { organisationIds: ['s', 'h'] }))).toBe('school');
  expect([by(who('manager', 'h')), by(who('practitioner', 'h', { personId: 'p' }))]).toEqual([
    'home',
    'home',
  ]);
  expect([by(staff('administrator')), by(staff('broker'))]).toEqual(['staff', 'staff']);
  for (const actor of [who('chair', 's'), who('practitioner', 'h'), who('manager', 'x'), staff('finance')])
    expect(() => by(actor)).toThrow(forbidden);
});

test('staff call a visit off whenever they say why', () => {
  const off = (reason?: string) => () =>
    mayCallOff({ visitOn, state: 'booked' }, 'staff', day('2026-06-30'), 2, reason);
  for (const reason of [undefined, '', 'ok', '  ok  ', 'x'.repeat(501)])
    expect(off(reason)).toThrow(refused('delivery.reason'));
  for (const reason of ['ill', 'Snow closed the school', 'x'.repeat(500)]) expect(off(reason)).not.toThrow();
});

test('why one side calls a visit off may be left out, and is bounded when it is said', () => {
  for (const by of ['school', 'home'] as const) {
    const off = (reason?: string) => () =>
      mayCallOff({ visitOn, state: 'booked' }, by, visitOn.subtract({ days: 5 }), 2, reason);
    for (const reason of [undefined, '', '  ', 'ill']) expect(off(reason)).not.toThrow();
    for (const reason of ['no', 'x'.repeat(501)]) expect(off(reason)).toThrow(refused('delivery.reason'));
  }
});
