import type {
  BackendFactory,
  JobsOptions,
  PostgresQueueBackend,
  Processor as BullProcessor,
  Queue,
  Worker,
} from 'bullmq';
import pg from 'pg';
import { HeardClient } from '../db/pool.js';
import { queueUrl, rolesOf } from '../db/roles.js';
import type { Config } from '../config.js';
import { queueSchema } from './queue-schema.js';
import type { JobPayload } from './job-type.js';

/** An installation's own: several may share one Redis. */
const queueName = ({ INSTALLATION }: Config): string => INSTALLATION;

/** A tenth of all that a program loads, and only workers have jobs. */
const library = () => import('bullmq');

/**
 * A job that failed is tried again after 1, 2, 4 … seconds. The queue remembers only what is still to be done: what was
 * done, and what failed, PostgreSQL knows, and a job that is due again can be enqueued under its old id.
 */
const jobOptions = ({ JOB_ATTEMPTS }: Config): JobsOptions => ({
  attempts: JOB_ATTEMPTS,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: true,
});

/** BullMQ on PostgreSQL, or on Redis when REDIS_URL is set. Nothing above this file knows which. */
export async function openQueue(config: Config): Promise<Queue<JobPayload>> {
  const { Queue } = await library();
  return config.REDIS_URL
    ? new Queue<JobPayload>(queueName(config), {
        // What cannot be said now is said again by whoever wanted it: nothing piles up while Redis is away.
        connection: { ...redis(config.REDIS_URL), enableOfflineQueue: false },
        defaultJobOptions: jobOptions(config),
      })
    : (new (await onPostgres()).Queue<JobPayload>(queueName(config), {
        connection: config,
        defaultJobOptions: jobOptions(config),
      }) as never);
}

/** A killed worker's job goes to another after JOB_LOCK_MS, however often that happens. */
export async function openWorker(
  config: Config,
  process: BullProcessor<JobPayload>,
): Promise<Worker<JobPayload>> {
  const { Worker } = await library();
  const options = {
    concurrency: config.JOB_CONCURRENCY,
    lockDuration: config.JOB_LOCK_MS,
    stalledInterval: config.JOB_LOCK_MS,
    maxStalledCount: 1_000_000,
    // After an error of the queue's, such as a restart of its server.
    runRetryDelay: 1000,
  };
  return config.REDIS_URL
    ? new Worker<JobPayload>(queueName(config), process, { ...options, connection: redis(config.REDIS_URL) })
    : (new (await onPostgres()).Worker<JobPayload>(queueName(config), process as never, {
        ...options,
        connection: config,
      }) as never);
}

/**
 * Every connection is our pool's, so that its breaking is heard from its beginning: the one on which BullMQ listens for jobs it would
 * make itself, and hear only once it was let in.
 */
async function onPostgres() {
  const { createPostgresBackend, withBackend } = await library();
  const onOurPool: BackendFactory<PostgresQueueBackend, Config> = (name, options, more) => {
    const pool = new pg.Pool(postgres(options.connection));
    const backend = createPostgresBackend(name, { ...options, connection: pool }, more);
    const close = backend.close.bind(backend);
    let ended: Promise<void> | undefined;
    backend.close = (force) => (ended ??= close(force).then(() => pool.end()));
    return backend;
  };
  return withBackend(onOurPool);
}
const redis = (url: string) => ({ url, maxRetriesPerRequest: null });
const postgres = (config: Config) => ({
  Client: HeardClient,
  connectionString: queueUrl(config),
  options: `-c role=${rolesOf(config).queue} -c search_path=${queueSchema}`,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  // A worker keeps one to listen on.
  max: 5,
});
