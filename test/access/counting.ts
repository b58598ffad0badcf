import { AsyncLocalStorage } from 'node:async_hooks';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';

/** What an answer cost: statements sent, rows that came back, and, where it is asked, those that PostgreSQL read for them. */
export interface Cost {
  readonly statements: number;
  readonly rows: number;
  readonly read: number;
}
/** Asks for `Cost.read`: each statement is then run twice, the first time by EXPLAIN. */
export const countReads = { 'x-count-reads': 'yes' };

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}
type Result = { rows?: unknown[] } | { rows?: unknown[] }[];

const asked = new AsyncLocalStorage<{
  statements: number;
  rows: number;
  read: number;
  reads: boolean;
}>();
/** Of so few rows any plan costs the same, the pages of a table. What a row costs decides, as it does where there are many. */
const ofMany = 'SET LOCAL cpu_tuple_cost = 100; SET LOCAL cpu_index_tuple_cost = 50; SET LOCAL jit = off';
const reads = /^\s*(SELECT|WITH)\b/i;

/**
 * Counts what each request asks of the database, whoever asks it, and says so in two headers of its answer. Opening a
 * transaction, which is one round trip (BEGIN, its settings and the clock), is one statement, and its end is none.
 */
export function countStatements(app: NestFastifyApplication): void {
  const query = pg.Client.prototype.query as (...parts: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...parts: unknown[]) {
    const cost = asked.getStore();
    if (!cost || parts[0] === 'COMMIT' || parts[0] === 'ROLLBACK') return query.apply(this, parts);
    cost.statements++;
    const [first, second] = parts as [string | pg.QueryConfig, unknown[]?];
    const { text, values } = typeof first === 'string' ? { text: first, values: second } : first;
    // A connection answers in turn: this is counted before what was asked is answered.
    if (cost.reads && 'pipeline' in this && this.pipeline && reads.test(text)) {
      void query.call(this, ofMany);
      const plan = query.call(this, `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
      void (plan as Promise<pg.QueryResult<{ 'QUERY PLAN': [{ Plan: Plan }] }>>).then(
        ({ rows }) => (cost.read += readBy(rows[0]!['QUERY PLAN'][0].Plan)),
      );
    }
    const count = (result?: Result) => {
      for (const { rows } of [result ?? []].flat()) cost.rows += rows?.length ?? 0;
    };
    const told = parts.at(-1);
    if (typeof told === 'function')
      parts[parts.length - 1] = (error: Error | null, result?: Result) => {
        count(result);
        told(error, result);
      };
    const answer = query.apply(this, parts);
    return answer instanceof Promise
      ? answer.then((result: Result) => {
          count(result);
          return result;
        })
      : answer;
  } as never;
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, _reply, done) =>
    asked.run({ statements: 0, rows: 0, read: 0, reads: 'x-count-reads' in request.headers }, done),
  );
  server.addHook('onSend', (_request, reply, _payload, done) => {
    const { statements, rows, read } = asked.getStore()!;
    reply.header('x-statements', statements).header('x-rows', rows).header('x-read', read);
    done();
  });
}

/** The rows, and entries of indexes, that a plan looked at, those that it then left out among them. */
function readBy(plan: Plan): number {
  const scans = 'Relation Name' in plan || 'Index Name' in plan;
  const rows =
    plan['Actual Rows'] +
    (plan['Rows Removed by Filter'] ?? 0) +
    (plan['Rows Removed by Index Recheck'] ?? 0);
  const below = (plan.Plans ?? []).map(readBy);
  return below.reduce((sum, read) => sum + read, scans ? Math.round(rows * plan['Actual Loops']) : 0);
}
