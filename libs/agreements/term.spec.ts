import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { nextTerm, proRata, proRataGrant, twelfths, yearOf } from './term.js';

const date = (text: string) => Temporal.PlainDate.from(text);

test.each([
  ['2026-04-01', '04-01', '2026-04-01', '2027-03-31'],
  ['2026-03-31', '04-01', '2025-04-01', '2026-03-31'],
  ['2026-11-22', '09-01', '2026-09-01', '2027-08-31'],
] as const)('%s lies in the year from %s', (on, start, from, to) => {
  const term = yearOf(date(on), start);
  expect([term.startsOn.toString(), term.endsOn.toString()]).toEqual([from, to]);
});

test('the next term follows without a gap, leap years too', () => {
  const term = nextTerm({ startsOn: date('2027-03-01'), endsOn: date('2028-02-29') });
  expect([term.startsOn.toString(), term.endsOn.toString()]).toEqual(['2028-03-01', '2029-02-28']);
});

test('£7,000 split 7/12 and 5/12 (handbook Part 4)', () => {
  expect(twelfths(date('2026-09-01'), date('2027-03-31'))).toBe(7n);
  expect(proRata(700_000n, 7n)).toBe(408_333n);
  expect(700_000n - proRata(700_000n, 7n)).toBe(291_667n);
});

test('grants of a part year are rounded up to what can be used', () => {
  expect(proRataGrant(500n, 'DAY', 7n)).toBe(300n);
  expect(proRataGrant(20_000n, 'CREDIT', 7n)).toBe(11_700n);
  expect(proRataGrant(500n, 'DAY', 12n)).toBe(500n);
});
