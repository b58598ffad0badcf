import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Config, Database, retryAsked, type JobPayload, type JobType, type SystemTx } from '#platform';
import { answered } from './job-queue.js';
import { jobFor, wantsOf, type Message } from './messages.js';
import { reconcile } from './reconciler.js';
import { Repeating } from './repeating.js';

const batch = 200;
const afterFailureMs = 1000;

/**
 * Turns what transactions published into jobs: at least once each, whatever is killed and however many relays
 * run. Rows are claimed for a time, so those of a relay that died come back; a message enqueued twice
 * has the same job id twice, and a consumer that sees it twice still acts once (`processOnce`).
 *
 * It looks again after RELAY_INTERVAL_MS rather than on NOTIFY: a notifying commit takes a lock of the whole server,
 * and a listener does not survive a transaction-mode pooler.
 */
@Injectable()
export class OutboxRelay {
  private readonly logger = new Logger('outbox');
  private looking?: Repeating;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
  ) {}

  start(queue: Queue<JobPayload>, types: readonly JobType[]): void {
    this.looking = new Repeating(async () => {
      try {
        const relayed = await relay(this.db, queue, types, this.config);
        return relayed < batch ? this.config.RELAY_INTERVAL_MS : 0;
      } catch (error) {
        this.logger.error({ msg: 'The outbox could not be relayed; trying again', err: error });
        return afterFailureMs;
      }
    });
    this.looking.start();
  }

  /** Finishes the batch in hand. */
  async stop(): Promise<void> {
    await this.looking?.stop();
  }
}

/**
 * Relays one batch; answers how many messages it took. No transaction is open while the queue is asked, which may be away:
 * the rows are claimed for JOB_LOCK_MS, then enqueued, then marked. Should that be repeated, the job ids make it one job.
 */
export async function relay(
  db: Database,
  queue: Queue<JobPayload>,
  types: readonly JobType[],
  { JOB_LOCK_MS: claimMs, QUEUE_WAIT_MS: patience }: Pick<Config, 'JOB_LOCK_MS' | 'QUEUE_WAIT_MS'>,
): Promise<number> {
  const messages = await db.systemTx('the outbox relay looks for messages', (tx) => claim(tx, claimMs));
  if (!messages.length) return 0;
  const { events, consumers } = wantsOf(types);
  const jobs = messages.flatMap((message) =>
    consumers.filter((_, index) => events[index] === message.type).map((name) => jobFor(name, message)),
  );
  try {
    if (jobs.length) await answered(queue.addBulk(jobs), patience);
  } catch (error) {
    await db.systemTx('the outbox relay gives messages back', (tx) => mark(tx, messages, 'NULL'));
    throw error;
  }
  await db.systemTx('the outbox relay marks messages', (tx) => mark(tx, messages, 'clock_timestamp()'));
  if (messages.some((message) => message.type === retryAsked.name))
    await reconcile(db, queue, types, { olderThanSeconds: 0, patienceMs: patience });
  return messages.length;
}

/** Those that nobody claimed, or whose claim ran out because its relay was killed. */
const claim = (tx: SystemTx, claimMs: number): Promise<Message[]> =>
  tx.query<Message>(
    `WITH due AS (
       SELECT operator_id, message_id FROM platform.outbox
       WHERE enqueued_at IS NULL AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
       ORDER BY written_at LIMIT ${batch} FOR UPDATE SKIP LOCKED),
     claimed AS (
       UPDATE platform.outbox o SET claimed_until = clock_timestamp() + $1 * interval '1 millisecond' FROM due
       WHERE o.operator_id = due.operator_id AND o.message_id = due.message_id
       RETURNING o.operator_id, o.message_id, o.type, o.entity_id, o.request_id, o.written_at)
     SELECT operator_id, message_id, type, entity_id, request_id
     FROM claimed ORDER BY written_at`,
    [claimMs],
  );

const mark = (
  tx: SystemTx,
  messages: readonly Message[],
  at: 'NULL' | 'clock_timestamp()',
): Promise<unknown> =>
  tx.query(
    `UPDATE platform.outbox o SET enqueued_at = ${at}, claimed_until = NULL
     FROM unnest($1::uuid[], $2::uuid[]) AS claimed (operator_id, message_id)
     WHERE o.operator_id = claimed.operator_id AND o.message_id = claimed.message_id`,
    [messages.map((message) => message.operatorId), messages.map((message) => message.messageId)],
  );
