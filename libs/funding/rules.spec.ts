import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { amountAllowed, asOf, datesAllowed, earmarksAllowed, isOpen } from './rules.js';

const day = Temporal.PlainDate.from;
const refused = (code: string, sentence: string) =>
  expect.objectContaining({ code, kind: 'invalid', message: expect.stringContaining(sentence) });

test('what is left is available to the last day, and unspent from the day after; what was promised stays', () => {
  const money = { available: 40n, committed: 25n, spent: 35n };
  const on = (today: string) => asOf(money, '2027-03-31', day(today));
  expect(on('2027-03-31')).toEqual({ ...money, unspent: 0n });
  expect(on('2027-04-01')).toEqual({ available: 0n, unspent: 40n, committed: 25n, spent: 35n });
});

test('an amount is above nothing, and at most what the operator allows', () => {
  for (const amount of [1n, 5000n]) expect(() => amountAllowed(amount, 5000n)).not.toThrow();
  expect(() => amountAllowed(5001n)).not.toThrow();
  for (const amount of [0n, -1n])
    expect(() => amountAllowed(amount)).toThrow(refused('funding.amount', 'above £0'));
  expect(() => amountAllowed(5001n, 5000n)).toThrow(refused('funding.amount', '£50.00 at most'));
});

test('a fund is open from its first day to its last', () => {
  const open = (today: string) => () =>
    isOpen({ title: 'Reading', opensOn: '2026-04-14', closesOn: '2026-04-30' }, day(today));
  for (const today of ['2026-04-14', '2026-04-30']) expect(open(today)).not.toThrow();
  expect(open('2026-04-13')).toThrow(
    expect.objectContaining({ code: 'funding.not-open', message: expect.stringContaining('14 April 2026') }),
  );
  expect(open('2026-05-01')).toThrow(
    expect.objectContaining({ code: 'funding.closed', message: expect.stringContaining('has closed') }),
  );
});

test('a school has so many open earmarks of one authority, and no more', () => {
  expect(() => earmarksAllowed(23, 24)).not.toThrow();
  for (const open of [24, 25])
    expect(() => earmarksAllowed(open, 24)).toThrow(
      expect.objectContaining({
        code: 'funding.open-earmarks',
        message: expect.stringContaining(
          'may make for it: 24. Earmark again when one of their funds has closed',
        ),
      }),
    );
});

test('a fund runs from its first day to a later one that is not past, and no longer than the operator allows', () => {
  const dates = (opensOn: string, closesOn: string) => () =>
    datesAllowed({ opensOn: day(opensOn), closesOn: day(closesOn) }, day('2026-04-13'), 10);
  for (const [opensOn, closesOn] of [
    ['2026-04-03', '2026-04-13'],
    ['2026-04-12', '2026-04-13'],
    ['2026-04-23', '2026-05-03'],
  ] as const)
    expect(dates(opensOn, closesOn)).not.toThrow();
  expect(dates('2026-04-14', '2026-04-14')).toThrow(refused('funding.dates', 'after the first'));
  expect(dates('2026-04-15', '2026-04-14')).toThrow(refused('funding.dates', 'after the first'));
  expect(dates('2026-04-03', '2026-04-12')).toThrow(refused('funding.dates', 'in the past'));
  expect(dates('2026-04-13', '2026-04-24')).toThrow(refused('funding.dates', '10 days at most'));
  expect(dates('2026-04-24', '2026-04-30')).toThrow(refused('funding.dates', 'within the next 10 days'));
});
