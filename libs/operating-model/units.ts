import type { Unit } from '#platform';

/** Days: of an entitlement, of a practitioner's diary, of support. */
export const DAY = { code: 'DAY', label: 'Days', one: 'day', many: 'days', places: 2 } as const;
/** What the credit bank is in. */
export const CREDIT = {
  code: 'CREDIT',
  label: 'Credits',
  one: 'credit',
  many: 'credits',
  places: 2,
} as const;
/** Places on courses, those that a plan gives free among them. */
export const PLACE = { code: 'PLACE', label: 'Places', one: 'place', many: 'places', places: 0 } as const;

/** What the program itself counts in: rules and pages are written in these words, so that every operator has them, as they are. */
export const programUnits: readonly Unit[] = [DAY, CREDIT, PLACE];

export const isProgramUnit = (code: string): boolean => programUnits.some((unit) => unit.code === code);

/** The code of a unit; a means that is one pays as itself, and no other means is written so. */
export const unitCode = /^[A-Z][A-Z-]{1,29}$/;
