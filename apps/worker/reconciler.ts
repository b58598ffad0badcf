import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  Config,
  Database,
  endDone,
  jobTypes,
  solveFailuresOfDone,
  type JobPayload,
  type JobType,
  type Message,
} from '#platform';
import { answered } from './job-queue.js';
import { jobFor, wantsOf } from './messages.js';
import { Repeating } from './repeating.js';
import { schedule } from './schedules.js';

const batch = 500;

/**
 * Every RECONCILE_SECONDS compares what is due with what has happened, whatever the queue remembers: brings lost schedules
 * back, and enqueues again what was relayed and not acted on by everyone who listens. It is a timer of the worker
 * and not a job, because the queue may have forgotten its jobs. Any number of workers may do so: the job ids make it one.
 */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger('reconciler');
  private comparing?: Repeating;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
  ) {}

  start(queue: Queue<JobPayload>, types: readonly JobType[]): void {
    const everyMs = this.config.RECONCILE_SECONDS * 1000;
    this.comparing = new Repeating(async () => {
      await this.once(queue, types).catch((error: Error) =>
        this.logger.error({ msg: 'What is due could not be compared; trying again', err: error }),
      );
      return everyMs;
    });
    this.comparing.start(everyMs);
  }

  async stop(): Promise<void> {
    await this.comparing?.stop();
  }

  /**
   * Resolves when everyone has acted on all that was published, and on what that caused; throws why something was not done, or
   * that it was not within JOB_TRANSACTION_MS.
   */
  async untilNothingWaits(): Promise<void> {
    for (const begun = performance.now(); ;) {
      const [state] = await this.db.systemTx('does anything wait for the worker', async (tx) => {
        await endDone(tx, wantsOf(jobTypes()));
        return tx.query<{ waiting: boolean; failed: string | null }>(
          `SELECT EXISTS (SELECT FROM platform.outbox WHERE done_at IS NULL) AS waiting,
                  (SELECT work || ': ' || reason FROM platform.failure WHERE solved_at IS NULL LIMIT 1) AS failed`,
        );
      });
      if (state!.failed) throw new Error(state!.failed);
      if (!state!.waiting) return;
      if (performance.now() - begun > this.config.JOB_TRANSACTION_MS)
        throw new Error('The worker does not get on: something that was published still waits');
      await sleep(this.config.RELAY_INTERVAL_MS);
    }
  }

  private async once(queue: Queue<JobPayload>, types: readonly JobType[]): Promise<void> {
    const { QUEUE_WAIT_MS: patienceMs, RECONCILE_SECONDS: olderThanSeconds } = this.config;
    await answered(schedule(queue, types), patienceMs);
    const again = await reconcile(this.db, queue, types, { olderThanSeconds, patienceMs });
    if (again) this.logger.warn(`${again} jobs are due and not done: enqueued again, unless they wait there`);
  }
}

/** Ends the messages that everyone acted on, and enqueues the others again; answers how many jobs that were. */
export async function reconcile(
  db: Database,
  queue: Queue<JobPayload>,
  types: readonly JobType[],
  { olderThanSeconds, patienceMs }: { olderThanSeconds: number; patienceMs: number },
): Promise<number> {
  const { events, consumers } = wantsOf(types);
  await db.systemTx('messages that everyone acted on are done', async (tx) => {
    await endDone(tx, { events, consumers });
    await solveFailuresOfDone(tx);
  });
  let enqueued = 0;
  for (let after = ['-infinity', '00000000-0000-0000-0000-000000000000']; ;) {
    const due = await db.systemTx('messages that not everyone acted on', (tx) =>
      tx.query<Message & { consumer: string; at: string }>(
        `SELECT o.operator_id, o.message_id, o.type, o.entity_id, o.request_id,
                wants.consumer, o.written_at::text AS at
           FROM (SELECT * FROM platform.outbox WHERE done_at IS NULL AND enqueued_at < clock_timestamp() - $3 * interval '1 second'
                    AND (written_at, message_id) > ($4::timestamptz, $5::uuid) ORDER BY written_at, message_id LIMIT ${batch}) o
           LEFT JOIN LATERAL (SELECT consumer FROM unnest($1::text[], $2::text[]) AS w (type, consumer) WHERE w.type = o.type
              AND NOT EXISTS (SELECT FROM platform.processed_message p
                 WHERE p.operator_id = o.operator_id AND p.message_id = o.message_id AND p.consumer = w.consumer)
              AND NOT EXISTS (SELECT FROM platform.failure f WHERE f.operator_id = o.operator_id AND f.work = w.consumer
                 AND f.subject_id = o.message_id AND f.solved_at IS NULL AND f.retry_at > clock_timestamp())) wants ON true
          ORDER BY o.written_at, o.message_id`,
        [events, consumers, olderThanSeconds, ...after],
      ),
    );
    const jobs = due.flatMap((message) => (message.consumer ? [jobFor(message.consumer, message)] : []));
    if (jobs.length) await answered(queue.addBulk(jobs), patienceMs);
    enqueued += jobs.length;
    const last = due.at(-1);
    if (!last) return enqueued;
    after = [last.at, last.messageId];
  }
}
