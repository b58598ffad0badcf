import { locksOf, type Temporal, type Tx } from '#platform';

/** Closes the books up to a day, after whatever is being posted; false when they are closed up to a later one. */
export async function closePeriod(tx: Tx, until: Temporal.PlainDate): Promise<boolean> {
  // Every writer shares it, and looks at the period under it.
  await tx.query(`SELECT pg_advisory_xact_lock(${locksOf.ledger}, hashtext($1))`, [tx.operatorId]);
  const rows = await tx.query(
    `INSERT INTO ledger.period AS p (operator_id, closed_until) VALUES ($1, $2)
     ON CONFLICT (operator_id) DO UPDATE SET closed_until = excluded.closed_until
     WHERE p.closed_until IS NULL OR p.closed_until <= excluded.closed_until RETURNING 1`,
    [tx.operatorId, until.toString()],
  );
  return rows.length > 0;
}
