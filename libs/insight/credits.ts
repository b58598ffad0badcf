import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import { academicYearOf } from '#directory';

/** Hundredths of a credit. */
export interface CreditTotals {
  /** With schools today, spent ones left out, and those of a term to come. */
  readonly inIssue: bigint;
  /** Promised for support or places, in a term to come too. */
  readonly held: bigint;
  /** Since the school year began, until today. */
  readonly granted: bigint;
  readonly earned: bigint;
  readonly spent: bigint;
  /** What is still free and can be used for the next 90 days at most. */
  readonly expiring: bigint;
  readonly expiringSchools: number;
  readonly expiresFirst: string | null;
}

/** The operator's credits, as its own staff see them. */
@Injectable()
export class Credits {
  async totals(tx: Tx): Promise<CreditTotals> {
    const [row] = await tx.query<CreditTotals>(
      `WITH pool AS (SELECT account_id, posted, held_out FROM ledger.balances WHERE operator_id = $1 AND unit = 'CREDIT' AND code = 'credit-bank'),
            went AS (SELECT t.posted, t.code, credit.code AS "to", t.counts_on > $2::date AS later
                       FROM pool CROSS JOIN LATERAL (SELECT * FROM ledger.transfers t WHERE t.operator_id = $1 AND t.debit_id = pool.account_id
                              AND t.posted > 0 AND t.counts_on >= $3::date OFFSET 0) t
                       JOIN ledger.accounts credit ON credit.operator_id = $1 AND credit.account_id = t.credit_id),
            came AS (SELECT t.posted, t.code, t.counts_on > $2::date AS later
                       FROM ledger.accounts issued CROSS JOIN LATERAL (SELECT * FROM ledger.transfers t WHERE t.operator_id = $1 AND t.debit_id = issued.account_id
                              AND t.posted > 0 AND t.counts_on >= $3::date OFFSET 0) t
                       JOIN pool ON pool.account_id = t.credit_id
                      WHERE issued.operator_id = $1 AND issued.unit = 'CREDIT' AND issued.code = 'issued'),
            ending AS (SELECT l.available, l.owner_id, l.expires_on FROM ledger.lots l JOIN pool USING (account_id)
                        WHERE l.operator_id = $1 AND l.available > 0 AND l.expires_on BETWEEN $2::date AND $2::date + 90)
       SELECT ((SELECT coalesce(sum(posted), 0) FROM pool) - (SELECT coalesce(sum(posted), 0) FROM came WHERE later)
                + (SELECT coalesce(sum(posted), 0) FROM went WHERE later AND "to" <> 'credit-bank'))::bigint AS in_issue,
              (SELECT coalesce(sum(held_out), 0)::bigint FROM pool) AS held,
              (SELECT coalesce(sum(posted), 0)::bigint FROM came WHERE NOT later AND code <> 'adjust') AS granted,
              (SELECT coalesce(sum(posted), 0)::bigint FROM went WHERE NOT later AND "to" = 'credit-bank' AND code = 'support') AS earned,
              (SELECT coalesce(sum(posted), 0)::bigint FROM went WHERE NOT later AND "to" = 'spent') AS spent,
              (SELECT coalesce(sum(available), 0)::bigint FROM ending) AS expiring, (SELECT count(DISTINCT owner_id)::int FROM ending) AS expiring_schools,
              (SELECT min(expires_on) FROM ending) AS expires_first`,
      [tx.operatorId, tx.today.toString(), `${academicYearOf(tx.today)}-09-01`],
    );
    return row!;
  }
}
