import { expect, test } from '@jest/globals';
import { rowsPerPage } from '../../kit/page-number.js';
import { presentSchoolsToCall, why } from './presenter.js';

const row = {
  schoolId: 'x',
  school: 'Oakfield Primary School',
  la: 'Warrington',
  town: 'Warrington',
  linkAdviser: null,
  leavingOn: null,
  leaves: null,
  waitingFor: null,
  waitingSince: null,
  last: null,
  lastEndedOn: null,
};

test('why a school is to be called is said by what is most urgent', () => {
  expect(why(row)).toBe('Has not signed an agreement yet.');
  expect(why({ ...row, last: 'Silver', lastEndedOn: '2026-03-31' })).toBe(
    'Has not come back: Silver ended on 31 March 2026.',
  );
  expect(
    why({
      ...row,
      waitingFor: 'Gold',
      waitingSince: new Date('2026-03-20T10:00:00Z'),
      last: 'Silver',
      lastEndedOn: '2026-03-31',
    }),
  ).toBe('Began and has not finished: Gold has waited for approval since 20 March 2026.');
  expect(why({ ...row, leavingOn: '2027-03-31', leaves: 'Silver' })).toBe(
    'Leaving: Silver ends on 31 March 2027.',
  );
});

test('the list goes on over pages, and a town named like its authority is said once', () => {
  const { model } = presentSchoolsToCall(
    Array.from({ length: rowsPerPage + 1 }, () => row),
    2,
  );
  expect(model.rows).toHaveLength(rowsPerPage);
  expect(model.rows[0]).toMatchObject({ place: 'Warrington', linkAdviser: 'None named' });
  expect([model.pages.previous?.href, model.pages.next?.href]).toEqual([
    '/schools-to-call?page=1',
    '/schools-to-call?page=3',
  ]);
});
