import { AsyncLocalStorage } from 'node:async_hooks';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';

/** What an answer cost: statements sent, and rows that came back. */
export interface Cost {
  readonly statements: number;
  readonly rows: number;
}
type Result = { rows?: unknown[] } | { rows?: unknown[] }[];

const asked = new AsyncLocalStorage<{ statements: number; rows: number }>();

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
  server.addHook('onRequest', (_request, _reply, done) => asked.run({ statements: 0, rows: 0 }, done));
  server.addHook('onSend', (_request, reply, _payload, done) => {
    const { statements, rows } = asked.getStore()!;
    reply.header('x-statements', statements).header('x-rows', rows);
    done();
  });
}
