import type { Temporal, Tx } from '#platform';

/** Closes the books up to a day; false when they are closed up to a later one. */
export async function closePeriod(tx: Tx, until: Temporal.PlainDate): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO ledger.period AS p (operator_id, closed_until) VALUES ($1, $2)
     ON CONFLICT (operator_id) DO UPDATE SET closed_until = excluded.closed_until
     WHERE p.closed_until IS NULL OR p.closed_until <= excluded.closed_until RETURNING 1`,
    [tx.operatorId, until.toString()],
  );
  return rows.length > 0;
}
