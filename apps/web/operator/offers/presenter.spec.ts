import { expect, test } from '@jest/globals';
import type { Offer, PriceRule } from '#catalogue';
import { GBP, Temporal } from '#platform';
import { CREDIT } from '#operating-model';
import { presentOffers, priceSentence } from './presenter.js';

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

test('a price is said as on the telephone', () => {
  expect(priceSentence(rule({}))).toBe('£7,000');
  expect(priceSentence(rule({ forSchools: 'academy' }))).toBe('£7,000 for academies');
  expect(priceSentence(rule({ basis: 'per-pupil', amount: 905n, minimum: 90_000n }))).toBe(
    '£9.05 a pupil, at least £900',
  );
  expect(
    priceSentence(
      rule({
        basis: 'by-roll',
        bands: [
          { to: 210, amount: 120_000n },
          { to: null, amount: 260_000n },
        ],
      }),
    ),
  ).toBe('£1,200 up to 210 pupils; £2,600 above that');
  expect(priceSentence(rule({ unit: CREDIT, amount: 950n }))).toBe('9.5 credits');
});

test('staff read until when an offer stands', () => {
  const offer = {
    kind: 'service',
    title: 'Review',
    withdrawnOn: Temporal.PlainDate.from('2027-05-01'),
    prices: [],
    grants: [],
    accepts: [],
  } as unknown as Offer;
  const { model } = presentOffers(
    { offers: [offer], total: 51 },
    new Map(),
    Temporal.PlainDate.from('2027-04-01'),
    1,
  );
  expect(model.pages).toEqual({ next: { href: '/offers?page=2' }, shown: '1 to 50 of 51' });
  expect(model.kinds).toMatchObject([{ offers: [{ until: 'Offered until 30 April 2027' }] }]);
});
