import { Parameters, type Tx } from '#platform';
import type { Fund, Wallet } from './fund.entity.js';

/** The money of a wallet, or of all a fund's, in pence: what was earmarked is available, committed or spent; once it ended, unspent. */
export interface Position extends Held {
  /** What was left when it ended: nobody can spend it any more. */
  readonly unspent: bigint;
}
/** As the accounts have it, whatever day it is. */
export interface Held {
  readonly available: bigint;
  readonly committed: bigint;
  readonly spent: bigint;
}

export interface WalletRow extends Wallet {
  readonly school: string;
}

/** Where in a list a page lies: a number of rows in, or after one of them. */
export interface Slice {
  readonly limit?: number;
  readonly offset?: number;
  readonly after?: string;
}

export interface FundFilter {
  readonly laId?: string;
  readonly fundId?: string;
  /** Only those that have not closed on this day. */
  readonly openOn?: string;
}

export interface WalletFilter {
  readonly walletId?: string;
  readonly schoolId?: string;
  readonly laId?: string;
  readonly fundId?: string;
  /** Only those that can still be spent on this day. */
  readonly openOn?: string;
}

/** The last to close first, each with the money of its wallets (from their accounts, however many transfers there were) and how many there are altogether. */
export const fundRows = (
  tx: Tx,
  filter: FundFilter,
  slice: Slice,
): Promise<(Fund & Held & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `WITH page AS (
       SELECT *, count(*) OVER ()::int AS total FROM funding.fund
        WHERE operator_id = $1 ${and('la_id = ?', filter.laId)} ${and('fund_id = ?', filter.fundId)} ${and('closes_on >= ?', filter.openOn)}
          ${and('(closes_on, fund_id) < (SELECT closes_on, fund_id FROM funding.fund WHERE operator_id = $1 AND fund_id = ?)', slice.after)}
        ORDER BY closes_on DESC, fund_id DESC ${page(slice)}),
     wallet AS (SELECT wallet_id, fund_id FROM funding.wallet WHERE operator_id = $1 AND fund_id IN (SELECT fund_id FROM page)),
     money AS (
       SELECT w.fund_id, sum(m.available) AS available, sum(m.committed) AS committed, sum(m.spent) AS spent
         FROM wallet w JOIN funding.wallet_money(ARRAY(SELECT wallet_id FROM wallet)) m USING (wallet_id) GROUP BY w.fund_id)
     SELECT p.*, coalesce(m.available, 0)::bigint AS available, coalesce(m.committed, 0)::bigint AS committed, coalesce(m.spent, 0)::bigint AS spent
       FROM page p LEFT JOIN money m USING (fund_id) ORDER BY p.closes_on DESC, p.fund_id DESC`,
    values,
  );
};

/** The latest first, each with its money and how many there are altogether. */
export const walletRows = (
  tx: Tx,
  filter: WalletFilter,
  slice: Slice,
): Promise<(WalletRow & Held & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `WITH page AS (
       SELECT *, count(*) OVER ()::int AS total
         FROM funding.wallet
        WHERE operator_id = $1 ${and('wallet_id = ?', filter.walletId)} ${and('school_id = ?', filter.schoolId)} ${and('la_id = ?', filter.laId)}
          ${and('fund_id = ?', filter.fundId)} ${and('expires_on >= ?', filter.openOn)}
          ${and('(opened_on, wallet_id) < (SELECT opened_on, wallet_id FROM funding.wallet WHERE operator_id = $1 AND wallet_id = ?)', slice.after)}
        ORDER BY opened_on DESC, wallet_id DESC ${page(slice)})
     SELECT p.*, coalesce(o.name, '') AS school, m.available, m.committed, m.spent
       FROM page p JOIN funding.wallet_money(ARRAY(SELECT wallet_id FROM page)) m USING (wallet_id)
       LEFT JOIN directory.organisations o ON o.organisation_id = p.school_id
      ORDER BY p.opened_on DESC, p.wallet_id DESC`,
    values,
  );
};

/** How many of an authority's wallets a school can still spend from today on, of whichever funds. */
export async function openEarmarks(tx: Tx, laId: string, schoolId: string): Promise<number> {
  const [latest] = await walletRows(tx, { laId, schoolId, openOn: tx.today.toString() }, { limit: 1 });
  return latest?.total ?? 0;
}
