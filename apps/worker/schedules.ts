import type { Queue } from 'bullmq';
import { civilZone, type JobPayload, type JobType } from '#platform';

/**
 * Makes the queue's schedules those that the job types declare, in London time; any number of workers may do so, again and
 * again. What the queue lost comes back; what it has is left alone. A tick that is late is due now, whether its job was lost or no
 * worker ran: those that are stopped every night would never do what is done at night.
 */
export async function schedule(
  queue: Queue<JobPayload>,
  types: readonly JobType[],
  lateMs = 60_000,
): Promise<void> {
  const timed = types.filter((type) => type.cron);
  const known = await queue.getJobSchedulers();
  for (const { key } of known) {
    if (!timed.some((type) => type.name === key)) await queue.removeJobScheduler(key);
  }
  for (const type of timed) {
    const there = known.find(
      ({ key, pattern, tz }) => key === type.name && pattern === type.cron && tz === civilZone,
    );
    const late = there !== undefined && (there.next ?? 0) <= Date.now() - lateMs;
    if (!there || late) await settled(() => upsert(queue, type, late));
  }
}

const upsert = (queue: Queue<JobPayload>, { name, cron }: JobType, immediately: boolean) =>
  queue.upsertJobScheduler(
    name,
    { pattern: cron, tz: civilZone, immediately },
    { name, data: { requestId: 'schedule' } },
  );

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
