import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import {
  clockAdvanced,
  Config,
  Database,
  openQueue,
  type JobPayload,
  type JobType,
  type SystemTx,
} from '#platform';

const batch = 200;

interface Message {
  operatorId: string;
  messageId: string;
  type: string;
  entityId: string;
  requestId: string;
}

/**
 * Turns what transactions announced into jobs: at least once each, whatever is killed and however many relays
 * run. Rows are claimed by locking them, so a relay that dies gives them back; a message enqueued twice
 * has the same job id twice, and a consumer that sees it twice still acts once (`firstTime`).
 */
@Injectable()
export class OutboxRelay {
  private readonly logger = new Logger('outbox');
  private readonly stopping = new AbortController();
  private running?: Promise<void>;
  private queue?: Queue<JobPayload>;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
  ) {}

  start(types: readonly JobType[]): void {
    this.queue = openQueue(this.config);
    this.queue.on('error', (error) => this.logger.warn(`The queue does not answer: ${error.message}`));
    this.running = this.run(types, this.queue);
  }

  /** Finishes the batch in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.queue?.close();
  }

  private async run(types: readonly JobType[], queue: Queue<JobPayload>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const relayed = await relay(this.db, queue, types).catch((error: Error) => {
        this.logger.error({ msg: 'The outbox could not be relayed; trying again', err: error });
        return 0;
      });
      if (relayed < batch) await this.pause();
    }
  }

  /**
   * Looks again after RELAY_INTERVAL_MS rather than on NOTIFY: a notifying commit takes a lock of the whole server,
   * and a listener does not survive a transaction-mode pooler.
   */
  private async pause(): Promise<void> {
    await sleep(this.config.RELAY_INTERVAL_MS, undefined, { signal: this.stopping.signal }).catch(
      () => undefined,
    );
  }
}

/**
 * Relays one batch; answers how many messages it took. The queue is called while the rows are locked: should that
 * be repeated, the job ids make it one job.
 */
export const relay = (db: Database, queue: Queue<JobPayload>, types: readonly JobType[]): Promise<number> =>
  db.systemTx('the outbox relay looks for messages', async (tx) => {
    const messages = await claim(tx);
    const jobs = messages.flatMap((message) =>
      types.filter((type) => causedBy(type, message)).map((type) => jobFor(type, message)),
    );
    if (jobs.length) await queue.addBulk(jobs);
    if (messages.length) await markEnqueued(tx, messages);
    return messages.length;
  });

const claim = (tx: SystemTx): Promise<Message[]> =>
  tx.query<Message>(
    `SELECT operator_id AS "operatorId", message_id AS "messageId", type, entity_id AS "entityId", request_id AS "requestId"
     FROM platform.outbox WHERE enqueued_at IS NULL ORDER BY written_at LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
  );

const markEnqueued = (tx: SystemTx, messages: readonly Message[]): Promise<unknown> =>
  tx.query(
    `UPDATE platform.outbox o SET enqueued_at = clock_timestamp()
     FROM unnest($1::uuid[], $2::uuid[]) AS claimed (operator_id, message_id)
     WHERE o.operator_id = claimed.operator_id AND o.message_id = claimed.message_id`,
    [messages.map((message) => message.operatorId), messages.map((message) => message.messageId)],
  );

/** A rehearsal's clock set forward is also a tick of everything that runs by the clock, for that operator. */
const causedBy = (type: JobType, message: Message): boolean =>
  type.on?.name === message.type || (type.cron !== undefined && message.type === clockAdvanced.name);

const jobFor = (type: JobType, { operatorId, messageId, entityId, requestId }: Message) => ({
  name: type.name,
  data: { operatorId, entityId, messageId, requestId },
  opts: { jobId: `${type.name}-${messageId}` },
});
