import type { Reads } from './db/tx.js';

/** Something that must hold for the whole of a database, or of one operator; `npm run verify` asks every context's. */
export interface Check {
  /** A plain clause: `every balance equals its entries`. */
  readonly name: string;
  /** Plain sentences that name the first offending rows; none when it holds. One pass, without reading all into memory. */
  findings(tx: Reads, operatorId?: string): Promise<string[]>;
}

/** How many offending rows a check names. */
export const findingsShown = 10;

/**
 * Completeness: what is due has been done, or waits with a reason. What became due within the last hour is in hand. SQL of
 * an operator, by the expression that names it.
 */
export const due = {
  /** The operator's day, an hour ago for one on the wall clock. */
  today: (operator: string): string =>
    `(SELECT (coalesce(o.rehearsal_now, clock_timestamp() - interval '1 hour') AT TIME ZONE 'Europe/London')::date FROM platform.operator o WHERE o.operator_id = ${operator})`,
  /** Nobody is about to do it, and there is no failure that says why it is not done. */
  forgotten: (operator: string, work: string, ids: readonly string[]): string =>
    `NOT EXISTS (SELECT FROM platform.outbox m WHERE m.operator_id = ${operator} AND m.done_at IS NULL AND m.written_at > clock_timestamp() - interval '1 hour'
        AND (m.entity_id IN (${ids.join(', ')}) OR m.type IN ('platform.clock-advanced', 'platform.retry-asked')))
     AND NOT EXISTS (SELECT FROM platform.failure f WHERE f.operator_id = ${operator} AND f.solved_at IS NULL AND f.work = '${work}'
        AND f.subject_id IN (${[operator, ...ids].join(', ')}))`,
};

/** One query whose `finding`s are sentences; `$1` is the operator, or null for all. */
export const checkBySql = (name: string, sql: string): Check => ({
  name,
  async findings(tx, operatorId) {
    const rows = await tx.query<{ finding: string }>(`${sql} LIMIT ${findingsShown}`, [operatorId ?? null]);
    return rows.map((row) => row.finding);
  },
});

/** Of the operator `$1`, or of all: a check reads a whole table either way. */
// eslint-disable-next-line middletier/asked-conditions -- no key would help.
export const mine = (table: string): string => `($1::uuid IS NULL OR ${table}.operator_id = $1)`;

export const messageCheck: Check = checkBySql(
  'everyone has acted on every message that they listen to, or there is a reason why not',
  `SELECT format('Operator %s: %s messages of %s wait since %s. Is a worker running?', m.operator_id, count(*), m.type, min(m.written_at)::timestamptz(0)) AS finding
     FROM platform.outbox m
    WHERE ${mine('m')} AND m.done_at IS NULL AND m.written_at < clock_timestamp() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM platform.failure f WHERE f.operator_id = m.operator_id AND f.solved_at IS NULL AND f.subject_id = m.message_id)
    GROUP BY m.operator_id, m.type ORDER BY m.operator_id, m.type`,
);

/** Every table with an `operator_id` is under a forced policy that asks whose it is. */
export const policyCheck: Check = {
  name: 'every operator-owned table is under policy',
  async findings(tx) {
    const rows = await tx.query<{ name: string; why: string }>(
      `SELECT c.oid::regclass::text AS name,
              CASE WHEN NOT c.relrowsecurity THEN 'has no row-level security'
                   WHEN NOT c.relforcerowsecurity THEN 'does not force its row-level security'
                   ELSE 'has a policy that does not ask for the operator' END AS why
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'operator_id' AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
         AND (NOT c.relrowsecurity OR NOT c.relforcerowsecurity OR EXISTS (
           SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND NOT p.polroles <@ (SELECT array_agg(oid) FROM pg_roles WHERE rolname ~ '_(system|backup)$')
             AND coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') NOT LIKE '%platform.operator_id()%'))
       ORDER BY 1 LIMIT $1`,
      [findingsShown],
    );
    return rows.map(({ name, why }) => `Table ${name} ${why}.`);
  },
};

/**
 * Every batch of an append-only table is as it was sealed, chained to the batch before; names the first that is not.
 * `what`: the rows' plural, and the column that counts them in `batches` and in what `digest` answers.
 */
export const sealCheck = (sealed: {
  name: string;
  what: string;
  batches: string;
  digest: string;
}): Check => ({
  name: sealed.name,
  async findings(tx, operatorId) {
    const findings: string[] = [];
    const operators = await tx.query<{ operatorId: string }>(
      `SELECT DISTINCT operator_id FROM ${sealed.batches} batch WHERE ${mine('batch')} ORDER BY 1`,
      [operatorId ?? null],
    );
    for (const { operatorId } of operators) {
      const batches = await tx.query<Batch>(
        `SELECT batch_no, first_seq, last_seq, ${sealed.what} AS rows, hash FROM ${sealed.batches} WHERE operator_id = $1 ORDER BY batch_no`,
        [operatorId],
      );
      let previous: Pick<Batch, 'batchNo' | 'lastSeq'> & { hash: Buffer | null } = {
        batchNo: 0,
        lastSeq: 0n,
        hash: null,
      };
      for (const batch of batches) {
        const [found] = await tx.query<{ hash: Buffer; rows: number }>(
          `SELECT hash, ${sealed.what} AS rows FROM ${sealed.digest}($1, $2, $3, $4)`,
          [operatorId, batch.firstSeq, batch.lastSeq, previous.hash],
        );
        const named = `Operator ${operatorId}, batch ${batch.batchNo} (${sealed.what} numbered ${batch.firstSeq} to ${batch.lastSeq})`;
        if (batch.batchNo !== previous.batchNo + 1 || batch.firstSeq !== previous.lastSeq + 1n)
          findings.push(`${named} does not follow batch ${previous.batchNo}.`);
        else if (found!.rows !== batch.rows)
          findings.push(`${named} was sealed with ${batch.rows} ${sealed.what} and has ${found!.rows}.`);
        else if (!found!.hash.equals(batch.hash)) findings.push(`${named} is not as it was sealed.`);
        if (findings.length === findingsShown) return findings;
        previous = batch;
      }
    }
    return findings;
  },
});

interface Batch {
  readonly batchNo: number;
  readonly firstSeq: bigint;
  readonly lastSeq: bigint;
  readonly rows: number;
  readonly hash: Buffer;
}
