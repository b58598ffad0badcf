import { expect, test } from '@jest/globals';
import { refusalOf, Temporal } from '#platform';
import type { OfferKind } from './offer.entity.js';
import { isWithdrawn, paidSo } from './offer.js';

const day = Temporal.PlainDate.from;

test('an offer is offered until the day it is withdrawn', () => {
  const withdrawn = { withdrawnOn: day('2026-09-01') };
  expect(isWithdrawn(withdrawn, day('2026-08-31'))).toBe(false);
  expect(isWithdrawn(withdrawn, day('2026-09-01'))).toBe(true);
  expect(isWithdrawn({ withdrawnOn: null }, day('2026-09-01'))).toBe(false);
});

test('an offer names no means that nothing of its kind is paid with', () => {
  const all = ['free', 'entitlement', 'credits', 'HOUR', 'money', 'fund'] as const;
  const paid = (kind: OfferKind) =>
    all.filter((means) => !refusalOf(() => paidSo({ kind, accepts: [means] })));
  expect(paid('plan')).toEqual(['money']);
  for (const kind of ['service', 'day'] as const)
    expect(paid(kind)).toEqual(['credits', 'HOUR', 'money', 'fund']);
  expect(paid('course')).toEqual(['free', 'credits', 'HOUR', 'money']);
  expect(refusalOf(() => paidSo({ kind: 'service', accepts: ['money', 'free'] }))).toMatchObject({
    code: 'catalogue.means',
    message: 'A service is paid with money, from a fund, with credits or a unit of the operator’s own.',
  });
  paidSo({ kind: 'service', accepts: ['money', 'fund'] });
});
