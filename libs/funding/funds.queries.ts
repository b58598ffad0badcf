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

/** The last to close first, each with how many there are altogether. */
export const fundRows = (tx: Tx, filter: FundFilter, slice: Slice): Promise<(Fund & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `SELECT *, count(*) OVER ()::int AS total FROM funding.fund
      WHERE operator_id = $1 ${and('la_id = ?', filter.laId)} ${and('fund_id = ?', filter.fundId)} ${and('closes_on >= ?', filter.openOn)}
        ${and('(closes_on, fund_id) < (SELECT closes_on, fund_id FROM funding.fund WHERE operator_id = $1 AND fund_id = ?)', slice.after)}
      ORDER BY closes_on DESC, fund_id DESC ${page(slice)}`,
    values,
  );
};

/** What became of the money of each fund's wallets: from their accounts, however many transfers there were. */
export async function earmarkedMoney(tx: Tx, fundIds: readonly string[]): Promise<Map<string, Held>> {
  const rows = await tx.query<Held & { fundId: string }>(
    `SELECT w.fund_id, sum(m.available)::bigint AS available, sum(m.committed)::bigint AS committed, sum(m.spent)::bigint AS spent
       FROM funding.wallet w
       JOIN funding.wallet_money(ARRAY(SELECT wallet_id FROM funding.wallet WHERE operator_id = $1 AND fund_id = ANY ($2))) m USING (wallet_id)
      WHERE w.operator_id = $1 GROUP BY w.fund_id`,
    [tx.operatorId, fundIds],
  );
  return new Map(rows.map(({ fundId, ...position }) => [fundId, position]));
}

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
