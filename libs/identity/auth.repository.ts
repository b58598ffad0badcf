import type pg from 'pg';
import type { SystemTx } from '#platform';

// What sign-in writes besides better-auth, in the tables that no operator's transaction sees.

/** The session acts under another appointment from now on. */
export async function actUnder(
  tx: SystemTx,
  sessionId: string,
  { operatorId, appointmentId }: { operatorId: string; appointmentId: string },
): Promise<void> {
  await tx.query('UPDATE auth.session SET "operatorId" = $2, "appointmentId" = $3 WHERE id = $1', [
    sessionId,
    operatorId,
    appointmentId,
  ]);
}

/** No link that was mailed to this person sets a password any more. */
export async function endLinks(pool: pg.Pool, personId: string): Promise<void> {
  await pool.query('DELETE FROM auth.verification WHERE value = $1', [personId]);
}

/**
 * Counts an attempt before it is tried, so that many at once are as many; undefined when it comes too early. Beyond `allowance` each
 * next one waits longer, `mostSeconds` at most. A day without an attempt forgets the count.
 */
export async function takeAttempt(
  pool: pg.Pool,
  key: Buffer,
  { allowance, mostSeconds }: { allowance: number; mostSeconds: number },
): Promise<{ trusted: boolean } | undefined> {
  const { rows } = await pool.query<{ trusted: boolean }>(
    `INSERT INTO auth.attempt AS a (key, count, last_at, free_at) VALUES ($1, 1, clock_timestamp(), clock_timestamp())
     ON CONFLICT (key) DO UPDATE SET last_at = clock_timestamp(),
       count = CASE WHEN a.last_at < clock_timestamp() - interval '1 day' THEN 1 ELSE a.count + 1 END,
       free_at = clock_timestamp() + interval '1 second' * CASE WHEN a.last_at < clock_timestamp() - interval '1 day' THEN 0
         ELSE least($3::float, power(2, least(20, greatest(0, a.count + 1 - $2::int))) - 1) END
     WHERE a.free_at <= clock_timestamp() RETURNING trusted`,
    [key, allowance, mostSeconds],
  );
  return rows[0];
}

/** One that was taken is not counted after all. */
export async function giveBackAttempt(pool: pg.Pool, key: Buffer): Promise<void> {
  await pool.query('UPDATE auth.attempt SET count = greatest(0, count - 1) WHERE key = $1', [key]);
}

/** The count begins anew, and is trusted from now on. */
export async function trustFrom(pool: pg.Pool, key: Buffer): Promise<void> {
  await pool.query(
    `INSERT INTO auth.attempt (key, count, last_at, free_at, trusted) VALUES ($1, 0, clock_timestamp(), clock_timestamp(), true)
     ON CONFLICT (key) DO UPDATE SET count = 0, last_at = excluded.last_at, free_at = excluded.free_at, trusted = true`,
    [key],
  );
}
