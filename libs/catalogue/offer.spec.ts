import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { isWithdrawn } from './offer.js';

const day = Temporal.PlainDate.from;

test('an offer is offered until the day it is withdrawn', () => {
  const withdrawn = { withdrawnOn: day('2026-09-01') };
  expect(isWithdrawn(withdrawn, day('2026-08-31'))).toBe(false);
  expect(isWithdrawn(withdrawn, day('2026-09-01'))).toBe(true);
  expect(isWithdrawn({ withdrawnOn: null }, day('2026-09-01'))).toBe(false);
});
