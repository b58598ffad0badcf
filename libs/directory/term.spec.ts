import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { termAround } from './term.js';

const half = (name: string, startsOn: string, endsOn: string) => ({
  name,
  academicYear: 2026,
  startsOn,
  endsOn,
});
const year = [
  half('Autumn 1', '2026-09-02', '2026-10-23'),
  half('Autumn 2', '2026-11-02', '2026-12-18'),
  half('Spring 1', '2027-01-04', '2027-02-12'),
  half('Spring 2', '2027-02-22', '2027-03-24'),
];

test.each([
  ['2026-08-20', 'Autumn', '2026-09-02', '2026-12-18'],
  ['2026-09-02', 'Autumn', '2026-09-02', '2026-12-18'],
  ['2026-10-28', 'Autumn', '2026-09-02', '2026-12-18'],
  ['2026-12-18', 'Autumn', '2026-09-02', '2026-12-18'],
  ['2026-12-19', 'Spring', '2027-01-04', '2027-03-24'],
])('on %s the term is %s, both halves', (on, name, startsOn, endsOn) =>
  expect(termAround(year, Temporal.PlainDate.from(on))).toEqual({ name, startsOn, endsOn }),
);

test('after the last term known there is none', () =>
  expect(termAround(year, Temporal.PlainDate.from('2027-03-25'))).toBeNull());
