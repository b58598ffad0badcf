import type { SystemTx } from './db/tx.js';

/** Adds to how often each asked in a minute; answers how often that makes. */
export async function countRequests(
  tx: SystemTx,
  minute: number,
  counts: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const rows = await tx.query<{ asker: string; count: number }>(
    `INSERT INTO platform.request_count AS known (minute, asker, count)
     SELECT $1, asker, count FROM unnest($2::text[], $3::int[]) AS given (asker, count) ORDER BY asker
     ON CONFLICT (minute, asker) DO UPDATE SET count = known.count + excluded.count
     RETURNING asker, count`,
    [minute, [...counts.keys()], [...counts.values()]],
  );
  return new Map(rows.map(({ asker, count }) => [asker, count]));
}

/** The minutes before are over. */
export async function forgetRequestsBefore(tx: SystemTx, minute: number): Promise<void> {
  await tx.query('DELETE FROM platform.request_count WHERE minute < $1', [minute]);
}
