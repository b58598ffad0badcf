import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { parse } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId, type Config } from '#platform';

/** How the server treats connections and requests before anything of ours sees them. */
export const httpOptions = (config: Config) => ({
  clientErrorHandler: hangUp,
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
  rewriteUrl: readable,
  routerOptions: {
    // As long as an address may be: what stands in one is read by whoever takes it.
    maxParamLength: maxHeaderSize,
    // What is beyond the limit is left out: an address is short, and no page names so many.
    querystringParser: (text: string) => ({
      ...parse(text, '&', '=', { maxKeys: config.INPUT_FIELD_LIMIT }),
    }),
  },
});

/** A `%` that stands for no character stands for itself, and so does `*`, the server as a whole: such an address leads nowhere like any other. */
function readable({ url = '/' }: { readonly url?: string | undefined }): string {
  const [path] = url.split('?', 1) as [string];
  if (path === '*') return `/${url}`;
  try {
    decodeURI(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}

/** What cannot be read as HTTP, or did not arrive in time, is answered in a word; and the browser is told that the connection ends. */
function hangUp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const said = unreadable[error.code ?? ''] ?? '400 Bad Request';
  if (socket.writable) socket.write(`HTTP/1.1 ${said}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroy(error);
}
const unreadable: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

export function limitConnections(app: NestFastifyApplication, config: Config): void {
  app.getHttpServer().maxConnections = config.HTTP_CONNECTION_LIMIT;
}

/** What does not say how long it is good for is one person's, or is true now: no browser, proxy or balancer keeps it. */
export function keepNothing(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done();
  });
}
