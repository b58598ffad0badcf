import type { Config } from './config.js';
import type { SystemTx } from './db/tx.js';

/** Something that is of no use after some days. What is still due is never forgotten, nor anything that the books are made of. */
export interface Retention {
  /** A plain plural: `messages that everyone acted on`. */
  readonly name: string;
  days(config: Config): number;
  /** Forgets up to so many that are older, and says how many; called until none is left. */
  forget(tx: SystemTx, days: number, limit: number): Promise<number>;
}

/** One statement that ends in `SELECT count(*)::int AS forgotten …`; `$1` the days, `$2` how many at most. */
export const forgetBySql = (name: string, days: Retention['days'], sql: string): Retention => ({
  name,
  days,
  forget: async (tx, days, limit) =>
    (await tx.query<{ forgotten: number }>(sql, [days, limit]))[0]!.forgotten,
});

/** Older than `$1` days by the wall clock. */
export const longAgo = `clock_timestamp() - $1 * interval '1 day'`;

export const platformRetentions: readonly Retention[] = [
  forgetBySql(
    'messages that everyone acted on, and who did',
    ({ RETAIN_MESSAGES_DAYS }) => RETAIN_MESSAGES_DAYS,
    `WITH old AS (SELECT operator_id, message_id FROM platform.outbox WHERE written_at < ${longAgo} AND done_at IS NOT NULL ORDER BY written_at LIMIT $2 FOR UPDATE SKIP LOCKED),
       acted AS (DELETE FROM platform.processed_message p USING old WHERE p.operator_id = old.operator_id AND p.message_id = old.message_id),
       gone AS (DELETE FROM platform.outbox o USING old WHERE o.operator_id = old.operator_id AND o.message_id = old.message_id)
     SELECT count(*)::int AS forgotten FROM old`,
  ),
  forgetBySql(
    'failures that were put right',
    ({ RETAIN_FAILURES_DAYS }) => RETAIN_FAILURES_DAYS,
    `WITH old AS (SELECT operator_id, failure_id FROM platform.failure WHERE solved_at < ${longAgo} LIMIT $2 FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM platform.failure f USING old WHERE f.operator_id = old.operator_id AND f.failure_id = old.failure_id)
     SELECT count(*)::int AS forgotten FROM old`,
  ),
];
