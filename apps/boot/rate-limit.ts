import { createHmac } from 'node:crypto';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Database, type Actor, type Config } from '#platform';
import { countStore } from './count-stores.js';
import type { OnStop } from './main.js';
import { isFree } from './routes.js';
import { SharedCounts } from './shared-counts.js';

/**
 * So many requests a minute, over all processes: of an address, or of a key of the API once it has proved good, so
 * that a made-up key counts as whoever sends it. Addresses that lead nowhere count too; checks of health and files of
 * the theme are free.
 */
export async function limitRate(app: NestFastifyApplication, config: Config, onStop: OnStop): Promise<void> {
  const counts = new SharedCounts(
    await countStore(config, app.get(Database, { strict: false })),
    config.RATE_LIMIT_ASKERS,
  );
  onStop(() => counts.close());
  const good = new Set<string>();
  const hashed = (text: string) =>
    createHmac('sha256', config.SECRET).update(text).digest('base64url').slice(0, 22);

  await app.register(rateLimit, {
    global: false,
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: '1 minute',
    store: function share() {
      return counts;
    } as never,
    allowList: isFree,
    keyGenerator: (request: FastifyRequest) => {
      const key = keyOf(request);
      return hashed(key && good.has(hashed(key)) ? key : normalizeIP(request.ip));
    },
  });
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', server.rateLimit());
  server.addHook('onResponse', async (request, reply) => {
    const key = keyOf(request);
    if (!key) return;
    const { actor } = request.raw as { actor?: Actor };
    if (actor?.role === 'key') good.add(hashed(key));
    else if (reply.statusCode === 401) good.delete(hashed(key));
  });
}

const keyOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer mt_[\w-]{43}$/.test(headers.authorization ?? '') ? headers.authorization : undefined;
