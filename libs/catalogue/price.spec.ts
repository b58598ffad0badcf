import { expect, test } from '@jest/globals';
import { GBP, type Unit } from '#platform';
import { CREDIT } from '#operating-model';
import { asShown, priceFor, type PriceRule } from './price.js';

const rule = (over: Partial<PriceRule>): PriceRule => ({
  unit: GBP,
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
    unit: GBP,
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
    because: '£9.05 for each of your 60 pupils would be £543.00; the minimum is £900.00.',
  });
});

const byRoll = (unit: Unit = GBP) => [
  rule({
    unit,
    basis: 'by-roll',
    bands: [
      { to: 210, amount: 350_000n },
      { to: 420, amount: 500_000n },
      { to: null, amount: 700_000n },
    ],
  }),
];

test.each([
  [1, 350_000n, 'Schools with up to 210 pupils pay £3,500; you have 1.'],
  [210, 350_000n, 'Schools with up to 210 pupils pay £3,500; you have 210.'],
  [211, 500_000n, 'Schools with 211 to 420 pupils pay £5,000; you have 211.'],
  [420, 500_000n, 'Schools with 211 to 420 pupils pay £5,000; you have 420.'],
  [421, 700_000n, 'Schools with 421 pupils or more pay £7,000; you have 421.'],
])('a school of %i pupils is in the right band', (roll, amount, because) => {
  expect(priceFor(byRoll(), 'GBP', school(roll))).toMatchObject({ amount, because });
});

test('a price in credits says credits', () => {
  expect(priceFor(byRoll(CREDIT), 'CREDIT', school(9))).toMatchObject({
    unit: CREDIT,
    because: 'Schools with up to 210 pupils pay 3,500 credits; you have 9.',
  });
});

test('one band for everybody is said plainly', () => {
  const all = [rule({ basis: 'by-roll', bands: [{ to: null, amount: 350_050n }], illustrative: true })];
  expect(priceFor(all, 'GBP', school(9))).toEqual({
    unit: GBP,
    amount: 350_050n,
    because: 'Schools with any number of pupils pay £3,500.50; you have 9.',
    illustrative: true,
  });
});

test('a roll beyond the last band needs a quotation', () => {
  const upTo = [rule({ basis: 'by-roll', bands: [{ to: 210, amount: 1n }] })];
  expect(() => priceFor(upTo, 'GBP', school(211))).toThrow(
    expect.objectContaining({ code: 'catalogue.roll-unknown' }),
  );
});

test('a price per pupil that comes to its minimum is said plainly', () => {
  const perPupil = [rule({ basis: 'per-pupil', amount: 1_000n, minimum: 60_000n })];
  expect(priceFor(perPupil, 'GBP', school(60))).toMatchObject({
    amount: 60_000n,
    because: '£10.00 for each of your 60 pupils.',
  });
});

test('a price for academies goes before one for any school', () => {
  const rules = [rule({}), rule({ forSchools: 'academy', amount: 800_000n })];
  expect(priceFor(rules, 'GBP', school(1, 'academy'))?.amount).toBe(800_000n);
  expect(priceFor(rules, 'GBP', school(1))?.amount).toBe(700_000n);
  expect(priceFor(rules, 'GBP', school(1, 'academy'))?.because).toBe('The same for every academy school.');
  for (const status of ['academy', 'maintained'] as const)
    expect(priceFor(rules, 'CREDIT', school(1, status))).toBeNull();
  expect(priceFor([rule({ forSchools: 'academy' })], 'GBP', school(1))).toBeNull();
});

test('without a roll there is no price by pupils', () => {
  for (const basis of ['per-pupil', 'by-roll'] as const)
    expect(() => priceFor([rule({ basis, bands: [{ to: null, amount: 1n }] })], 'GBP', school(null))).toThrow(
      'needs a quotation',
    );
});

test('what is ordered costs what was shown; who was shown nothing is asked nothing', () => {
  const asked = { amount: 100n, unit: GBP };
  for (const shown of [{ amount: 100n, unit: 'GBP' }, undefined])
    expect(() => asShown(asked, shown)).not.toThrow();
  for (const over of [{ amount: 99n }, { amount: 101n }, { amount: 0n }, { unit: 'CREDIT' }])
    expect(() => asShown(asked, { amount: 100n, unit: 'GBP', ...over })).toThrow(
      expect.objectContaining({ code: 'catalogue.price-changed' }),
    );
});
