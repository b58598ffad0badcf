import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { Database, forbidden, isRecord, Refusal, type Actor, type Role } from '#platform';
import { ApiKeys } from './api-keys.js';
import { actorOf, Sessions, type Acting, type Session } from './sessions.js';
import { SignIn } from './sign-in.js';

/** What access needs of a Fastify request. */
export interface AccessRequest {
  readonly id: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
  /** Node's own request; it carries the actor for the log. */
  readonly raw: { actor?: Actor };
  visitor?: Promise<Visitor>;
  /** Left by the guard for those who ask. */
  findVisitor?: () => Promise<Visitor>;
}

/** Who is at a page: nobody, someone who signed in, or someone who also chose whom they act for. */
export interface Visitor {
  readonly session: Session | null;
  readonly choices: readonly Acting[];
  readonly acting: Acting | null;
  readonly actor: Actor | null;
}
export const nobody: Visitor = { session: null, choices: [], acting: null, actor: null };

/** The request needs a session, or a key, and has none. */
export class SignInRequired extends Error {
  override readonly name = 'SignInRequired';
}
/** The person has not yet chosen whom they act for. */
export class ChoiceRequired extends Error {
  override readonly name = 'ChoiceRequired';
}

/** Who may use a route. `key`: a party's key, or the operator's own alone; every other is a page, for people. */
export type Who =
  | { readonly by: 'anyone' }
  | { readonly by: 'session' }
  | { readonly by: 'role'; readonly roles: readonly Role[] }
  | { readonly by: 'key'; readonly of: 'party' | 'operator' };

const says = (who: Who) => SetMetadata('who', who);
/** Open to everyone. */
export const Public = () => says({ by: 'anyone' });
/** Open to whoever signed in, also before they chose whom they act for. */
export const SignedIn = () => says({ by: 'session' });
/** For people who act in one of these roles. */
export const Roles = (...roles: Role[]) => says({ by: 'role', roles });
/** For programs: a key of any party (the operator's own is one), or the operator's own alone. Whose rows it sees is PostgreSQL's to say. */
export const Keys = (of: 'party' | 'operator') => says({ by: 'key', of });

/** What a route says of itself: its method first, else its controller. Undefined: it names nobody. */
export const whoMayUse = (handler: object, controller: object): Who | undefined => {
  const who = (Reflect.getMetadata('who', handler) ?? Reflect.getMetadata('who', controller)) as
    Who | undefined;
  return who?.by === 'role' && !who.roles.length ? undefined : who;
};

/** Whether a page opens for someone who signed in, or not, and acts in a role, or in none yet. */
export function opensFor(who: Who, signedIn: boolean, role: Role | null): boolean {
  if (who.by === 'role') return role !== null && who.roles.includes(role);
  return who.by === 'anyone' || (who.by === 'session' && signedIn);
}

/** What a page's forms send along: the appointment that whoever opened the page acted under. */
export const actingField = '_acting';

/**
 * Whoever acts for two schools and switched in another window, or whose part ended meanwhile, sends nothing for the one in the name
 * of the other. Refuses: `identity.acting-changed`.
 */
export function requireSameActing(
  { body }: Pick<AccessRequest, 'body'>,
  acting: Pick<Acting, 'appointmentId'>,
): void {
  const opened = isRecord(body) ? body[actingField] : undefined;
  if (opened !== undefined && opened !== acting.appointmentId)
    throw new Refusal(
      'identity.acting-changed',
      'This form was opened for another organisation or role than you act in now. Switch back to that one, or open the page again.',
    );
}

/**
 * A form is of the session that opened it. Whoever signed in meanwhile, or as somebody else, sends none from before; whose session
 * ended is asked to sign in again where the form leads, and keeps what they wrote. Refuses: `identity.session-changed`.
 */
export function requireSameSession({ session }: Visitor, madeFor: string): void {
  if (session && session.sessionId !== madeFor)
    throw new Refusal(
      'identity.session-changed',
      'You signed in, or signed in again, after this form was opened. Open its page again and send it from there.',
    );
}

