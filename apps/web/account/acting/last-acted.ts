import type { FastifyRequest } from 'fastify';
import { isId } from '#platform';

const name = 'middletier.acting';

/** Whom this browser last acted as: an appointment's id, and worth nothing without its person's session. */
export const lastActed = (request: FastifyRequest): string | null =>
  isId(request.cookies[name]) ? request.cookies[name] : null;
export const rememberActing = (appointmentId: string): string =>
  `${name}=${appointmentId}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000`;
