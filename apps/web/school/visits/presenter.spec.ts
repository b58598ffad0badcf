import { expect, test } from '@jest/globals';
import type { PractitionerRow, ProposalRow } from '#delivery';
import type { VisitRow } from '#insight';
import { Temporal, type Actor, type Role } from '#platform';
import { blankForm } from '../../kit/form.js';
import { presentBook, presentCheck, presentVisit, presentVisits, type Booking } from './presenter.js';

const practitioner = { name: 'Daniel Osei' } as unknown as PractitionerRow;
const asked = (left: bigint, proposal: ProposalRow | null = null) =>
  presentBook({ practitioner, proposal, closed: null, days: [], left, later: [] }, blankForm()).model.portion;

test('a whole day is proposed to whoever has one, half a day to whoever has no more', () => {
  expect([asked(150n), asked(100n), asked(50n), asked(0n)]).toEqual(['100', '100', '50', '100']);
  expect(asked(300n, { practitioner: 'Colin Moss', designation: 'LLE', days: 50n } as ProposalRow)).toBe(
    '50',
  );
});

test('no day to choose is put down to the entitlement where that pays for none, and a later one asked for where one begins', () => {
  const on = Temporal.PlainDate.from('2027-05-12');
  const booking = { practitioner, proposal: null, closed: null, days: [], left: 100n, later: [] };
  const hint = (over: Partial<Booking>) => presentBook({ ...booking, ...over }, blankForm()).model.dayHint;
  expect(hint({ days: [{ on, free: 100n }] })).toBe('The next school days on your calendar.');
  expect(hint({})).toBe('Your entitlement pays for none of the next school days.');
  const later = [
    { from: on, available: 300n },
    // Of which everything is booked already.
    { from: on.add({ years: 1 }), available: 0n },
  ];
  expect(presentBook({ ...booking, later }, blankForm()).model.intro).toContain(
    'You have 1 day left of your entitlement, and 3 more from 12 May 2027.',
  );
  expect(hint({ later })).toBe('Your entitlement pays for none of the next school days: enter a later one.');
  // Agreed support is paid for already.
  const agreed = { practitioner: 'Colin Moss', designation: 'LLE', days: 50n } as ProposalRow;
  expect(hint({ proposal: agreed })).toBe('The next school days on your calendar.');
});

test('a list of visits says whom and where, and tells nobody of themselves', () => {
  const visit = {
    visitId: 'v',
    practitioner: 'Daniel Osei',
    school: 'Elm Road',
    visitOn: '2027-05-12',
    portion: 50n,
    purpose: 'Phonics',
    state: 'delivered',
    total: 1,
  } as VisitRow & { total: number };
  const who = (role: Role) =>
    presentVisits(
      { ahead: [], past: [visit], away: [] },
      { number: 1, awayNumber: 1 },
      role,
      on('2027-05-13').today,
    ).model.past[0]!.who;
  expect(who('headteacher')).toBe('Daniel Osei, half a day');
  expect(who('manager')).toBe('Daniel Osei, Elm Road, half a day');
  expect(who('practitioner')).toBe('Elm Road, half a day');
});

const head: Actor = {
  operatorId: 'o',
  scope: 'party',
  organisationId: 's',
  organisationIds: ['s'],
  personId: 'head',
  role: 'headteacher',
  requestId: 'r',
};
const visit = {
  visitId: 'v',
  schoolId: 's',
  homeId: 'h',
  school: 'Elm Road',
  home: 'Hub',
  practitioner: 'Daniel Osei',
  practitionerPersonId: 'daniel',
  visitOn: '2027-05-12',
  portion: 50n,
  purpose: 'Phonics',
  state: 'booked',
  bookedBy: 'booker',
} as VisitRow;
const on = (today: string, noticeDays = 5) => ({ today: Temporal.PlainDate.from(today), noticeDays });

test('a visit is called off from its page in the operator’s notice; later it says until when, and whom to ask', () => {
  const seen = (today: string, actor = head, over: Partial<VisitRow> = {}) => {
    const { cancelHref, stays } = presentVisit({ ...visit, ...over }, actor, on(today)).model;
    return stays ?? cancelHref;
  };
  expect(seen('2027-05-07')).toBe('/visits/v/cancellation');
  expect(seen('2027-05-08')).toBe(
    'This visit could be called off until 7 May 2027. Ring the practitioner, who may still call it off.',
  );
  expect(seen('2027-05-13')).toContain('tell the organisation that runs this marketplace');
  expect(seen('2027-05-13', head, { state: 'delivered' })).toBeNull();
  expect(seen('2027-05-01', { ...head, role: 'chair' })).toBeNull();
  const manager: Actor = { ...head, role: 'manager', organisationIds: ['h'] };
  expect(seen('2027-05-12', manager)).toBe('/visits/v/cancellation');
  expect(seen('2027-05-12', { ...manager, role: 'practitioner' })).toBeNull();
  const broker: Actor = { ...head, scope: 'operator', role: 'broker', organisationIds: ['o'] };
  expect(seen('2027-06-12', broker)).toBe('/visits/v/cancellation');
});

test('a report is filed from the page of a visit by those who may, from its day on', () => {
  const seen = (today: string, role: Role, over: Partial<Actor> = {}) =>
    presentVisit(visit, { ...head, organisationIds: ['h'], role, ...over }, on(today)).model.reportHref !==
    null;
  expect(seen('2027-05-12', 'manager')).toBe(true);
  expect(seen('2027-05-11', 'manager')).toBe(false);
  expect(seen('2027-05-12', 'practitioner')).toBe(false);
  expect(seen('2027-05-12', 'practitioner', { personId: 'daniel' })).toBe(true);
  expect(seen('2027-05-12', 'manager', { personId: 'booker' })).toBe(false);
});

test('a visit whose day is over and that has no report is not booked any more: its report is awaited', () => {
  const seen = (today: string, over: Partial<VisitRow> = {}) => {
    const { state, expect: then } = presentVisit({ ...visit, ...over }, head, on(today)).model;
    return [state.text, then];
  };
  expect(seen('2027-05-12')).toEqual(['Booked', 'The report will appear here after the visit.']);
  expect(seen('2027-05-13')).toEqual([
    'Report awaited',
    'The visit was on 12 May 2027. Its report is awaited, and will appear here.',
  ]);
  expect(seen('2027-05-13', { state: 'delivered' })).toEqual(['To evaluate', null]);
});

test('before a day is booked it is said until when it can be called off', () => {
  const said = (today: string) => {
    const booking = {
      practitioner,
      proposal: null,
      closed: null,
      days: [],
      left: 100n,
      later: [],
    } satisfies Booking;
    const form = blankForm({ portion: '50', purpose: 'Phonics' });
    return (
      presentCheck(booking, Temporal.PlainDate.from('2027-05-12'), on(today), form).model as { then: string }
    ).then;
  };
  expect(said('2027-05-07')).toContain('call it off until Friday 7 May 2027');
  expect(said('2027-05-08')).toContain('so near that you cannot call it off');
});
