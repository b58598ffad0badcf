import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';

/** Hundredths of a credit. */
export interface CreditTotals {
  /** With schools today, spent ones left out. */
  readonly inIssue: bigint;
  /** Of those, promised for support or places. */
  readonly held: bigint;
  readonly granted: bigint;
  readonly earned: bigint;
  readonly spent: bigint;
  /** What is still free and can be used for the next 90 days at most. */
  readonly expiring: bigint;
  readonly expiringSchools: number;
  readonly expiresFirst: string | null;
}

/** The operator's credits, as its own staff see them. Amounts since its beginning, unless they say otherwise. */
@Injectable()
export class Credits {
  async totals(tx: Tx): Promise<CreditTotals> {
    const [row] = await tx.query<CreditTotals>(
      `WITH pool AS (SELECT account_id, posted, held_out FROM ledger.balance WHERE operator_id = $1 AND unit = 'CREDIT' AND code = 'credit-bank'),
            moved AS (SELECT t.posted, t.code, debit.code AS source, credit.code AS target
                        FROM ledger.transfer t JOIN ledger.account debit ON debit.operator_id = $1 AND debit.account_id = t.debit_id
                        JOIN ledger.account credit ON credit.operator_id = $1 AND credit.account_id = t.credit_id
                       WHERE t.operator_id = $1 AND t.unit = 'CREDIT' AND t.posted > 0),
            ending AS (SELECT l.available, l.owner_id, l.expires_on FROM ledger.lot l JOIN pool USING (account_id)
                        WHERE l.operator_id = $1 AND l.available > 0 AND l.expires_on BETWEEN $2::date AND $2::date + 90)
       SELECT (SELECT coalesce(sum(posted), 0)::bigint FROM pool) AS "inIssue", (SELECT coalesce(sum(held_out), 0)::bigint FROM pool) AS held,
              (SELECT coalesce(sum(posted), 0)::bigint FROM moved WHERE source = 'issued') AS granted,
              (SELECT coalesce(sum(posted), 0)::bigint FROM moved WHERE source = 'credit-bank' AND target = 'credit-bank' AND code = 'support') AS earned,
              (SELECT coalesce(sum(posted), 0)::bigint FROM moved WHERE source = 'credit-bank' AND target = 'spent') AS spent,
              (SELECT coalesce(sum(available), 0)::bigint FROM ending) AS expiring, (SELECT count(DISTINCT owner_id)::int FROM ending) AS "expiringSchools",
              (SELECT min(expires_on) FROM ending) AS "expiresFirst"`,
      [tx.operatorId, tx.today.toString()],
    );
    return row!;
  }
}
