import { expect, test } from '@jest/globals';
import '#agreements';
import '#identity';
import '#invoicing';
import '#ledger';
import '#notifications';
import { jobTypes, Temporal } from '#platform';
import { rowsPerPage } from '../../kit/page-number.js';
import { presentUnfinished } from './presenter.js';

const failure = {
  failureId: '01900000-0000-7000-8000-000000000001',
  work: 'invoicing.bill-due',
  entityId: '01900000-0000-7000-8000-000000000002',
  about: 'Gold',
  schoolId: '01900000-0000-7000-8000-000000000003',
  school: 'Elm School',
  reason: 'Someone sells here whose tax details are not recorded yet.',
  attempts: 3,
  since: new Date('2027-07-01T08:00:00Z'),
  lastAt: new Date('2027-07-02T08:00:00Z'),
  retryAt: new Date('2027-07-02T12:00:00Z'),
};

test('what failed for one reason is one list of whom it is about, since when and how often, tried again together', () => {
  const other = {
    ...failure,
    failureId: '01900000-0000-7000-8000-000000000004',
    about: 'Silver',
    attempts: 1,
  };
  const strange = { ...failure, reason: 'No address.', schoolId: null, school: null, about: null };
  const { model } = presentUnfinished([failure, other, strange], [], 1);
  expect(model.groups).toMatchObject([
    {
      work: 'An invoice or journal',
      why: 'Someone sells here whose tax details are not recorded yet.',
      action: `/what-did-not-happen/${failure.failureId}/try-again`,
      button: 'Try these again',
      rows: [
        {
          school: { text: 'Elm School', href: `/parties/${failure.schoolId}` },
          about: 'Gold',
          since: '1 July 2027, 09:00',
          tried: '3 times, last on 2 July 2027, 09:00',
          again: 'From 2 July 2027, 13:00',
        },
        { about: 'Silver', tried: '1 time, last on 2 July 2027, 09:00' },
      ],
    },
    { why: 'No address.', button: 'Try again', rows: [{ school: null, about: 'No one school' }] },
  ]);
  expect(model.pages).toEqual({ shown: null });
});

test('every work that may fail is said in words, not by its name', () => {
  const said = jobTypes().map(({ name: work }) => presentUnfinished([{ ...failure, work }], [], 1).model);
  expect(said.length).toBeGreaterThan(25);
  expect(said.map(({ groups }) => groups[0]!.work).filter((one) => one.includes('.'))).toEqual([]);
});

test('letters that wait say why; a long list goes on', () => {
  const since = Temporal.Instant.from('2027-01-01T09:00:00Z');
  const many = Array.from({ length: rowsPerPage + 1 }, () => failure);
  const { model } = presentUnfinished(
    many,
    [
      { because: 'no-server', messages: 12, since },
      { because: null, messages: 1, since },
    ],
    2,
  );
  expect(model.letters).toEqual([
    '12 letters are waiting because no mail server is set (SMTP_URL), since 1 January 2027, 09:00.',
    '1 letter is on the way, since 1 January 2027, 09:00.',
  ]);
  expect(model.groups[0]!.rows).toHaveLength(rowsPerPage);
  expect(model.pages).toMatchObject({
    previous: { href: '/what-did-not-happen?page=1' },
    next: { href: '/what-did-not-happen?page=3' },
  });
});
