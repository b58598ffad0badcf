import { expect, test } from '@jest/globals';
import { creditsSpent, issued, poolOf, poolsOf } from '#entitlements';

test('a school has a pool for days, for credits and for free places, each with lots', () => {
  expect(poolsOf('school')).toEqual([
    { owner: 'school', unit: 'DAY', code: 'entitlement', lots: true },
    { owner: 'school', unit: 'CREDIT', code: 'credit-bank', lots: true },
    { owner: 'school', unit: 'PLACE', code: 'free-places', lots: true },
  ]);
  expect(poolOf('school', 'PLACE').code).toBe('free-places');
});

test('grants come from an account of the operator, one per unit', () => {
  expect((['DAY', 'CREDIT', 'PLACE'] as const).map(issued)).toEqual([
    { owner: null, unit: 'DAY', code: 'issued' },
    expect.objectContaining({ owner: null, unit: 'CREDIT' }),
    { owner: null, unit: 'PLACE', code: 'issued' },
  ]);
  expect(creditsSpent).toEqual({ owner: null, unit: 'CREDIT', code: 'spent' });
});
