import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  claimMessages,
  Config,
  Database,
  retryAsked,
  unclaim,
  type JobPayload,
  type JobType,
} from '#platform';
import { answered } from './job-queue.js';
import { jobFor, wantsOf } from './messages.js';
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
  const messages = await db.systemTx('the outbox relay looks for messages', (tx) =>
    claimMessages(tx, claimMs, batch),
  );
  if (!messages.length) return 0;
  const { events, consumers } = wantsOf(types);
  const jobs = messages.flatMap((message) =>
    consumers.filter((_, index) => events[index] === message.type).map((name) => jobFor(name, message)),
  );
  try {
    if (jobs.length) await answered(queue.addBulk(jobs), patience);
  } catch (error) {
    await db.systemTx('the outbox relay gives messages back', (tx) => unclaim(tx, messages, 'given-back'));
    throw error;
  }
  await db.systemTx('the outbox relay marks messages', (tx) => unclaim(tx, messages, 'enqueued'));
  if (messages.some((message) => message.type === retryAsked.name))
    await reconcile(db, queue, types, { olderThanSeconds: 0, patienceMs: patience });
  return messages.length;
}
