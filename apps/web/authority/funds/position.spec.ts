import { expect, test } from '@jest/globals';
import { bar } from './position.js';

test('a fund’s bar is as wide as its money, and says the same in words', () => {
  const { parts, description } = bar({
    total: 2_500_000n,
    left: 2_300_000n,
    available: 100_000n,
    committed: 60_000n,
    spent: 40_000n,
    unspent: 0n,
  });
  expect(parts.map(({ name, x, width }) => [name, x, width])).toEqual([
    ['spent', 0, 16],
    ['committed', 16, 24],
    ['available', 40, 40],
  ]);
  expect(description).toBe(
    '£400.00 spent, £600.00 committed, £1,000.00 earmarked and free, £23,000.00 left of £25,000.00',
  );
});

test('a fund of nothing divides by nothing', () => {
  expect(
    bar({ total: 0n, left: 0n, available: 0n, committed: 0n, spent: 0n, unspent: 0n }).parts.every(
      (part) => part.width === 0,
    ),
  ).toBe(true);
});
