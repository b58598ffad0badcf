import { Parameters, type Temporal, type Tx } from '#platform';

/** Minor units. `available` is what may still be promised: `posted` less `heldOut`. */
export interface Balance {
  readonly posted: bigint;
  readonly heldOut: bigint;
  readonly heldIn: bigint;
  readonly available: bigint;
}

/** Now, unless given: what counts up to a day, and what had been recorded by an instant. */
export interface Moment {
  readonly on?: Temporal.PlainDate;
  readonly knownAt?: Temporal.Instant;
}

type Row = { accountId: string; posted: bigint; heldOut: bigint; heldIn: bigint };

export async function balances(
  tx: Pick<Tx, 'query' | 'operatorId'>,
  accountIds: readonly string[],
  moment: Moment,
): Promise<Map<string, Balance>> {
  const { values, and } = new Parameters(tx.operatorId, accountIds);
  const counted =
    and('counts_on <= ?', moment.on?.toString()) + and('recorded_at <= ?', moment.knownAt?.toString());
  const rows = await tx.query<Row>(
    counted
      ? `SELECT a.account_id, coalesce(sum(e.credit - e.debit), 0)::bigint AS posted,
                coalesce(sum(e.held_out), 0)::bigint AS held_out, coalesce(sum(e.held_in), 0)::bigint AS held_in
         FROM ledger.account a LEFT JOIN LATERAL (
           SELECT posted AS debit, 0 AS credit, held AS held_out, 0 AS held_in FROM ledger.transfer t
           WHERE t.operator_id = a.operator_id AND t.debit_id = a.account_id ${counted}
           UNION ALL
           SELECT 0, posted, 0, held FROM ledger.transfer t
           WHERE t.operator_id = a.operator_id AND t.credit_id = a.account_id ${counted}) e ON true
         WHERE a.operator_id = $1 AND a.account_id = ANY ($2) GROUP BY a.account_id`
      : 'SELECT account_id, posted, held_out, held_in FROM ledger.balance WHERE operator_id = $1 AND account_id = ANY ($2)',
    values,
  );
  return new Map(
    rows.map((row) => [
      row.accountId,
      {
        posted: row.posted,
        heldOut: row.heldOut,
        heldIn: row.heldIn,
        available: row.posted - row.heldOut,
      },
    ]),
  );
}
