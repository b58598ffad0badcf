import { Not } from 'typeorm';
import { Temporal, type Tx } from '#platform';
import { Adjustment } from './adjustment.entity.js';

/** `ownPart`: it waits, and whoever looks acts at its school themselves, so that it is not theirs to approve. */
export type ListedAdjustment = Adjustment & { readonly ownPart: boolean };

export async function adjustments(
  tx: Tx,
  { limit, offset }: { limit: number; offset: number },
): Promise<ListedAdjustment[]> {
  const { entities, raw } = await tx.em
    .createQueryBuilder(Adjustment, 'a')
    .addSelect(`a.state = 'proposed' AND ${own}`, 'own')
    .setParameter('today', tx.today.toString())
    .where({ operatorId: tx.operatorId })
    .orderBy("a.state <> 'proposed'")
    .addOrderBy('coalesce(a.decidedAt, a.proposedAt)', 'DESC')
    .addOrderBy('a.adjustmentId')
    .limit(limit)
    .offset(offset)
    .getRawAndEntities<{ own: boolean }>();
  return entities.map((one, index) => ({ ...one, ownPart: raw[index]!.own }));
}

export async function adjustmentsToDecide({
  em,
  operatorId,
  today,
  actor: { personId },
}: Tx): Promise<number> {
  return em
    .createQueryBuilder(Adjustment, 'a')
    .where({
      ...{ operatorId, state: 'proposed' },
      ...(personId && { proposedBy: Not(personId) }),
    })
    .andWhere(`NOT ${own}`, { today: today.toString() })
    .getCount();
}
/** Whoever looks acts at its school. */
const own = 'a.schoolId IN (SELECT unnest(identity.own_parts(:today)))';

/** What ends on one day. */
export interface Ending {
  readonly expiresOn: Temporal.PlainDate;
  readonly amount: bigint;
}

export async function endingSoon(tx: Tx, account: string, by: Temporal.PlainDate): Promise<Ending[]> {
  const rows = await tx.query<{ expiresOn: string; amount: bigint }>(
    `SELECT expires_on, sum(available)::bigint AS amount FROM ledger.lots
     WHERE operator_id = $1 AND account_id = $2 AND available > 0 AND expires_on BETWEEN $3 AND $4 GROUP BY expires_on ORDER BY expires_on`,
    [tx.operatorId, account, tx.today.toString(), by.toString()],
  );
  return rows.map(({ expiresOn, amount }) => ({ expiresOn: Temporal.PlainDate.from(expiresOn), amount }));
}

/** A grant, or a gift, that was made already: from whose account to whose, and what of all its lots. */
export async function madeBefore(
  tx: Tx,
  type: 'grant' | 'gift',
  id: string,
): Promise<{ debit: string; credit: string; amount: bigint; message: string } | undefined> {
  const [made] = await tx.query<{ debit: string; credit: string; amount: bigint; message: string }>(
    `SELECT debit_id AS debit, credit_id AS credit, sum(posted)::bigint AS amount, description AS message
       FROM ledger.transfers WHERE operator_id = $1 AND reference_id = $2 AND reference_type = $3 GROUP BY debit_id, credit_id, description`,
    [tx.operatorId, id, type],
  );
  return made;
}

export interface CreditMonth {
  /** Its first day. */
  readonly month: Temporal.PlainDate;
  readonly granted: bigint;
  readonly earned: bigint;
  readonly given: bigint;
  readonly spent: bigint;
  readonly expired: bigint;
  /** By approved corrections: what was added, less what was taken away. */
  readonly corrected: bigint;
  /** All schools' credits at its end. */
  readonly inIssue: bigint;
}

export async function months(
  tx: Tx,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<CreditMonth[]> {
  const rows = await tx.query<Omit<CreditMonth, 'month'> & { month: string }>(
    // Counted back from what schools have now: however long the history, no more of it is read than was asked for.
    `WITH bank AS (
       SELECT account_id, posted FROM ledger.balances WHERE operator_id = $1 AND unit = 'CREDIT' AND code = 'credit-bank'
     ), moved AS (
       SELECT t.counts_on, t.code, t.posted, d.code = 'credit-bank' AS out, true AS in, false AS expired
         FROM bank CROSS JOIN LATERAL (SELECT * FROM ledger.transfers t WHERE t.operator_id = $1 AND t.credit_id = bank.account_id
                AND t.posted > 0 AND t.counts_on >= date_trunc('month', $2::timestamp)::date OFFSET 0) t
         JOIN ledger.accounts d ON d.operator_id = $1 AND d.account_id = t.debit_id
       UNION ALL
       SELECT t.counts_on, t.code, t.posted, true, false, k.code = 'expired'
         FROM bank CROSS JOIN LATERAL (SELECT * FROM ledger.transfers t WHERE t.operator_id = $1 AND t.debit_id = bank.account_id
                AND t.posted > 0 AND t.counts_on >= date_trunc('month', $2::timestamp)::date OFFSET 0) t
         JOIN ledger.accounts k ON k.operator_id = $1 AND k.account_id = t.credit_id AND k.code <> 'credit-bank'
     ), by_month AS (
       SELECT date_trunc('month', counts_on::timestamp)::date AS month, counts_on > $3 AS later,
              sum(posted) FILTER (WHERE "in" AND NOT out AND code <> 'adjust') AS granted,
              sum(posted) FILTER (WHERE "in" AND out AND code <> 'give') AS earned,
              sum(posted) FILTER (WHERE "in" AND out AND code = 'give') AS given,
              sum(posted) FILTER (WHERE out AND NOT "in" AND NOT expired AND code <> 'adjust') AS spent,
              sum(posted) FILTER (WHERE expired) AS expired,
              sum(CASE WHEN "in" THEN posted ELSE -posted END) FILTER (WHERE code = 'adjust') AS corrected,
              coalesce(sum(posted) FILTER (WHERE "in" AND NOT out), 0) - coalesce(sum(posted) FILTER (WHERE out AND NOT "in"), 0) AS net
       FROM moved GROUP BY 1, 2
     )
     SELECT m.month::date::text AS month, coalesce(granted, 0)::bigint AS granted, coalesce(earned, 0)::bigint AS earned, coalesce(given, 0)::bigint AS given,
            coalesce(spent, 0)::bigint AS spent, coalesce(expired, 0)::bigint AS expired,
            coalesce(corrected, 0)::bigint AS corrected,
            (coalesce((SELECT sum(posted) FROM bank), 0)
              - coalesce((SELECT sum(after.net) FROM by_month after WHERE after.later OR after.month > m.month), 0))::bigint AS in_issue
     FROM generate_series(date_trunc('month', $2::timestamp), date_trunc('month', $3::timestamp), interval '1 month') AS m (month)
     LEFT JOIN by_month b ON b.month = m.month::date AND NOT b.later ORDER BY m.month`,
    [tx.operatorId, from.toString(), to.toString()],
  );
  return rows.map((row) => ({ ...row, month: Temporal.PlainDate.from(row.month) }));
}
