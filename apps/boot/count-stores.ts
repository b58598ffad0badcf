import { countRequests, forgetRequestsBefore, type Config, type Database } from '#platform';
import type { CountStore } from './shared-counts.js';

/** In the store that the queue uses: Redis when REDIS_URL is set, else PostgreSQL. */
export const countStore = async (config: Config, db: Database): Promise<CountStore> =>
  config.REDIS_URL ? onRedis(config.REDIS_URL) : onPostgres(db);

function onPostgres(db: Database): CountStore {
  let swept = 0;
  return {
    add: (minute, counts) =>
      db.systemTx('how often each asked', async (tx) => {
        if (minute !== swept) await forgetRequestsBefore(tx, minute);
        swept = minute;
        return countRequests(tx, minute, counts);
      }),
    close: () => Promise.resolve(),
  };
}

async function onRedis(url: string): Promise<CountStore> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  redis.on('error', () => undefined);
  return {
    async add(minute, counts) {
      const askers = [...counts.keys()];
      const batch = redis.multi();
      for (const asker of askers) {
        const key = `middletier:asked:${minute}:${asker}`;
        batch.incrby(key, counts.get(asker)!).expire(key, 120);
      }
      const answers = (await batch.exec()) ?? [];
      return new Map(askers.map((asker, at) => [asker, Number(answers[2 * at]![1])]));
    },
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
