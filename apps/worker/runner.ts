import { Injectable, Logger } from '@nestjs/common';
import { UnrecoverableError, type Job, type Worker } from 'bullmq';
import {
  Config,
  Database,
  Failures,
  recordProcessed,
  jobActor,
  openWorker,
  Refusal,
  type JobHandler,
  type JobPayload,
} from '#platform';
import { openTracing, type Tracing } from '../boot/tracing.js';
import { answered } from './job-queue.js';

/**
 * Takes jobs from the queue and gives each to its handler. A job that throws is tried again by the queue; what keeps failing
 * is kept as a failure in PostgreSQL, and comes back when the reconciler finds it not done.
 */
@Injectable()
export class Runner {
  private readonly logger = new Logger('jobs');
  private worker?: Worker<JobPayload>;
  private tracing: Tracing | null = null;
  private readonly inHand = new Set<Promise<void>>();

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly failures: Failures,
  ) {}

  async start(handlers: ReadonlyMap<string, JobHandler>): Promise<void> {
    this.tracing = await openTracing(this.config);
    this.worker = await openWorker(this.config, (job) => this.hold(this.traced(handlers, job)));
    this.worker.on('error', (error) => this.logger.warn(`The queue does not answer: ${error.message}`));
  }

  /** Takes no more jobs and waits for those in hand; for the queue, which may be away, no longer than QUEUE_WAIT_MS. */
  async stop(): Promise<void> {
    if (!this.worker) return;
    const closed = this.worker.close();
    closed.catch(() => undefined);
    await Promise.allSettled(this.inHand);
    await answered(closed, this.config.QUEUE_WAIT_MS).catch((error: Error) =>
      this.logger.warn(error.message),
    );
    await this.tracing?.close();
  }

  private hold(work: Promise<void>): Promise<void> {
    this.inHand.add(work);
    void work.catch(() => undefined).finally(() => this.inHand.delete(work));
    return work;
  }

  /** Told to whoever looks at the queue; not worth waiting for when it is away. */
  private async progress(job: Job<JobPayload>, done: number, of: number): Promise<void> {
    await answered(job.updateProgress({ done, of }), this.config.QUEUE_WAIT_MS).catch(() => undefined);
  }

  private async traced(handlers: ReadonlyMap<string, JobHandler>, job: Job<JobPayload>): Promise<void> {
    const began = performance.now();
    const payload = payloadOf(job);
    const tell = (failed: boolean) =>
      this.tracing?.tell({
        kind: 'job',
        name: job.name,
        requestId: payload.requestId,
        took: performance.now() - began,
        facts: {
          'middletier.operator_id': payload.operatorId,
          'middletier.attempt': job.attemptsMade + 1,
        },
        failed,
      });
    await this.run(handlers, job, payload).catch((error: unknown) => {
      tell(true);
      throw error;
    });
    tell(false);
  }

  private async run(
    handlers: ReadonlyMap<string, JobHandler>,
    job: Job<JobPayload>,
    payload: JobPayload,
  ): Promise<void> {
    try {
      const handler = handlers.get(job.name);
      // A newer version may have declared it: its own workers will find the job when it is tried again.
      if (!handler) throw new Error(`This worker knows no job called ${job.name}`);
      await handler.run(payload, (done, of) => this.progress(job, done, of));
      await this.done(job.name, payload);
    } catch (error) {
      // A refusal stays one for a while; what else goes wrong may be right in a second.
      const refused = error instanceof Refusal;
      const last = refused || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      const how = refused ? ('log' as const) : last ? ('error' as const) : ('warn' as const);
      this.logger[how]({ msg: `${job.name} failed`, ...facts(job, payload), err: error });
      if (!last) throw error;
      await this.failed(job.name, payload, error);
      throw new UnrecoverableError(`${job.name} failed and is kept until it is tried again`);
    }
    this.logger.log({ msg: `${job.name} done`, ...facts(job, payload) });
  }

  /** That a message was acted on is known here too for handlers that do without `processOnce`, since they may run twice. */
  private async done(work: string, { operatorId, messageId, requestId }: JobPayload): Promise<void> {
    if (!operatorId || !messageId) return;
    await this.db.tx(jobActor(operatorId, requestId), async (tx) => {
      await recordProcessed(tx, work, messageId);
      await this.failures.solved(tx, work, [messageId]);
    });
  }

  /** Should this fail too, the message is still not done, and that is what counts. */
  private async failed(work: string, payload: JobPayload, error: unknown): Promise<void> {
    const { operatorId, entityId, messageId, requestId } = payload;
    if (!operatorId || !messageId) return;
    await this.db
      .tx(jobActor(operatorId, requestId), (tx) =>
        this.failures.record(tx, { work, subjectId: messageId, entityId: entityId ?? messageId, error }),
      )
      .catch((err: Error) => this.logger.error({ msg: `Why ${work} failed could not be kept`, err }));
  }
}

const payloadOf = (job: Job<JobPayload>): JobPayload =>
  job.repeatJobKey ? { requestId: job.id! } : job.data;

const facts = (job: Job<JobPayload>, { requestId, operatorId }: JobPayload) => ({
  jobId: job.id,
  attempt: job.attemptsMade + 1,
  requestId,
  operatorId,
});
