import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quote } from './conversion.js';

test('£10 at £3 a credit buys 3.33 credits for £9.99, and a penny is left over', () => {
  expect(quote(1000n, { numerator: 100n, denominator: 300n })).toEqual({
    bought: 333n,
    cost: 999n,
    rounding: 1n,
  });
});

test('nothing is lost: cost and rounding make the amount, and the rounding buys nothing more', () => {
  const positive = fc.bigInt(1n, 1_000_000n);
  fc.assert(
    fc.property(positive, positive, positive, (amount, numerator, denominator) => {
      const { bought, cost, rounding } = quote(amount, { numerator, denominator });
      expect(cost + rounding).toBe(amount);
      expect(rounding >= 0n && cost >= 0n).toBe(true);
      expect(cost * numerator >= bought * denominator).toBe(true);
      expect((amount * numerator) / denominator).toBe(bought);
    }),
  );
});
