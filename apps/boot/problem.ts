import { HttpException, Logger } from '@nestjs/common';
import { ChoiceRequired, SignInRequired } from '#identity';
import { isAway, Refusal, refusalStatus } from '#platform';
import { databaseRefusal, noteFault } from './database-refusal.js';

/** One field of a request and everything that is wrong with it. `path` leads into the body: `days.value`. */
export interface FieldError {
  readonly path: string;
  readonly messages: readonly string[];
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable and dotted, as in `type`: what a program decides by. */
  readonly code: string;
  readonly instance: string;
  readonly requestId: string;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly errors?: readonly FieldError[];
}

interface ProblemRequest extends Arriving {
  readonly id: string;
  readonly method: string;
  readonly url: string;
}
interface ProblemReply {
  hasHeader(name: string): boolean;
  status(status: number): this;
  header(name: string, value: string): this;
  type(type: string): this;
  send(payload: unknown): unknown;
}

/** How much of a request is here: Node's own request says. */
interface Arriving {
  readonly raw?: { readonly complete?: boolean };
}
/** The request never arrived whole: whoever sent it was too slow, or hung up. That is not our fault. */
export const neverArrived = (error: unknown, { raw }: Arriving): boolean =>
  raw?.complete === false &&
  ['FST_ERR_HANDLER_TIMEOUT', 'ECONNRESET'].includes((error as { code?: string } | null)?.code ?? '');

/** What each status says when nothing better is known. */
const plain: Readonly<Record<number, readonly [code: string, title: string, detail: string]>> = {
  400: [
    'api.malformed',
    'The request could not be read',
    'The request is not what HTTP or JSON allow. Nothing was changed.',
  ],
  401: ['api.key-required', 'A key is required', 'Send a key of your party: Authorization: Bearer mt_…'],
  403: ['platform.forbidden', 'Not allowed', 'This is not yours to do.'],
  404: ['platform.not-found', 'Not found', 'There is nothing at this address, or it is not yours to see.'],
  405: [
    'api.method-not-allowed',
    'Method not allowed',
    'This address does not take this method; see the Allow header.',
  ],
  408: [
    'api.too-slow',
    'Too slow',
    'The request did not arrive whole in time. Nothing was changed. Try again, with the same Idempotency-Key.',
  ],
  409: ['platform.conflict', 'Not possible now', 'The request is not possible as things are.'],
  412: [
    'api.version-mismatch',
    'Changed meanwhile',
    'It changed since you read it. Read it again, then decide again.',
  ],
  413: [
    'api.too-large',
    'Too large',
    'The body is larger than this installation takes. Nothing was changed.',
  ],
  415: ['api.not-json', 'Unsupported media type', 'Send the body as application/json.'],
  422: ['api.refused', 'Not possible', 'The request was understood and is not possible.'],
  428: [
    'api.version-required',
    'Version required',
    'Send the ETag that you read in If-Match, so that nobody’s change is lost.',
  ],
  429: ['api.too-many', 'Too many requests', 'Wait for as many seconds as Retry-After says, then try again.'],
  500: [
    'api.fault',
    'Something went wrong',
    'It is our fault and has been noted; nothing was half-done. Try again later, and quote requestId if it stays.',
  ],
  503: [
    'api.unavailable',
    'Not available',
    'The service is starting, stopping or cut off from its database for a moment. Try again after as many seconds as Retry-After says.',
  ],
};
const titleOf = (status: number): string => (plain[status] ?? plain[500]!)[1];

/** An HTTP failure of the API's own, with its code, its sentence and what a machine may want to know. */
export class ApiFailure extends HttpException {
  constructor(
    status: number,
    readonly given: {
      readonly code?: string;
      readonly title?: string;
      readonly detail?: string;
      readonly errors?: readonly FieldError[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(given.detail ?? titleOf(status), status);
  }
}

/** A request with fields that are not right: 400 with all of them. */
export const invalid = (...errors: FieldError[]): ApiFailure =>
  new ApiFailure(400, {
    code: 'api.invalid',
    title: 'Some fields are not right',
    detail: 'Each is named under errors. Nothing was changed.',
    errors,
  });

/** When it is worth asking again, in seconds, unless whoever refused has said it. */
const waits: Readonly<Record<number, string>> = { 429: '60', 503: '5' };
export function sayWhenAgain(status: number, reply: Pick<ProblemReply, 'hasHeader' | 'header'>): void {
  const wait = waits[status];
  if (wait && !reply.hasHeader('retry-after')) reply.header('retry-after', wait);
}

const logger = new Logger('api');

/** Answers whatever went wrong under /api as a problem. What is our fault is logged, and its answer says nothing of it. */
export function answerProblem(error: unknown, request: ProblemRequest, reply: ProblemReply): void {
  const problem = toProblem(neverArrived(error, request) ? new ApiFailure(408) : error, request.id);
  noteFault(logger, error, request);
  if (problem.status >= 500) {
    logger.error({
      msg: 'A request failed',
      requestId: request.id,
      method: request.method,
      path: request.url.split('?')[0],
      err: error,
    });
  }
  const headers = error instanceof ApiFailure ? (error.given.headers ?? {}) : {};
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  sayWhenAgain(problem.status, reply);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="middletier"');
  reply.status(problem.status).type('application/problem+json').send(problem);
}

export function toProblem(error: unknown, requestId: string): Problem {
  const refusal = error instanceof Refusal ? error : databaseRefusal(error);
  if (refusal) return ofRefusal(refusal, requestId);
  const status = error instanceof SignInRequired || error instanceof ChoiceRequired ? 401 : statusOf(error);
  const [code, title, detail] = plain[status] ?? plain[status < 500 ? 400 : 500]!;
  const given = error instanceof ApiFailure ? error.given : {};
  return problem(
    status,
    given.code ?? code,
    given.title ?? title,
    given.detail ?? detail,
    requestId,
    given.errors ? { errors: given.errors } : {},
  );
}

function ofRefusal(refusal: Refusal, requestId: string): Problem {
  const details = Object.keys(refusal.details).length ? { details: refusal.details } : {};
  // What changed meanwhile is what If-Match would have told: the same answer, whoever noticed.
  const status = refusal.code === 'platform.changed-meanwhile' ? 412 : refusalStatus[refusal.kind];
  return problem(status, refusal.code, titleOf(status), refusal.message, requestId, details);
}

const problem = (
  status: number,
  code: string,
  title: string,
  detail: string,
  requestId: string,
  more: Partial<Problem>,
): Problem => ({
  type: `urn:problem-type:middletier:${code}`,
  title,
  status,
  detail,
  code,
  instance: `urn:uuid:${requestId}`,
  requestId,
  ...more,
});

function statusOf(error: unknown): number {
  if (isAway(error)) return 503;
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: number } | null)?.statusCode;
  return status && status >= 400 && status < 600 ? status : 500;
}
