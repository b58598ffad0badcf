import type { Queue } from 'bullmq';
import { civilZone, type JobPayload, type JobType } from '#platform';

/** A tick this late is not coming: its job was lost. */
const lateMs = 60_000;

/**
 * Makes the queue's schedules those that the job types declare, in London time; any number of workers may do so, again and
 * again. What the queue lost comes back; what it has is left alone.
 */
export async function schedule(queue: Queue<JobPayload>, types: readonly JobType[]): Promise<void> {
  const timed = types.filter((type) => type.cron);
  const known = await queue.getJobSchedulers();
  for (const { key } of known) {
    if (!timed.some((type) => type.name === key)) await queue.removeJobScheduler(key);
  }
  for (const type of timed) {
    const sound = known.some(
      ({ key, pattern, tz, next }) =>
        key === type.name && pattern === type.cron && tz === civilZone && (next ?? 0) > Date.now() - lateMs,
    );
    if (!sound) await settled(() => upsert(queue, type));
  }
}

const upsert = (queue: Queue<JobPayload>, { name, cron }: JobType) =>
  queue.upsertJobScheduler(name, { pattern: cron, tz: civilZone }, { name, data: { requestId: 'schedule' } });

/** Workers that start at once may collide on a schedule's first job; who asks again finds it made. */
async function settled(make: () => Promise<unknown>, attempts = 5): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await make();
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}
