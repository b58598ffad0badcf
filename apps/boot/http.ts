import { parse } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId, type Config } from '#platform';

/** How the server treats connections and requests before anything of ours sees them. */
export const httpOptions = (config: Config) => ({
  genReqId: () => newId(),
  bodyLimit: config.BODY_LIMIT_BYTES,
  trustProxy: config.TRUST_PROXY ?? false,
  requestTimeout: config.HTTP_REQUEST_TIMEOUT_MS,
  handlerTimeout: config.HTTP_ANSWER_TIMEOUT_MS,
  keepAliveTimeout: config.HTTP_KEEP_ALIVE_MS,
  connectionTimeout: config.HTTP_IDLE_TIMEOUT_MS,
  http: {
    headersTimeout: Math.min(config.HTTP_HEADERS_TIMEOUT_MS, config.HTTP_REQUEST_TIMEOUT_MS),
    // How often Node looks for requests that are late.
    connectionsCheckingInterval: Math.min(1000, config.HTTP_HEADERS_TIMEOUT_MS),
  },
  routerOptions: {
    // What is beyond the limit is left out: an address is short, and no page names so many.
    querystringParser: (text: string) => ({
      ...parse(text, '&', '=', { maxKeys: config.INPUT_FIELD_LIMIT }),
    }),
  },
});

export function limitConnections(app: NestFastifyApplication, config: Config): void {
  app.getHttpServer().maxConnections = config.HTTP_CONNECTION_LIMIT;
}
