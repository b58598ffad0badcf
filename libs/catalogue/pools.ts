import { creditBank, creditsIssued, type Address } from '#ledger';

export type GrantUnit = 'DAY' | 'CREDIT' | 'PLACE';

/** A school's pool of one unit: days of its entitlement, its credits, its free places. Each grant is a lot in it. */
export const poolOf = (schoolId: string, unit: GrantUnit): Address =>
  unit === 'CREDIT'
    ? creditBank(schoolId)
    : { owner: schoolId, unit, code: unit === 'DAY' ? 'entitlement' : 'free-places' };

/** To open all three. */
export const poolsOf = (schoolId: string) =>
  (['DAY', 'CREDIT', 'PLACE'] as const).map((unit) => ({ ...poolOf(schoolId, unit), lots: true }));

/** The operator's account that grants come from: unbounded, one per unit. */
export const issued = (unit: GrantUnit): Address =>
  unit === 'CREDIT' ? creditsIssued : { owner: null, unit, code: 'issued' };

/** Where credits go that paid for the operator's own services. */
export const creditsSpent: Address = { owner: null, unit: 'CREDIT', code: 'spent' };
