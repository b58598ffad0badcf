import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Config } from '#platform';

/** So many requests a minute: of a key of the API, else of an address. Checks of health and files of the look are free. */
export async function limitRate(app: NestFastifyApplication, config: Config): Promise<void> {
  await app.register(rateLimit, {
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: '1 minute',
    allowList: (request: FastifyRequest) => /^\/(assets|look|health)\//.test(request.url),
    keyGenerator: (request: FastifyRequest) => keyOf(request) ?? request.ip,
  });
}

const keyOf = (request: FastifyRequest): string | undefined =>
  request.url.startsWith('/api/') && /^Bearer mt_[\w-]{43}$/.test(request.headers.authorization ?? '')
    ? request.headers.authorization
    : undefined;
