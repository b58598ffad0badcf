import { clockAdvanced, retryAsked, type JobType, type Message, type Wants } from '#platform';

/** What is also a tick, for that operator, of everything that runs by the clock: a rehearsal's clock set forward, and "Try again". */
const ticks: readonly string[] = [clockAdvanced.name, retryAsked.name];

export const wantsOf = (types: readonly JobType[]): Wants => {
  const pairs = types.flatMap(({ name, on, cron }) =>
    [...(on ? [on.name] : []), ...(cron ? ticks : [])].map((event) => [event, name] as const),
  );
  return { events: pairs.map(([event]) => event), consumers: pairs.map(([, consumer]) => consumer) };
};

/** The same message and job type make the same id: enqueued twice, it is one job. */
export const jobFor = (name: string, { operatorId, messageId, entityId, requestId }: Message) => ({
  name,
  data: { operatorId, entityId, messageId, requestId },
  opts: { jobId: `${name}-${messageId}` },
});
