import { expect, test } from '@jest/globals';
import type { PractitionerRow, ProposalRow } from '#delivery';
import type { VisitRow } from '#insight';
import type { Role } from '#platform';
import { blankForm } from '../../kit/form.js';
import { presentBook, presentVisits } from './presenter.js';

const practitioner = { name: 'Daniel Osei' } as unknown as PractitionerRow;
const asked = (left: bigint, proposal: ProposalRow | null = null) =>
  presentBook({ practitioner, proposal, days: [], left, later: [] }, blankForm()).model.portion;

test('a whole day is proposed to whoever has one, half a day to whoever has no more', () => {
  expect([asked(150n), asked(100n), asked(50n), asked(0n)]).toEqual(['100', '100', '50', '100']);
  expect(asked(300n, { practitioner: 'Colin Moss', designation: 'LLE', days: 50n } as ProposalRow)).toBe(
    '50',
  );
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
    presentVisits({ ahead: [], past: [visit], away: [] }, { number: 1, awayNumber: 1 }, role).model.past[0]!
      .who;
  expect(who('headteacher')).toBe('Daniel Osei, half a day');
  expect(who('manager')).toBe('Daniel Osei, Elm Road, half a day');
  expect(who('practitioner')).toBe('Elm Road, half a day');
});
