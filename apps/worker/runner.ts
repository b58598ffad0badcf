import { Injectable, Logger } from '@nestjs/common';
import type { Job, Worker } from 'bullmq';
import { Config, openWorker, type JobHandler, type JobPayload } from '#platform';

/** Takes jobs from the queue and gives each to its handler; a job that throws is tried again by the queue. */
@Injectable()
export class Runner {
  private readonly logger = new Logger('jobs');
  private worker?: Worker<JobPayload>;

  constructor(private readonly config: Config) {}

  start(handlers: ReadonlyMap<string, JobHandler>): void {
    this.worker = openWorker(this.config, (job) => this.run(handlers, job));
    this.worker.on('error', (error) => this.logger.warn(`The queue does not answer: ${error.message}`));
    this.worker.on('failed', (job, error) => this.failed(job, error));
  }

  /** Takes no more jobs and waits for those in hand. */
  async stop(): Promise<void> {
    await this.worker?.close();
  }

  private async run(handlers: ReadonlyMap<string, JobHandler>, job: Job<JobPayload>): Promise<void> {
    const handler = handlers.get(job.name);
    // A newer version may have declared it: its own workers will find the job when it is tried again.
    if (!handler) throw new Error(`This worker knows no job called ${job.name}`);
    const payload = job.repeatJobKey ? { requestId: job.id! } : job.data;
    await handler.run(payload, (done, of) => job.updateProgress({ done, of }));
    this.logger.log({
      msg: `${job.name} done`,
      jobId: job.id,
      requestId: payload.requestId,
      operatorId: payload.operatorId,
    });
  }

  private failed(job: Job<JobPayload> | undefined, error: Error): void {
    const last = job && job.attemptsMade >= (job.opts.attempts ?? 1);
    const msg = `${job?.name ?? 'A job'} failed${last ? ' for the last time and is kept for someone to look at' : ''}`;
    const { operatorId, requestId } = job?.data ?? {};
    this.logger[last ? 'error' : 'warn']({
      msg,
      jobId: job?.id,
      attempt: job?.attemptsMade,
      operatorId,
      requestId,
      err: error,
    });
  }
}
