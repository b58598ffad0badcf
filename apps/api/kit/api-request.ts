import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Idempotency, SignInRequired } from '#identity';
import {
  changedMeanwhile,
  Config,
  Database,
  derivedId,
  forbidden,
  isId,
  notFound,
  type Actor,
  type Tx,
} from '#platform';
import { ApiFailure } from '../../boot/problem.js';
import { sliceOf, type PageQuery, type Slice } from './page.js';

/** One request as the verbs need it: who asks, under which key of idempotency, deciding by which version. */
export interface ApiRequest {
  readonly actor: Actor;
  readonly idempotencyKey: string | null;
  readonly ifMatch: string | null;
  /** Method and address: the same key for another of them is misuse. */
  readonly operation: string;
  readonly input: unknown;
}

export const ApiRequest = createParamDecorator((_: unknown, context: ExecutionContext): ApiRequest => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { raw: { actor?: Actor } }>();
  const actor = request.raw.actor;
  if (!actor) throw new SignInRequired();
  const header = (name: string) => [request.headers[name]].flat()[0] ?? null;
  return {
    actor,
    idempotencyKey: readKey(header('idempotency-key')),
    ifMatch: header('if-match'),
    operation: `${request.method} ${addressOf(request)}`,
    input: request.body,
  };
});

/** The address that was asked for, in its one right spelling: what is made once under a key is not made again under another. */
export const addressOf = ({ routeOptions, params }: FastifyRequest): string =>
  routeOptions.url!.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((params as Record<string, string>)[name]!),
  );

function readKey(key: string | null): string | null {
  if (key !== null && !/^[\x21-\x7e]{1,100}$/.test(key)) {
    throw new ApiFailure(400, {
      code: 'api.bad-idempotency-key',
      detail: 'An Idempotency-Key is 1 to 100 printable characters without spaces.',
    });
  }
  return key;
}

/** An id in an address. What is no id leads nowhere. */
@Injectable()
export class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (!isId(value)) throw notFound('address');
    return value;
  }
}

export const etag = (version: number): string => `"${version}"`;

interface Versioned {
  readonly version: number;
}

/** Opens the transaction of each request, and keeps what every verb promises: once under a key, never over someone's change. */
@Injectable()
export class ApiTransactions {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly idempotency: Idempotency,
  ) {}

  read<Answer>({ actor }: ApiRequest, fn: (tx: Tx) => Promise<Answer>): Promise<Answer> {
    return this.db.tx(actor, fn);
  }

  page<Answer>(
    { actor }: ApiRequest,
    query: PageQuery,
    fn: (tx: Tx, slice: Slice) => Promise<Answer>,
  ): Promise<Answer> {
    const slice = sliceOf(query, this.config.PAGE_SIZE_LIMIT);
    return this.db.tx(actor, (tx) => fn(tx, slice));
  }

  /**
   * Makes something whose id follows from the Idempotency-Key, so that asking again finds it. Of the same key with
   * other input, the second is refused.
   */
  create<Answer>(
    request: ApiRequest,
    verb: (tx: Tx, id: string) => Promise<unknown>,
    show: (tx: Tx, id: string) => Promise<Answer>,
  ): Promise<Answer> {
    const { actor, idempotencyKey } = request;
    if (idempotencyKey === null) {
      throw new ApiFailure(400, {
        code: 'api.idempotency-key-required',
        detail: 'Send an Idempotency-Key, so that a request sent twice makes one thing.',
      });
    }
    const id = derivedId(actor.operatorId, `${actor.organisationId} ${request.operation} ${idempotencyKey}`);
    return this.db.tx(actor, async (tx) => {
      if (await this.first(tx, request)) await verb(tx, id);
      return show(tx, id);
    });
  }

  /** Changes something; under an Idempotency-Key only once. */
  change<Answer>(
    request: ApiRequest,
    verb: (tx: Tx) => Promise<unknown>,
    show: (tx: Tx) => Promise<Answer>,
  ): Promise<Answer> {
    return this.db.tx(request.actor, async (tx) => {
      if (await this.first(tx, request)) await verb(tx);
      return show(tx);
    });
  }

  /** Changes something that has versions, if it is still the one named by If-Match; whoever came between makes it fail whole. */
  changeVersion<Thing extends Versioned, Answer>(
    request: ApiRequest,
    find: (tx: Tx) => Promise<Thing>,
    verb: (tx: Tx) => Promise<Thing>,
    show: (thing: Thing) => Answer,
  ): Promise<Answer> {
    return this.db.tx(request.actor, async (tx) => {
      const before = await find(tx);
      if (!(await this.first(tx, request))) return show(before);
      if (request.ifMatch === null) throw new ApiFailure(428);
      if (request.ifMatch !== etag(before.version))
        throw new ApiFailure(412, { headers: { etag: etag(before.version) } });
      const after = await verb(tx);
      if (after.version !== before.version + 1) throw changedMeanwhile('thing');
      return show(after);
    });
  }

  private async first(tx: Tx, { idempotencyKey, operation, input }: ApiRequest): Promise<boolean> {
    return idempotencyKey === null || this.idempotency.first(tx, idempotencyKey, operation, input);
  }
}

/** The party asked about: the one named, else the key's own. */
export const partyOf = (actor: Actor, named: string | undefined): string => {
  const party = named ?? actor.organisationId;
  if (!party) throw forbidden('This key belongs to no party.');
  return party;
};
