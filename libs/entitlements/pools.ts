import { CREDIT, DAY, isProgramUnit, PLACE } from '#operating-model';
import type { Address, Opening } from '#ledger';

const codes: Readonly<Record<string, string>> = {
  [DAY.code]: 'entitlement',
  [CREDIT.code]: 'credit-bank',
  [PLACE.code]: 'free-places',
};

/** A school's pool of one unit: days of its entitlement, its credits, its free places, or what else its operator counts. Each grant is a lot in it. */
export const poolOf = (schoolId: string, unit: string): Address => ({
  owner: schoolId,
  unit,
  code: codes[unit] ?? 'pool',
});

/** The operator's account that grants come from: unbounded, one per unit. */
export const issued = (unit: string): Address => ({ owner: null, unit, code: 'issued' });

/** To open what an agreement grants to: the pools of days, credits and places, and of each unit of the operator's own. */
export const poolsOf = (schoolId: string, grants: readonly { readonly unit: string }[]): Opening[] => {
  const own = [...new Set(grants.map(({ unit }) => unit))].filter((unit) => !isProgramUnit(unit));
  return [
    ...[DAY.code, CREDIT.code, PLACE.code, ...own].map((unit) => ({ ...poolOf(schoolId, unit), lots: true })),
    ...own.map((unit) => ({ ...issued(unit), floor: null })),
  ];
};

/** Where what paid for something goes, unless a school earns it or had days of it delivered. */
export const spentIn = (unit: string): Address => ({
  owner: null,
  unit,
  code: unit === PLACE.code ? 'places-used' : 'spent',
});

/** Where credits go that paid for the operator's own services. */
export const creditsSpent: Address = spentIn(CREDIT.code);

/** Where free places go that paid for a course. */
export const placesUsed: Address = spentIn(PLACE.code);

/** Where days go that were delivered to a school. */
export const daysDelivered = (schoolId: string): Address => ({
  owner: schoolId,
  unit: DAY.code,
  code: 'days-delivered',
});
