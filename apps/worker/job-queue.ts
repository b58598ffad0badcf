import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Config, openQueue, type JobPayload, type JobType } from '#platform';
import { schedule } from './schedules.js';

/** Where this worker puts jobs: opened once for all who do, and closed after them. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger('jobs');
  private queue?: Queue<JobPayload>;

  constructor(private readonly config: Config) {}

  /** With its schedules. Rejects when it does not answer at the start, which is a mistake to tell; later it is waited for. */
  async open(types: readonly JobType[]): Promise<Queue<JobPayload>> {
    const queue = (this.queue = await openQueue(this.config));
    const unreachable = new Promise<never>((_, failed) => queue.on('error', failed));
    await Promise.race([schedule(queue, types), unreachable]);
    queue.on('error', (error) => this.logger.warn(`The queue does not answer: ${error.message}`));
    return queue;
  }

  /** One that does not answer is not waited for. */
  async close(): Promise<void> {
    if (this.queue) await answered(this.queue.close(), this.config.QUEUE_WAIT_MS).catch(() => undefined);
  }
}

/** Rejects when the queue takes longer; what it does later is what a repeated call would do. */
export const answered = <Result>(asked: Promise<Result>, ms: number): Promise<Result> => {
  const patience = new AbortController();
  const late = sleep(ms, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`The queue did not answer within ${ms} ms`);
  });
  late.catch(() => undefined);
  asked.catch(() => undefined);
  return Promise.race([asked, late]).finally(() => patience.abort());
};
