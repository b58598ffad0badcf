import type { Temporal, Tx } from '#platform';

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

export interface NewFund {
  readonly fundId: string;
  readonly laId: string;
  readonly title: string;
  readonly purpose: string;
  /** Pence. */
  readonly amount: bigint;
  readonly opensOn: Temporal.PlainDate;
  readonly closesOn: Temporal.PlainDate;
}

export interface NewWallet {
  readonly walletId: string;
  readonly fundId: string;
  readonly schoolId: string;
  readonly purpose: string;
  /** Pence. */
  readonly amount: bigint;
}

export interface Fund {
  readonly fundId: string;
  readonly laId: string;
  readonly title: string;
  readonly purpose: string;
  readonly amount: bigint;
  readonly opensOn: string;
  readonly closesOn: string;
}

export interface Wallet {
  readonly walletId: string;
  readonly fundId: string;
  readonly fundTitle: string;
  readonly laId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly purpose: string;
  readonly expiresOn: string;
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
export const fundRows = (tx: Tx, filter: FundFilter, slice: Slice): Promise<(Fund & { total: number })[]> =>
  tx.query(
    `SELECT fund_id, la_id, title, purpose, amount, opens_on, closes_on, count(*) OVER ()::int AS total
       FROM funding.fund WHERE operator_id = $1 AND ($2::uuid IS NULL OR la_id = $2) AND ($3::uuid IS NULL OR fund_id = $3) AND ($4::date IS NULL OR closes_on >= $4)
        AND ($5::uuid IS NULL OR (closes_on, fund_id) < (SELECT closes_on, fund_id FROM funding.fund WHERE operator_id = $1 AND fund_id = $5))
      ORDER BY closes_on DESC, fund_id DESC LIMIT $6 OFFSET $7`,
    [
      tx.operatorId,
      filter.laId ?? null,
      filter.fundId ?? null,
      filter.openOn ?? null,
      slice.after ?? null,
      slice.limit ?? null,
      slice.offset ?? 0,
    ],
  );

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
): Promise<(Wallet & Held & { total: number })[]> =>
  tx.query(
    `WITH page AS (
       SELECT wallet_id, fund_id, fund_title, la_id, school_id, purpose, opened_on, expires_on, count(*) OVER ()::int AS total
         FROM funding.wallet
        WHERE operator_id = $1 AND ($2::uuid IS NULL OR wallet_id = $2) AND ($3::uuid IS NULL OR school_id = $3) AND ($4::uuid IS NULL OR la_id = $4)
          AND ($5::uuid IS NULL OR fund_id = $5) AND ($6::date IS NULL OR expires_on >= $6)
          AND ($7::uuid IS NULL OR (opened_on, wallet_id) < (SELECT opened_on, wallet_id FROM funding.wallet WHERE operator_id = $1 AND wallet_id = $7))
        ORDER BY opened_on DESC, wallet_id DESC LIMIT $8 OFFSET $9)
     SELECT p.wallet_id, p.fund_id, p.fund_title, p.la_id, p.school_id, coalesce(o.name, '') AS school, p.purpose,
            p.expires_on, m.available, m.committed, m.spent, p.total
       FROM page p JOIN funding.wallet_money(ARRAY(SELECT wallet_id FROM page)) m USING (wallet_id)
       LEFT JOIN directory.organisations o ON o.organisation_id = p.school_id
      ORDER BY p.opened_on DESC, p.wallet_id DESC`,
    [
      tx.operatorId,
      filter.walletId ?? null,
      filter.schoolId ?? null,
      filter.laId ?? null,
      filter.fundId ?? null,
      filter.openOn ?? null,
      slice.after ?? null,
      slice.limit ?? null,
      slice.offset ?? 0,
    ],
  );

/** Whether it is new; the same id again adds nothing. */
export async function addFund(tx: Tx, fund: NewFund): Promise<boolean> {
  await tx.say('fund', [fund.fundId, fund.laId, fund.amount]);
  const added = await tx.query(
    `INSERT INTO funding.fund (operator_id, fund_id, la_id, title, purpose, amount, opens_on, closes_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (operator_id, fund_id) DO NOTHING RETURNING fund_id`,
    [
      tx.operatorId,
      fund.fundId,
      fund.laId,
      fund.title,
      fund.purpose,
      fund.amount,
      fund.opensOn.toString(),
      fund.closesOn.toString(),
    ],
  );
  return added.length > 0;
}

/** Whether it is new; the same id again adds nothing. */
export async function addWallet(tx: Tx, fund: Fund, wallet: NewWallet): Promise<boolean> {
  await tx.say('wallet', [wallet.walletId, wallet.fundId, wallet.schoolId, fund.closesOn]);
  const added = await tx.query(
    `INSERT INTO funding.wallet (operator_id, wallet_id, fund_id, la_id, school_id, fund_title, purpose, opened_on, expires_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (operator_id, wallet_id) DO NOTHING RETURNING wallet_id`,
    [
      tx.operatorId,
      wallet.walletId,
      wallet.fundId,
      fund.laId,
      wallet.schoolId,
      fund.title,
      wallet.purpose,
      tx.today.toString(),
      fund.closesOn,
    ],
  );
  return added.length > 0;
}
