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
