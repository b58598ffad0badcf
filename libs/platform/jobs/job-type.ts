import type { EventType } from '../outbox.js';

/** What a job carries: ids and nothing else, so that no personal data reaches a queue. */
export interface JobPayload {
  /** Absent on a scheduled tick, which asks every operator at its own time. */
  readonly operatorId?: string;
  readonly entityId?: string;
  /** The outbox message that caused it; with the job's name it is the key of `processOnce`. */
  readonly messageId?: string;
  readonly requestId: string;
}

export interface JobType {
  /** `<context>.<verb>`, such as `agreements.renew`. */
  readonly name: string;
  /** The event that causes it. */
  readonly on?: EventType;
  /** Or the times it runs by itself: a cron pattern in London time. */
  readonly cron?: string;
}

const declared = new Map<string, JobType>();

/** Declares a job type once for the installation. Boot refuses one with no handler, or two. */
export function defineJob(name: string, cause: Omit<JobType, 'name'> = {}): JobType {
  if (declared.has(name)) throw new Error(`Job type ${name} is declared twice`);
  const type: JobType = { name, ...cause };
  declared.set(name, type);
  return type;
}

export const jobTypes = (): readonly JobType[] => [...declared.values()];

export interface JobHandler {
  readonly type: JobType;
  readonly run: (payload: JobPayload, progress: (done: number, of: number) => Promise<void>) => Promise<void>;
}

/** What a worker's processor provides: a handler for each of its context's job types. */
export interface Processor {
  readonly handlers: readonly JobHandler[];
}
