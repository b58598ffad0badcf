import { expect, test } from '@jest/globals';
import { priceFor, type PriceRule } from './price.js';

const rule = (over: Partial<PriceRule>): PriceRule => ({
  unit: 'GBP',
  forSchools: 'any',
  basis: 'flat',
  amount: 700_000n,
  minimum: 0n,
  bands: [],
  illustrative: false,
  ...over,
});
const school = (roll: number | null, fundingStatus: 'maintained' | 'academy' = 'maintained') => ({
  organisationId: 'x',
  fundingStatus,
  roll,
});

test('a flat price is the same for every school', () => {
  expect(priceFor([rule({})], 'GBP', school(null))).toEqual({
    unit: 'GBP',
    amount: 700_000n,
    because: 'The same for every school.',
    illustrative: false,
  });
});

test('a price per pupil counts the roll and keeps its minimum', () => {
  const perPupil = [rule({ basis: 'per-pupil', amount: 905n, minimum: 90_000n })];
  expect(priceFor(perPupil, 'GBP', school(412))?.amount).toBe(372_860n);
  expect(priceFor(perPupil, 'GBP', school(60))).toMatchObject({
    amount: 90_000n,
    because: '£9.05 for each of your 60 pupils would be £543.00; the least is £900.00.',
  });
});

test.each([
  [1, 1n],
  [210, 1n],
  [211, 2n],
  [420, 2n],
  [421, 3n],
])('a school of %i pupils is in the right band', (roll, amount) => {
  const byRoll = [
    rule({
      basis: 'by-roll',
      bands: [
        { to: 210, amount: 1n },
        { to: 420, amount: 2n },
        { to: null, amount: 3n },
      ],
    }),
  ];
  expect(priceFor(byRoll, 'GBP', school(roll))?.amount).toBe(amount);
});

test('a price for academies goes before one for any school', () => {
  const rules = [rule({}), rule({ forSchools: 'academy', amount: 800_000n })];
  expect(priceFor(rules, 'GBP', school(1, 'academy'))?.amount).toBe(800_000n);
  expect(priceFor(rules, 'GBP', school(1))?.amount).toBe(700_000n);
  expect(priceFor(rules, 'CREDIT', school(1))).toBeNull();
});

test('without a roll there is no price by pupils', () => {
  expect(() => priceFor([rule({ basis: 'per-pupil' })], 'GBP', school(null))).toThrow('needs a quotation');
});
