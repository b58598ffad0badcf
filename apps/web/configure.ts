import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import files from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { requireSameSession, SignIn, Visitors, type AccessRequest } from '#identity';
import type { Config } from '#platform';
import { isApi, type Route } from '../boot/routes.js';
import { WebErrors } from './layout/errors/web-errors.filter.js';
import { OneText } from './kit/one-text.pipe.js';
import { Doors } from './kit/doors.js';
import { sentToken } from './kit/form-token.js';
import { assetsFolder, assetsPath } from './kit/renderer.js';
import { rendering } from './kit/rendering.js';

/** What the pages need of the server before it listens, in the order in which a request meets it. */
export async function configureWeb(
  app: NestFastifyApplication,
  config: Config,
  routes: readonly Route[],
): Promise<void> {
  const https = config.PUBLIC_URL?.startsWith('https://') ?? false;
  const server = app.getHttpAdapter().getInstance();

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: policy(https) },
    hsts: https && { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(files, {
    root: assetsFolder,
    prefix: `${assetsPath}/`,
    decorateReply: false,
    // A route for each file: what is none of them leads nowhere, and is counted as that.
    wildcard: false,
    immutable: true,
    maxAge: '365d',
  });
  await app.register(cookie, { secret: config.SECRET });
  await app.register(csrf, {
    cookieKey: 'middletier.form',
    cookieOpts: { path: '/', httpOnly: true, sameSite: 'lax', secure: https, signed: true },
    csrfOpts: { hmacKey: config.SECRET },
    getToken: (request) => sentToken(request).token,
    getUserInfo: (request) => sentToken(request).madeFor,
  });

  // Whoever sets a cookie, here or in a library: behind https it is never sent without.
  if (https)
    server.addHook('onSend', async (_request, reply) => {
      const cookies = reply.getHeader('set-cookie');
      if (!cookies) return;
      reply.removeHeader('set-cookie');
      for (const one of [cookies].flat().map(String))
        reply.header('set-cookie', /;\s*secure\b/i.test(one) ? one : `${one}; Secure`);
    });

  // A form without fields is a form.
  server.addHook('preValidation', (request, _, done) => {
    if (!isApi(request)) request.body ??= {};
    done();
  });
  // Every change from a page carries the page's token. A route of the API knows no cookie, so there is nothing to forge.
  const visitors = app.get(Visitors, { strict: false });
  const changes = (request: FastifyRequest) =>
    !['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !isApi(request);
  server.addHook('preHandler', (request, reply, done) => {
    if (!changes(request)) return done();
    server.csrfProtection(request, reply, done);
  });
  server.addHook('preHandler', async (request) => {
    if (!changes(request)) return;
    requireSameSession(
      await visitors.atPage(request as unknown as AccessRequest),
      sentToken(request).madeFor,
    );
  });
  server.addHook('preSerialization', rendering(visitors, new Doors(routes), config.DEMONSTRATION));
  await app.get(SignIn, { strict: false }).ready();
  app.useGlobalPipes(new OneText());
  app.useGlobalFilters(new WebErrors());
}

/** Nothing but our own files, no frames, no inline script or style. Charts are SVG in the page. */
const policy = (https: boolean): Record<string, string[]> => ({
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  ...(https ? { 'upgrade-insecure-requests': [] } : {}),
});
