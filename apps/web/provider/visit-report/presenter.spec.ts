import { expect, test } from '@jest/globals';
import type { Visit } from '#delivery';
import { Temporal } from '#platform';
import { blankForm } from '../../kit/form.js';
import { presentReport } from './presenter.js';

const day = Temporal.PlainDate.from;

test('before the day of a visit, once it has its report, and to whoever booked it, it is said that there is none to write', () => {
  const asked = (today: string, state: Visit['state'] = 'booked', bookedBy = 'bob') =>
    presentReport(
      {
        visit: { visitId: 'v', visitOn: day('2027-05-12'), purpose: 'Phonics', state, bookedBy } as Visit,
        school: 'Elm Road',
        practitioner: 'Daniel Osei',
        today: day(today),
        actor: { personId: 'ann' },
      },
      blankForm(),
    ).model.blocked;
  expect(asked('2027-05-11')).toBe('The visit is on 12 May 2027; its report can be filed from then.');
  expect(asked('2027-05-12')).toBeNull();
  expect(asked('2027-05-13', 'delivered')).toBe('This visit has its report.');
  expect(asked('2027-05-12', 'booked', 'ann')).toBe(
    'You booked this day for the school, so a colleague here files its report.',
  );
});
