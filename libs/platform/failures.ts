import { Inject, Injectable } from '@nestjs/common';
import { requireStaff } from './actor.js';
import { record } from './audit.repository.js';
import { Config } from './config.js';
import { sqlState, violatedConstraint } from './db/away.js';
import type { Tx } from './db/tx.js';
import { keepFailure, retryNow, solveFailures } from './failure.repository.js';
import { derivedId } from './ids.js';
import { publish, type EventType } from './outbox.js';
import { notFound, Refusal } from './refusal.js';

/** Something that must happen and did not, with its reason. It is tried again by itself, less and less often. */
export interface Failure {
  readonly failureId: string;
  /** The job type, such as `invoicing.bill`. */
  readonly work: string;
  /** The thing that it is about: an agreement, a message. */
  readonly entityId: string;
  readonly reason: string;
  readonly attempts: number;
  readonly since: Date;
  readonly lastAt: Date;
  readonly retryAt: Date;
}

export interface Failed {
  readonly work: string;
  /** What it failed for: an outbox message, or the thing itself. With `work` it is the failure's key. */
  readonly subjectId: string;
  readonly entityId: string;
  readonly error: unknown;
}

/** Staff asked that a failure be tried again now. The worker itself hears it, so no job type does. */
export const retryAsked: EventType = { name: 'platform.retry-asked' };

const columns = 'failure_id, work, entity_id, reason, attempts, since, last_at, retry_at';

/** What did not happen, until it has. */
@Injectable()
export class Failures {
  constructor(@Inject(Config) private readonly config: Config) {}

  /** Keeps what failed, in a transaction of its own: the one that failed is gone. The next try waits twice as long as this one did, a day at most. */
  async record(tx: Tx, { work, subjectId, entityId, error }: Failed): Promise<void> {
    const reason = reasonFor(error);
    const failureId = derivedId(subjectId, work);
    await keepFailure(tx, { failureId, work, subjectId, entityId, reason }, this.config.RECONCILE_SECONDS);
  }

  /** It has happened. In the transaction of its effect. */
  async solved(tx: Tx, work: string, subjectIds: readonly string[]): Promise<void> {
    await solveFailures(tx, work, subjectIds);
  }

  /** What failed and is not to be tried again yet: it keeps nothing else waiting. */
  async waiting(tx: Tx, work: string): Promise<string[]> {
    const rows = await tx.query<{ subjectId: string }>(
      'SELECT subject_id FROM platform.failure WHERE operator_id = $1 AND work = $2 AND solved_at IS NULL AND retry_at > clock_timestamp()',
      [tx.operatorId, work],
    );
    return rows.map((row) => row.subjectId);
  }

  /** What failed and may be tried again by now. */
  async ripe(tx: Tx, work: string): Promise<string[]> {
    const rows = await tx.query<{ subjectId: string }>(
      'SELECT subject_id FROM platform.failure WHERE operator_id = $1 AND work = $2 AND solved_at IS NULL AND retry_at <= clock_timestamp()',
      [tx.operatorId, work],
    );
    return rows.map((row) => row.subjectId);
  }

  /** What has not happened: what failed at one work for one reason together, the longest waiting first. Staff only. */
  async list(tx: Tx, { limit, offset = 0 }: { limit: number; offset?: number }): Promise<Failure[]> {
    return tx.query<Failure>(
      `SELECT ${columns} FROM platform.failure
        WHERE operator_id = $1 AND solved_at IS NULL
        ORDER BY min(since) OVER (PARTITION BY work, reason), work, reason, since, failure_id LIMIT $2 OFFSET $3`,
      [tx.operatorId, limit, offset],
    );
  }

  /** Has it tried again now, and what failed at the same work for the same reason. Refuses: `platform.forbidden`, `platform.not-found`, also when it has happened meanwhile. */
  async tryAgain(tx: Tx, failureId: string): Promise<Failure> {
    requireStaff(tx.actor, ['administrator']);
    if (!(await retryNow(tx, failureId))) throw notFound('failure');
    const [failure] = await tx.query<Failure>(
      `SELECT ${columns} FROM platform.failure WHERE operator_id = $1 AND failure_id = $2`,
      [tx.operatorId, failureId],
    );
    await publish(tx, retryAsked, failureId);
    await record(tx, 'platform.try-again', { type: 'failure', id: failureId }, { work: failure!.work });
    return failure!;
  }
}

/** In a sentence for staff. What the database or a program says may hold personal data, so only its code is kept; the log has the rest. */
export function reasonFor(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const { responseCode, code, name } = error as { responseCode?: number; code?: string; name?: string };
  if (responseCode) return `The mail server does not take it (its answer was ${responseCode}).`;
  const state = sqlState(error);
  const constraint = violatedConstraint(error);
  if (/^[0-9A-Z]{5}$/.test(state))
    return `The database refuses it (${[state, constraint].filter(Boolean).join(', ')}).`;
  return `The program failed (${code ?? name ?? 'no name'}). Its log says more.`;
}
