import type { Address } from '#ledger';

/** Where an authority's money comes from: unbounded. */
export const source = (laId: string): Address => ({ owner: laId, unit: 'GBP', code: 'la-money' });
export const fundAccount = (laId: string, fundId: string): Address => ({
  owner: laId,
  unit: 'GBP',
  code: 'fund',
  subject: fundId,
});
export const spentAccount = (laId: string): Address => ({ owner: laId, unit: 'GBP', code: 'fund-spent' });
/** The school's own account, filled from the authority's fund and spent to the authority's: both see every transfer of it. */
export const walletAccount = (schoolId: string, walletId: string): Address => ({
  owner: schoolId,
  unit: 'GBP',
  code: 'wallet',
  subject: walletId,
});
