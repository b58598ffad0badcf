import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { CREDIT, DAY, PLACE } from '#operating-model';
import { billsOn, isOver, nextTerm, proRata, proRataGrant, startsWithin, twelfths, yearOf } from './term.js';

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
  expect(proRataGrant(500n, DAY, 7n)).toBe(300n);
  expect(proRataGrant(20_000n, CREDIT, 7n)).toBe(11_700n);
  expect(proRataGrant(500n, DAY, 12n)).toBe(500n);
});

test('a part year is paid by months of its year, the one it starts in included', () => {
  for (const [from, to, months] of [
    ['2026-04-01', '2027-03-31', 12n],
    ['2026-04-30', '2027-03-31', 12n],
    ['2026-05-01', '2027-03-31', 11n],
    ['2027-03-31', '2027-03-31', 1n],
    // Years that end on another day than the 31st.
    ['2026-05-31', '2027-04-30', 12n],
    ['2026-03-31', '2027-02-28', 12n],
    ['2027-05-14', '2027-05-14', 1n],
    ['2026-06-14', '2027-05-14', 12n],
    ['2026-06-15', '2027-05-14', 11n],
  ] as const)
    expect([from, to, twelfths(date(from), date(to))]).toEqual([from, to, months]);
});

test('a place is granted whole, and so is what the operator counts, whatever its minor unit', () => {
  expect(proRataGrant(4n, PLACE, 7n)).toBe(3n);
  const hours = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
  expect(proRataGrant(600n, hours, 7n)).toBe(400n);
  expect(proRataGrant(600n, hours, 12n)).toBe(600n);
});

test('it is billed so many days before it starts, and over the day after it ends', () => {
  expect(billsOn(date('2026-04-01'), 30).toString()).toBe('2026-03-02');
  expect(isOver({ endsOn: date('2027-03-31') }, date('2027-03-31'))).toBe(false);
  expect(isOver({ endsOn: date('2027-03-31') }, date('2027-04-01'))).toBe(true);
});

const window = { start_back_days: 31, start_ahead_days: 366, dated_back_days: 366 };

test('a start lies in a window round today, its first and last day included', () => {
  const start = (on: string) => () => startsWithin(date(on), date('2026-10-31'), window);
  expect(start('2026-09-29')).toThrow(expect.objectContaining({ code: 'agreements.start-too-early' }));
  expect(start('2026-09-29')).toThrow('It can start on 30 September 2026 at the earliest.');
  expect(start('2026-09-30')).not.toThrow();
  expect(start('2027-11-01')).not.toThrow();
  expect(start('2027-11-02')).toThrow(expect.objectContaining({ code: 'agreements.start-too-late' }));
  expect(start('2027-11-02')).toThrow('It can start on 1 November 2027 at the latest.');
});

test('who says why dates it further back, to a bound of its own, and no further ahead', () => {
  const start = (on: string) => () =>
    startsWithin(date(on), date('2026-10-31'), window, 'The signed paper was found.');
  expect(start('2025-10-29')).toThrow(expect.objectContaining({ code: 'agreements.start-too-early' }));
  expect(start('2025-10-29')).toThrow('It can be dated back to 30 October 2025 at the earliest.');
  expect(start('2025-10-30')).not.toThrow();
  expect(start('2027-11-01')).not.toThrow();
  expect(start('2027-11-02')).toThrow(expect.objectContaining({ code: 'agreements.start-too-late' }));
});
