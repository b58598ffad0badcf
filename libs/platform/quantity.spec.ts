import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, GBP, parseQuantity, pounds, proportion, quantity, split, type Unit } from '#platform';

const unit = (code: string, one: string, many: string, places: number): Unit => ({
  ...{ code, label: many, one, many, places },
});
const CREDIT = unit('CREDIT', 'credit', 'credits', 2);
const DAY = unit('DAY', 'day', 'days', 2);
const PLACE = unit('PLACE', 'place', 'places', 0);
const TENTH = unit('TENTH', 'child', 'children', 1);

describe('an amount is written with its unit', () => {
  test.each<[bigint, Unit, string]>([
    [123_450n, GBP, '£1,234.50'],
    [-123_450n, GBP, '−£1,234.50'],
    [5n, GBP, '£0.05'],
    [0n, GBP, '£0.00'],
    [-5n, GBP, '−£0.05'],
    [350n, DAY, '3.5 days'],
    [100n, DAY, '1 day'],
    [-100n, DAY, '−1 days'],
    [0n, DAY, '0 days'],
    [100n, CREDIT, '1 credit'],
    [1_087_050n, CREDIT, '10,870.5 credits'],
    [123_456_789n, CREDIT, '1,234,567.89 credits'],
    [1n, PLACE, '1 place'],
    [1_000n, PLACE, '1,000 places'],
    [10n, TENTH, '1 child'],
    [25n, TENTH, '2.5 children'],
  ])('%s of %s', (amount, unit, text) => expect(quantity(amount, unit)).toBe(text));

  test('the pence of a plan’s price are left out when there are none', () => {
    expect(pounds(700_000n, { whole: true })).toBe('£7,000');
    expect(pounds(700_050n, { whole: true })).toBe('£7,000.50');
    expect(pounds(700_000n)).toBe('£7,000.00');
  });

  test('a program reads neither unit nor grouping', () => {
    expect(decimal(1_087_050n, CREDIT)).toBe('10870.5');
    expect(decimal(-5n, DAY)).toBe('−0.05');
    expect(decimal(-12n, PLACE)).toBe('−12');
  });
});

describe('an amount is read as people type it', () => {
  test.each<[string, Unit, bigint]>([
    ['1,234.50', GBP, 123_450n],
    ['£7000', GBP, 700_000n],
    [' 0.5 ', DAY, 50n],
    ['0.05', CREDIT, 5n],
    ['2', PLACE, 2n],
    ['2.5', TENTH, 25n],
    ['999999999999', GBP, 99_999_999_999_900n],
  ])('%s in %s', (text, unit, amount) => expect(parseQuantity(text, unit)).toBe(amount));

  test.each<[string, Unit, string]>([
    ['', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['1.234', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['-1', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['7000£', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['12,50', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['1,2345', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['1,234,56', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    [',5', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
    ['£5', CREDIT, 'Enter an amount in credits, like 2.50.'],
    ['x1', DAY, 'Enter an amount in days, like 2.50.'],
    ['1e3', CREDIT, 'Enter an amount in credits, like 2.50.'],
    ['0.5', PLACE, 'Enter an amount in places, like 2.'],
    ['0.25', TENTH, 'Enter an amount in children, like 2.5.'],
    ['1000000000000', GBP, 'Enter an amount in pounds and pence, like 2.50.'],
  ])('%s is no amount in %s', (text, unit, message) => {
    expect(() => parseQuantity(text, unit)).toThrow(
      expect.objectContaining({ code: 'platform.amount', kind: 'invalid', message }),
    );
  });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 99_999_999_999n),
        fc.constantFrom<Unit>(GBP, CREDIT, DAY, PLACE),
        (amount, unit) => {
          expect(parseQuantity(decimal(amount, unit), unit)).toBe(amount);
        },
      ),
    );
  });
});

describe('a share of an amount', () => {
  test.each([
    [100n, 1n, 3n, 33n],
    [100n, 2n, 3n, 67n],
    [5n, 1n, 2n, 3n],
    [-5n, 1n, 2n, -3n],
    [4n, 1n, 8n, 1n],
    [-4n, 1n, 8n, -1n],
    [0n, 1n, 2n, 0n],
    [425_000n, 7n, 12n, 247_917n],
  ])('%s × %s ÷ %s is rounded half away from zero', (amount, numerator, denominator, share) =>
    expect(proportion(amount, numerator, denominator)).toBe(share),
  );

  test('is never further than half a penny from the truth', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        fc.bigInt(0n, 10n ** 6n),
        fc.bigInt(1n, 10n ** 6n),
        (amount, numerator, denominator) => {
          const error = proportion(amount, numerator, denominator) * denominator - amount * numerator;
          expect((error < 0n ? -error : error) * 2n).toBeLessThanOrEqual(denominator);
        },
      ),
    );
  });
});

test('splitting loses no penny, and the first shares take what is left over', () => {
  expect(split(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  expect(split(1_000n, [50n, 25n, 25n])).toEqual([500n, 250n, 250n]);
});
