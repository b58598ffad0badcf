import type { Tx } from '#platform';

/** The money of a wallet, or of all a fund's, in pence: what was earmarked is available, committed or spent. */
export interface Position {
  readonly available: bigint;
  readonly committed: bigint;
  readonly spent: bigint;
}

/**
 * From the transfers, not the accounts: an authority does not see a school's accounts, but it does see every transfer
 * of a wallet, because each has one of its own accounts on the other side.
 */
export async function walletPositions(tx: Tx, accountIds: readonly string[]): Promise<Map<string, Position>> {
  const rows = await tx.query<Position & { accountId: string }>(
    `SELECT account_id AS "accountId", (sum(credited) - sum(debited) - sum(held))::bigint AS available, sum(held)::bigint AS committed, sum(debited)::bigint AS spent
       FROM (SELECT id AS account_id, 0 AS credited, 0 AS debited, 0 AS held FROM unnest($2::uuid[]) id
             UNION ALL
             SELECT credit_id, posted, 0, 0 FROM ledger.transfer WHERE operator_id = $1 AND credit_id = ANY ($2)
             UNION ALL
             SELECT debit_id, 0, posted, held FROM ledger.transfer WHERE operator_id = $1 AND debit_id = ANY ($2)) entry
      GROUP BY account_id`,
    [tx.operatorId, accountIds],
  );
  return new Map(rows.map(({ accountId, ...position }) => [accountId, position]));
}
