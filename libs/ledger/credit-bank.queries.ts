import { Temporal, type Tx } from '#platform';

export interface Adjustment {
  readonly adjustmentId: string;
  readonly schoolId: string;
  /** Below zero: taken away. */
  readonly amount: bigint;
  readonly reason: string;
  readonly state: 'proposed' | 'approved' | 'rejected';
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

export const adjustments = (tx: Tx): Promise<Adjustment[]> =>
  tx.query<Adjustment>(
    `SELECT j.adjustment_id AS "adjustmentId", a.owner_id AS "schoolId", j.amount, j.reason, j.state, j.proposed_by AS "proposedBy",
            j.proposed_at AS "proposedAt", j.decided_by AS "decidedBy", j.decided_at AS "decidedAt"
     FROM ledger.adjustment j JOIN ledger.account a USING (operator_id, account_id) WHERE j.operator_id = $1
     ORDER BY j.state <> 'proposed', coalesce(j.decided_at, j.proposed_at) DESC LIMIT 100`,
    [tx.operatorId],
  );

/** What ends on one day. */
export interface Ending {
  readonly expiresOn: Temporal.PlainDate;
  readonly amount: bigint;
}

export async function endingSoon(tx: Tx, account: string, by: Temporal.PlainDate): Promise<Ending[]> {
  const rows = await tx.query<{ expires_on: string; amount: bigint }>(
    `SELECT expires_on, sum(available)::bigint AS amount FROM ledger.lot
     WHERE operator_id = $1 AND account_id = $2 AND available > 0 AND expires_on BETWEEN $3 AND $4 GROUP BY expires_on ORDER BY expires_on`,
    [tx.operatorId, account, tx.today.toString(), by.toString()],
  );
  return rows.map(({ expires_on, amount }) => ({ expiresOn: Temporal.PlainDate.from(expires_on), amount }));
}

/** Whether a gift was made already. */
export const wasGiven = async (tx: Tx, giftId: string): Promise<boolean> =>
  (
    await tx.query(
      "SELECT 1 FROM ledger.transfer WHERE operator_id = $1 AND reference_id = $2 AND reference_type = 'gift' LIMIT 1",
      [tx.operatorId, giftId],
    )
  ).length > 0;

export interface CreditMonth {
  /** Its first day. */
  readonly month: Temporal.PlainDate;
  readonly granted: bigint;
  readonly earned: bigint;
  readonly given: bigint;
  readonly spent: bigint;
  readonly expired: bigint;
  /** All schools' credits at its end. */
  readonly inIssue: bigint;
}

export async function months(
  tx: Tx,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<CreditMonth[]> {
  const rows = await tx.query<Omit<CreditMonth, 'month'> & { month: string }>(
    `WITH moved AS (
       SELECT date_trunc('month', t.counts_on::timestamp)::date AS month, t.code, t.posted,
              d.code = 'credit-bank' AS out, k.code = 'credit-bank' AS in, k.code = 'expired' AS expired
       FROM ledger.transfer t JOIN ledger.account d ON d.operator_id = t.operator_id AND d.account_id = t.debit_id
       JOIN ledger.account k ON k.operator_id = t.operator_id AND k.account_id = t.credit_id
       WHERE t.operator_id = $1 AND t.unit = 'CREDIT' AND t.posted > 0 AND 'credit-bank' IN (d.code, k.code) AND t.counts_on <= $3
     ), by_month AS (
       SELECT month,
              sum(posted) FILTER (WHERE "in" AND NOT out) AS granted,
              sum(posted) FILTER (WHERE "in" AND out AND code <> 'give') AS earned,
              sum(posted) FILTER (WHERE "in" AND out AND code = 'give') AS given,
              sum(posted) FILTER (WHERE out AND NOT "in" AND NOT expired) AS spent,
              sum(posted) FILTER (WHERE expired) AS expired,
              coalesce(sum(posted) FILTER (WHERE "in" AND NOT out), 0) - coalesce(sum(posted) FILTER (WHERE out AND NOT "in"), 0) AS net
       FROM moved GROUP BY month
     )
     SELECT m.month::date::text AS month, coalesce(granted, 0)::bigint AS granted, coalesce(earned, 0)::bigint AS earned, coalesce(given, 0)::bigint AS given,
            coalesce(spent, 0)::bigint AS spent, coalesce(expired, 0)::bigint AS expired,
            coalesce((SELECT sum(b.net) FROM by_month b WHERE b.month <= m.month), 0)::bigint AS "inIssue"
     FROM generate_series(date_trunc('month', $2::timestamp), date_trunc('month', $3::timestamp), interval '1 month') AS m (month)
     LEFT JOIN by_month b ON b.month = m.month::date ORDER BY m.month`,
    [tx.operatorId, from.toString(), to.toString()],
  );
  return rows.map((row) => ({ ...row, month: Temporal.PlainDate.from(row.month) }));
}
