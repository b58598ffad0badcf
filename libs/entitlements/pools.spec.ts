import { expect, test } from '@jest/globals';
import { creditsSpent, issued, poolOf, poolsOf } from '#entitlements';

test('a school has a pool for days, for credits and for free places, each with lots', () => {
  expect(poolsOf('school', [{ unit: 'DAY' }])).toEqual([
    { owner: 'school', unit: 'DAY', code: 'entitlement', lots: true },
    { owner: 'school', unit: 'CREDIT', code: 'credit-bank', lots: true },
    { owner: 'school', unit: 'PLACE', code: 'free-places', lots: true },
  ]);
  expect(poolOf('school', 'PLACE').code).toBe('free-places');
});

test('what is granted of a unit of the operator’s own has a pool, and comes from an account of the operator’s', () => {
  const hours = { unit: 'HOUR' };
  expect(poolsOf('school', [hours, { unit: 'DAY' }, hours]).slice(3)).toEqual([
    { owner: 'school', unit: 'HOUR', code: 'pool', lots: true },
    { owner: null, unit: 'HOUR', code: 'issued', floor: null },
  ]);
});

test('grants come from an account of the operator, one per unit', () => {
  expect((['DAY', 'CREDIT', 'PLACE'] as const).map(issued)).toEqual([
    { owner: null, unit: 'DAY', code: 'issued' },
    expect.objectContaining({ owner: null, unit: 'CREDIT' }),
    { owner: null, unit: 'PLACE', code: 'issued' },
  ]);
  expect(creditsSpent).toEqual({ owner: null, unit: 'CREDIT', code: 'spent' });
});
