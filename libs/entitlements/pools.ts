import type { Address } from '#ledger';

/** What grants are counted in. */
export const grantUnits = ['DAY', 'CREDIT', 'PLACE'] as const;
export type GrantUnit = (typeof grantUnits)[number];

const codes = { DAY: 'entitlement', CREDIT: 'credit-bank', PLACE: 'free-places' } as const;

/** A school's pool of one unit: days of its entitlement, its credits, its free places. Each grant is a lot in it. */
export const poolOf = (schoolId: string, unit: GrantUnit): Address => ({
  owner: schoolId,
  unit,
  code: codes[unit],
});

/** To open all three. */
export const poolsOf = (schoolId: string) =>
  grantUnits.map((unit) => ({ ...poolOf(schoolId, unit), lots: true }));

/** The operator's account that grants come from: unbounded, one per unit. */
export const issued = (unit: GrantUnit): Address => ({ owner: null, unit, code: 'issued' });

/** Where credits go that paid for the operator's own services. */
export const creditsSpent: Address = { owner: null, unit: 'CREDIT', code: 'spent' };

/** Where free places go that paid for a course. */
export const placesUsed: Address = { owner: null, unit: 'PLACE', code: 'places-used' };

/** Where days go that were delivered to a school. */
export const daysDelivered = (schoolId: string): Address => ({
  owner: schoolId,
  unit: 'DAY',
  code: 'days-delivered',
});
