import { derivedId } from '#platform';
import { accountId, type Address, type Post } from '#ledger';
import type { Fund, NewWallet } from './fund.entity.js';

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

/** A fund's whole amount, when it opens. */
export const opening = (
  operatorId: string,
  { fundId, laId, title, amount }: Pick<Fund, 'fundId' | 'laId' | 'title' | 'amount'>,
): Post => ({
  id: derivedId(fundId, 'open'),
  debit: accountId(operatorId, source(laId)),
  credit: accountId(operatorId, fundAccount(laId, fundId)),
  amount,
  code: 'fund',
  reference: { type: 'fund', id: fundId },
  description: `${title} opened`,
});

/** What of a fund is earmarked for one school. */
export const earmarking = (
  operatorId: string,
  { laId, title }: Pick<Fund, 'laId' | 'title'>,
  { walletId, fundId, schoolId, amount, purpose }: NewWallet,
): Post => ({
  id: derivedId(walletId, 'earmark'),
  debit: accountId(operatorId, fundAccount(laId, fundId)),
  credit: accountId(operatorId, walletAccount(schoolId, walletId)),
  amount,
  code: 'earmark',
  reference: { type: 'wallet', id: walletId },
  description: `Earmarked from ${title}: ${purpose}`,
});