const onlyLooks = ({ method }: AccessRequest): boolean => ['GET', 'HEAD'].includes(method);

/** The actor of the request, for `db.tx`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const actor = context.switchToHttp().getRequest<AccessRequest>().raw.actor;
  if (!actor) throw new SignInRequired();
  return actor;
});
/** The visitor of a page that is also open to people without an actor. */
export const CurrentVisitor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Promise<Visitor> =>
    context.switchToHttp().getRequest<AccessRequest>().findVisitor?.() ?? Promise.resolve(nobody),
);

/** Finds who sent a request: on a page by the session's cookie and nothing else, on the API by the key in `Authorization` and nothing else. */
@Injectable()
export class Visitors {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ApiKeys) private readonly keys: ApiKeys,
  ) {}

  /** Who is at a page; asked once per request. */
  atPage(request: AccessRequest): Promise<Visitor> {
    return (request.visitor ??= this.bySession(request));
  }

  private async bySession(request: AccessRequest): Promise<Visitor> {
    const { cookie } = request.headers;
    const found = cookie ? await this.signIn.signedIn(cookie) : null;
    if (!found) return nobody;
    const { session, choices } = found;
    if (!choices.length) {
      // Their last appointment ended, by hand or by its date: the session ended with it.
      await this.db.systemTx('someone acts for nobody', (tx) => this.sessions.end(tx, session.personId));
      return nobody;
    }
    const acting = this.sessions.chosen(session, choices);
    const actor = acting && actorOf(session.personId, acting, request.id, onlyLooks(request));
    return { session, choices, acting, actor };
  }

  /** Whose key came with a request; null without one that works. Refuses: `platform.forbidden` (the key may not read, or not write). */
  async byKey(request: AccessRequest): Promise<Actor | null> {
    const key = /^Bearer (mt_[\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
    if (!key) return null;
    const looks = onlyLooks(request);
    const found = await this.db.systemTx('whose key this is', (tx) =>
      this.keys.resolve(tx, key, request.id, looks),
    );
    if (!found) return null;
    const needed = looks ? 'read' : 'write';
    if (!found.scopes.includes(needed)) throw forbidden(`This key may not ${needed}.`);
    return found.actor;
  }
}

/**
 * Keeps every route to those whom it names. It decides by the route that was matched, however its address was spelt.
 * Throws `SignInRequired`, `ChoiceRequired`, `platform.forbidden`, `identity.acting-changed`.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(Visitors) private readonly visitors: Visitors) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const who = whoMayUse(context.getHandler(), context.getClass());
    // No program starts with such a route (apps/boot/routes.ts); were there one, it would be nobody's.
    if (!who) throw forbidden('This address names nobody who may use it.');
    const request = context.switchToHttp().getRequest<AccessRequest>();
    const actor = who.by === 'key' ? await this.byKey(request, who.of) : await this.atPage(request, who);
    if (actor) request.raw.actor = actor;
    return true;
  }

  private async byKey(request: AccessRequest, of: 'party' | 'operator'): Promise<Actor> {
    const actor = await this.visitors.byKey(request);
    if (!actor) throw new SignInRequired();
    if (of === 'operator' && actor.scope !== 'operator') throw forbidden('Only the operator does this.');
    return actor;
  }

  private async atPage(request: AccessRequest, who: Who): Promise<Actor | null> {
    request.findVisitor = () => this.visitors.atPage(request);
    if (who.by === 'anyone') return null;
    const { session, acting, actor } = await this.visitors.atPage(request);
    if (who.by === 'role' && acting) requireSameActing(request, acting);
    if (opensFor(who, session !== null, acting?.role ?? null)) return actor;
    if (!session) throw new SignInRequired();
    if (!actor) throw new ChoiceRequired();
    throw forbidden(
      'Your role does not allow this. Someone else at your organisation may, or you may act in another role.',
    );
  }
}
