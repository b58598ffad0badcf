import type { Queue } from 'bullmq';
import { civilZone, type JobPayload, type JobType } from '#platform';

/** Makes the queue's schedules those that the job types declare, in London time; any number of workers may do so. */
export async function schedule(queue: Queue<JobPayload>, types: readonly JobType[]): Promise<void> {
  const timed = types.filter((type) => type.cron);
  for (const { key } of await queue.getJobSchedulers()) {
    if (!timed.some((type) => type.name === key)) await queue.removeJobScheduler(key);
  }
  for (const { name, cron } of timed) {
    await queue.upsertJobScheduler(
      name,
      { pattern: cron, tz: civilZone },
      { name, data: { requestId: 'schedule' } },
    );
  }
}
