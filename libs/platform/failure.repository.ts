import type { SystemTx, Tx } from './db/tx.js';

const mostHoursBetween = 24;

/** Keeps what failed, once more if it is known. The next try waits twice as long as this one did, a day at most; the first `waitSeconds`. */
export async function keepFailure(
  tx: Tx,
  failure: { failureId: string; work: string; subjectId: string; entityId: string; reason: string },
  waitSeconds: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO platform.failure AS f (operator_id, failure_id, work, subject_id, entity_id, reason, retry_at)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7 * interval '1 second')
     ON CONFLICT (operator_id, work, subject_id) DO UPDATE SET reason = excluded.reason, last_at = clock_timestamp(), solved_at = NULL,
       since = CASE WHEN f.solved_at IS NULL THEN f.since ELSE clock_timestamp() END,
       attempts = CASE WHEN f.solved_at IS NULL THEN f.attempts + 1 ELSE 1 END,
       retry_at = clock_timestamp() + least($7 * 2 ^ least(CASE WHEN f.solved_at IS NULL THEN f.attempts ELSE 0 END, 30), ${mostHoursBetween * 3600}) * interval '1 second'`,
    [
      tx.operatorId,
      failure.failureId,
      failure.work,
      failure.subjectId,
      failure.entityId,
      failure.reason,
      waitSeconds,
    ],
  );
}

/** It has happened. */
export async function solveFailures(tx: Tx, work: string, subjectIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE platform.failure SET solved_at = clock_timestamp() WHERE operator_id = $1 AND work = $2 AND subject_id = ANY ($3) AND solved_at IS NULL`,
    [tx.operatorId, work, subjectIds],
  );
}

/** Of messages that everyone acted on: of a job type that listens no more, perhaps. */
export async function solveFailuresOfDone(tx: SystemTx): Promise<void> {
  await tx.query(
    `UPDATE platform.failure f SET solved_at = clock_timestamp() FROM platform.outbox o
      WHERE f.solved_at IS NULL AND o.operator_id = f.operator_id AND o.message_id = f.subject_id AND o.done_at IS NOT NULL`,
  );
}

/** It may be tried again from now on, and so may what failed at the same work for the same reason; false when it has happened, or is unknown. */
export async function retryNow(tx: Tx, failureId: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE platform.failure f SET retry_at = clock_timestamp() FROM platform.failure one
      WHERE one.operator_id = $1 AND one.failure_id = $2 AND one.solved_at IS NULL
        AND f.operator_id = $1 AND f.work = one.work AND f.reason = one.reason AND f.solved_at IS NULL RETURNING 1`,
    [tx.operatorId, failureId],
  );
  return rows.length > 0;
}
