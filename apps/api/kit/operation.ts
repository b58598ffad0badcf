import {
  applyDecorators,
  Controller,
  HttpCode,
  SetMetadata,
  UseFilters,
  UseInterceptors,
  UsePipes,
  type Type,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Keys } from '#identity';
import { ApiRoute } from '../../boot/routes.js';
import { AnswerHeaders } from './answer-headers.interceptor.js';
import { ApiProblems } from './api-problems.filter.js';
import { ProblemAnswer } from './problem.answer.js';
import { Reading } from './reading.pipe.js';

/** Whose data a route shows. The isolation suite attacks each kind, and a route that does not say fails. */
export type Visibility = 'party' | 'operator-shared' | 'global';

interface OperationOptions {
  /** `noun.verb`, unique. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly visibility: Visibility;
  readonly answers: Type;
  /** Whose keys it takes: any party's, or the operator's own alone. */
  readonly keys: 'party' | 'operator';
  /** Makes something whose id this field of the answer holds: 201, Location, and an Idempotency-Key is required. */
  readonly creates?: string;
  /** Spends or grants under an Idempotency-Key, which is required, without making something that has an address. */
  readonly spends?: boolean;
  /** Changes something that has versions: If-Match is required. */
  readonly versioned?: boolean;
  /** Codes of the problems particular to it. */
  readonly refuses?: readonly string[];
}

const keyHeader = (required: boolean) =>
  ApiHeader({
    name: 'Idempotency-Key',
    required,
    schema: { type: 'string', maxLength: 100 },
    description:
      'Any text of your own, new for each thing that you mean, such as a UUID. Sent again with the same request it changes nothing and answers with the thing as it is now.',
  });
const matchHeader = ApiHeader({
  name: 'If-Match',
  required: true,
  schema: { type: 'string' },
  description: 'The ETag of the version that you decided by.',
});

/** One verb of the API: its place in the document, its status, the headers it takes. */
export function Operation({
  id,
  summary,
  description,
  visibility,
  answers,
  keys,
  creates,
  spends = false,
  versioned = false,
  refuses = [],
  ...rest
}: OperationOptions & { changes?: boolean }): MethodDecorator {
  const changes = rest.changes ?? (creates !== undefined || spends || versioned);
  const status = creates ? 201 : 200;
  const more = [
    description,
    keys === 'operator' ? 'For the operator’s own key only.' : undefined,
    refuses.length ? `Problems: ${refuses.map((code) => `\`${code}\``).join(', ')}.` : undefined,
  ].filter((line) => line !== undefined);
  return applyDecorators(
    ApiOperation({ operationId: id, summary, ...(more.length && { description: more.join('\n\n') }) }),
    ApiExtension('x-middletier-visibility', visibility),
    ApiExtension('x-middletier-keys', keys),
    Keys(keys),
    ApiRoute(),
    SetMetadata('operation', { id, creates: creates ?? null }),
    HttpCode(status),
    ApiResponse({
      status,
      type: answers,
      description: creates ? 'Made, or made before under the same Idempotency-Key.' : 'Done.',
      headers: {
        ...(creates && { Location: { schema: { type: 'string' }, description: 'Its address.' } }),
        ...(versioned && { ETag: { schema: { type: 'string' }, description: 'Its version.' } }),
      },
    }),
    ApiResponse({
      status: 'default',
      type: ProblemAnswer,
      description: 'Anything else is a problem (RFC 9457), as application/problem+json.',
    }),
    ...(changes ? [keyHeader(creates !== undefined || spends)] : []),
    ...(versioned ? [matchHeader] : []),
  ) as MethodDecorator;
}
export interface OperationFacts {
  readonly id: string;
  readonly creates: string | null;
}

/** A controller of the API: under /api/v1, its input checked, its failures problems, its answers with their headers. */
export const ApiController = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(`api/v1/${path}`),
    ApiTags(tag),
    ApiBearerAuth('key'),
    ApiProduces('application/json'),
    UseFilters(ApiProblems),
    UsePipes(new Reading()),
    UseInterceptors(AnswerHeaders),
  );
