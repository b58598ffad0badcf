import { expect } from '@jest/globals';

/** Jest compares properties, and a Temporal date has none: any two would be equal, whatever day they are. */
const isTemporal = (one: unknown): boolean =>
  Object.prototype.toString.call(one).startsWith('[object Temporal.');

expect.addEqualityTesters([
  (one, other) =>
    isTemporal(one) || isTemporal(other)
      ? isTemporal(one) && isTemporal(other) && String(one) === String(other)
      : undefined,
]);
