/** `numerator` of the unit bought for `denominator` of the unit paid with, both in minor units. */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `cost + rounding` is the amount offered; `rounding` is what buys no whole minor unit, and is posted as such. */
export interface Quote {
  readonly bought: bigint;
  readonly cost: bigint;
  readonly rounding: bigint;
}

/** Buys whole minor units only, and costs the least that buys them: £10 at £3 a credit buys 3.33 credits for £9.99. */
export function quote(amount: bigint, { numerator, denominator }: Rate): Quote {
  const bought = (amount * numerator) / denominator;
  const cost = (bought * denominator + numerator - 1n) / numerator;
  return { bought, cost, rounding: amount - cost };
}
