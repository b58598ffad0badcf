import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { IncomingHttpHeaders } from 'node:http';
import { Database, forbidden, type Actor, type Role } from '#platform';
import { ApiKeys } from './api-keys.js';
import { actorOf, Sessions, type Acting } from './sessions.js';
import { SignIn, type Session } from './sign-in.js';

/** What access needs of a Fastify request. */
export interface AccessRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Node's own request; it carries the actor for the log. */
  readonly raw: { actor?: Actor };
  visitor?: Promise<Visitor>;
}

/** Who sent a request: nobody, someone who signed in, or someone who also chose whom they act for. */
export interface Visitor {
  readonly session: Session | null;
  readonly choices: readonly Acting[];
  readonly acting: Acting | null;
  readonly actor: Actor | null;
}
const nobody: Visitor = { session: null, choices: [], acting: null, actor: null };

/** The request needs a session, or a key, and has none. */
export class SignInRequired extends Error {
  override readonly name = 'SignInRequired';
}
/** The person has not yet chosen whom they act for. */
export class ChoiceRequired extends Error {
  override readonly name = 'ChoiceRequired';
}

type Level = 'public' | 'signed-in';
/** Open to everyone. Without this decorator a route needs an actor. */
export const Public = () => SetMetadata('access', 'public' satisfies Level);
/** Open to whoever signed in, also before they chose whom they act for. */
export const SignedIn = () => SetMetadata('access', 'signed-in' satisfies Level);
/** Only for these roles (and keys, whose scopes say what they may do). */
export const Roles = (...roles: Role[]) => SetMetadata('roles', roles);

/** The actor of the request, for `db.tx`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const actor = context.switchToHttp().getRequest<AccessRequest>().raw.actor;
  if (!actor) throw new SignInRequired();
  return actor;
});
/** The visitor of the request, on pages that are also open to people without an actor. */
export const CurrentVisitor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Promise<Visitor> =>
    context.switchToHttp().getRequest<AccessRequest>().visitor ?? Promise.resolve(nobody),
);

/** Finds who sent a request, once per request. Under `/api/` by the key in `Authorization`, elsewhere by the session's cookie. */
@Injectable()
export class Visitors {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
  ) {}

  of(request: AccessRequest): Promise<Visitor> {
    return (request.visitor ??= (isApi(request) ? this.byKey(request) : this.bySession(request)).then(
      (visitor) => {
        if (visitor.actor) request.raw.actor = visitor.actor;
        return visitor;
      },
    ));
  }

  private async bySession(request: AccessRequest): Promise<Visitor> {
    const session = await this.signIn.session(request.headers.cookie ?? '');
    if (!session) return nobody;
    const choices = await this.db.systemTx('whom a session may act for', (tx) =>
      this.sessions.choices(tx, session.personId),
    );
    const acting = this.sessions.chosen(session, choices);
    return { session, choices, acting, actor: acting && actorOf(session.personId, acting, request.id) };
  }

  private async byKey(request: AccessRequest): Promise<Visitor> {
    const key = /^Bearer (mt_[\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
    if (!key) return nobody;
    const found = await this.db.systemTx('whose key this is', (tx) => this.keys.resolve(tx, key, request.id));
    if (!found) return nobody;
    const needed = ['GET', 'HEAD'].includes(request.method) ? 'read' : 'write';
    if (!found.scopes.includes(needed)) throw forbidden(`This key may not ${needed}.`);
    return { ...nobody, actor: found.actor };
  }
}

const isApi = (request: AccessRequest): boolean => request.url.startsWith('/api/');

/** Every route is closed unless it says otherwise. Throws `SignInRequired`, `ChoiceRequired`, `platform.forbidden`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Visitors) private readonly visitors: Visitors,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const level = this.reflector.getAllAndOverride<Level | undefined>('access', places);
    const visitor = await this.visitors.of(context.switchToHttp().getRequest<AccessRequest>());
    if (level === 'public') return true;
    if (!visitor.session && !visitor.actor) throw new SignInRequired();
    if (level === 'signed-in') return true;
    if (!visitor.actor) throw new ChoiceRequired();
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>('roles', places);
    if (roles && visitor.actor.role !== 'key' && !roles.includes(visitor.actor.role as Role)) {
      throw forbidden(
        'Your role does not do this. Someone else at your organisation may, or you may act in another role.',
      );
    }
    return true;
  }
}
