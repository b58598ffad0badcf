import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRecord } from '#platform';

/** Whose a form is that somebody opened without being signed in. */
export const nobodys = 'nobody';

/** The token of a page's forms. It says for which session it was made, and is signed for that one alone. */
export const formToken = (reply: FastifyReply, sessionId: string = nobodys): string =>
  `${sessionId}.${reply.generateCsrf({ userInfo: sessionId })}`;

/** The token that came with a form, and the session for which it says that it was made. */
export function sentToken({ body, headers }: FastifyRequest): { token: string; madeFor: string } {
  const sent = (isRecord(body) && body['_csrf']) || headers['csrf-token'];
  const [, madeFor = '', token = ''] = /^([\w-]+)\.(.+)$/.exec(typeof sent === 'string' ? sent : '') ?? [];
  return { token, madeFor };
}
