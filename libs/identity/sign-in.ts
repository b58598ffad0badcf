import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import DataLoader from 'dataloader';
import type pg from 'pg';
import {
  publish,
  Config,
  Database,
  forbidden,
  jobActor,
  newId,
  notFound,
  openPool,
  Operators,
  processOnce,
  publicUrl,
  record,
  Refusal,
  rowsOf,
  Temporal,
  type Role,
  type SystemTx,
} from '#platform';
import { endLinks } from './auth.repository.js';
import { Attempts, clientAddressHeader, tooManyAttempts } from './attempts.js';
import type { Auth } from './auth.js';
import { PasswordForgotten, PasswordResetRequested } from './events.js';
import { AnswerForgotten } from './jobs.js';
import { passwordLength, resetLinkHours } from './passwords.js';
import { signedValue } from './session-cookie.js';
import {
  actorOf,
  Sessions,
  signedInBy,
  type Acting,
  type Session,
  type SignedIn,
  type SignedInRow,
} from './sessions.js';

/** Where a request came from, for the limit of attempts. */
export interface Client {
  readonly address: string;
  readonly requestId: string;
  /** The `Cookie` header: the session in it ends when another begins in that browser. */
  readonly cookie?: string | undefined;
}
/** `Set-Cookie` values for the browser. */
export type Cookies = readonly string[];

/**
 * Passwords and sessions, through better-auth. It keeps its own connection to the database, outside any operator, so
 * these verbs take no transaction.
 */
@Injectable()
export class SignIn implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private opened?: Promise<Auth>;
  private readonly attempts: Attempts;
  /** Whoever comes in the same turn of the event loop goes in one statement. Nothing is remembered: each answer was read after it was asked for. */
  private readonly lookups = new DataLoader((tokens: readonly string[]) => this.lookUp(tokens), {
    cache: false,
    batchScheduleFn: setImmediate,
  });

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Database) private readonly db: Database,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {
    this.pool = openPool(config, { max: Math.min(4, config.DATABASE_POOL), name: 'sign-in' });
    this.attempts = new Attempts(config, this.pool);
  }

  /**
   * Ends the session that this browser had. Refuses: `identity.wrong-password`, `identity.too-many-attempts`, `identity.no-appointment` (the password is right, and they act for nobody).
   */
  async withPassword(
    credentials: { email: string; password: string },
    client: Client,
  ): Promise<{ cookies: Cookies; session: Session }> {
    const succeeded = await this.attempts.atSignIn(credentials.email, client.address);
    const response = await this.post('/sign-in/email', credentials, client);
    if (!response.ok)
      throw new Refusal(
        'identity.wrong-password',
        'The e-mail address or the password is not right.',
        'invalid',
      );
    await succeeded();
    const cookies = response.headers.getSetCookie();
    const session = (await this.session(cookies.map((cookie) => cookie.split(';')[0]).join('; ')))!;
    await this.act(session.personId, 'identity.sign-in', client.requestId);
    if (client.cookie) await this.out(client.cookie, client.requestId);
    return { cookies, session };
  }

  /** Under an appointment of one of the demonstration's people, without a password; ends the session that this browser had. Refuses: `platform.forbidden`, `platform.not-found`, `identity.no-appointment`. */
  async stepIn(appointmentId: string, requestId: string, cookie?: string): Promise<Cookies> {
    if (!this.config.DEMONSTRATION)
      throw forbidden('Only a demonstration can be entered without a password.');
    const people = await this.db.systemTx('step into the demonstration', (tx) =>
      this.demonstrationPeople(tx),
    );
    const person = people.find((one) => one.appointmentId === appointmentId);
    if (!person) throw notFound('person');
    const { api } = await this.auth();
    const { headers } = await api.stepIn({ body: person as never, returnHeaders: true });
    await this.act(person.personId, 'identity.step-in', requestId);
    if (cookie) await this.out(cookie, requestId);
    return headers.getSetCookie();
  }

  async out(cookie: string, requestId: string): Promise<Cookies> {
    const session = await this.session(cookie);
    if (session) await this.act(session.personId, 'identity.sign-out', requestId).catch(ifNobody);
    const { api } = await this.auth();
    const { headers } = await api.signOut({
      headers: new Headers({ cookie }),
      returnHeaders: true,
    });
    return headers.getSetCookie();
  }

  /** The session of a request's `Cookie` header; null when there is none, or it ended. */
  async session(cookie: string): Promise<Session | null> {
    return (await this.signedIn(cookie))?.session ?? null;
  }

  /** The same with everyone the person may act for today, in one statement: it is asked at every page. */
  async signedIn(cookie: string): Promise<SignedIn | null> {
    const { authCookies, secret } = await (await this.auth()).$context;
    const token = signedValue(cookie, authCookies.sessionToken.name, secret);
    return token ? this.lookups.load(token) : null;
  }

  private async lookUp(tokens: readonly string[]): Promise<(SignedIn | null)[]> {
    const rows = rowsOf(
      await this.pool.query({
        name: this.config.DATABASE_PREPARED > 0 ? 'identity.signed_in' : undefined,
        text: 'SELECT * FROM identity.signed_in($1::text[], $2)',
        // eslint-disable-next-line middletier/business-time -- the sign-in library says by the wall clock when a session ends
        values: [[...new Set(tokens)], Temporal.Now.instant().toString()],
        rowMode: 'array',
      }),
    ) as unknown as (SignedInRow & Acting)[];
    return tokens.map((token) => signedInBy(rows.filter((row) => row.token === token)));
  }

  /**
   * Asks for a mail with a link. Neither the answer nor its time says whether the address is known: that is for the worker to act
   * on (`answerReset`). Publishes `PasswordForgotten` at whichever operator comes first: it may be nobody's address, and that must not show.
   * Refuses: `identity.too-many-attempts`.
   */
  async requestReset(email: string, client: Client): Promise<void> {
    await this.attempts.atReset(email);
    // The library counts who asks, and would do more for an address that it knows.
    await this.post('/request-password-reset', { email: 'nobody@example.org' }, client);
    const { internalAdapter } = await (await this.auth()).$context;
    const known = await internalAdapter.findUserByEmail(email);
    const [any] = await this.db.systemTx('who passes a request on', (tx) => new Operators().all(tx));
    if (any)
      await this.db.tx(jobActor(any.operatorId, client.requestId), (tx) =>
        publish(tx, PasswordForgotten, known?.user.id ?? newId()),
      );
  }

  /** Publishes `PasswordResetRequested`, once for each message, at an operator where the person acts. Who acts for nobody has nothing to sign in to, and gets none. */
  async answerReset(personId: string, messageId: string): Promise<void> {
    const [choice] = await this.choices(personId);
    if (!choice) return;
    await this.db.tx(jobActor(choice.operatorId, 'forgotten password'), (tx) =>
      processOnce(tx, AnswerForgotten.name, messageId, async () => {
        await publish(tx, PasswordResetRequested, personId);
        await record(tx, 'identity.request-reset', { type: 'person', id: personId });
      }),
    );
  }

  /** A link that sets a new password, once, within the hour. For the mail to the person, and nothing else. */
  async resetLink(personId: string): Promise<string> {
    const { internalAdapter } = await (await this.auth()).$context;
    const token = newId().replaceAll('-', '') + newId().replaceAll('-', '');
    await internalAdapter.createVerificationValue({
      identifier: `reset-password:${token}`,
      value: personId,
      // eslint-disable-next-line middletier/business-time -- the sign-in library compares it with the wall clock
      expiresAt: new Date(Temporal.Now.instant().add({ hours: resetLinkHours }).epochMilliseconds),
    });
    return `${publicUrl(this.config)}/reset-password?token=${token}`;
  }

  /**
   * Ends every session of the person, and every other link. Refuses: `identity.reset-expired`, `identity.password`,
   * `identity.too-many-attempts`, `identity.no-appointment`.
   */
  async resetPassword(token: string, newPassword: string, client: Client): Promise<void> {
    const { least, most } = passwordLength;
    if (newPassword.length < least || newPassword.length > most)
      throw new Refusal('identity.password', `Use a password of ${least} to ${most} characters.`, 'invalid');
    const { internalAdapter } = await (await this.auth()).$context;
    const personId = (await internalAdapter.findVerificationValue(`reset-password:${token}`))?.value;
    const choices = personId ? await this.choices(personId) : [];
    const response = choices.length && (await this.post('/reset-password', { token, newPassword }, client));
    if (!personId || !response || !response.ok) throw resetExpired();
    await endLinks(this.pool, personId);
    const user = await internalAdapter.findUserById(personId);
    await this.attempts.trust(user!.email, client.address);
    await this.act(personId, 'identity.reset-password', client.requestId);
  }

  /** One person of each role to step in as, when the installation is a demonstration. */
  async demonstrationPeople(tx: SystemTx): Promise<DemonstrationPerson[]> {
    if (!this.config.DEMONSTRATION) return [];
    return tx.query<DemonstrationPerson>(
      `SELECT p.id AS person_id, p.name, a.appointment_id, a.role, coalesce(d.name, o.name) AS organisation_name,
         o.operator_id, o.name AS operator_name
       FROM identity.appointment a JOIN identity.person p ON p.id = a.person_id JOIN platform.operators o USING (operator_id)
       LEFT JOIN directory.organisations d USING (organisation_id)
       WHERE a.demonstration AND identity.in_force(a, platform.today_at(o)) ORDER BY o.name, a.appointment_id`,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** Before the first visitor comes, where visitors come. */
  async ready(): Promise<void> {
    await this.auth();
  }

  /** The library is a sixth of all that a program loads, and most let nobody in: it comes when it is first asked for. */
  private auth(): Promise<Auth> {
    this.opened ??= import('./auth.js').then(({ openAuth }) => openAuth(this.config, this.pool));
    return this.opened;
  }

  /** Through better-auth's own router, which counts attempts. */
  private async post(path: string, body: object, client: Client): Promise<Response> {
    const auth = await this.auth();
    const { baseURL } = await auth.$context;
    const response = await auth.handler(
      new Request(baseURL + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [clientAddressHeader]: client.address },
        body: JSON.stringify(body),
      }),
    );
    if (response.status === 429) {
      throw tooManyAttempts();
    }
    if (response.status >= 500)
      throw new Error(`Sign-in failed: ${response.status} ${await response.text()}`);
    return response;
  }

  private choices(personId: string): Promise<Acting[]> {
    return this.db.systemTx('for whom someone may act', (tx) => this.sessions.choices(tx, personId));
  }

  /** Records what a person did at every operator where they act. Refuses: `identity.no-appointment`, and ends their sessions. */
  private async act(personId: string, verb: string, requestId: string): Promise<void> {
    const choices = await this.choices(personId);
    if (!choices.length) {
      await this.db.systemTx('someone acts for nobody', (tx) => this.sessions.end(tx, personId));
      throw new Refusal(
        'identity.no-appointment',
        'You do not act for anyone here now. Ask your headteacher, or the organisation that runs this marketplace, to appoint you.',
        'forbidden',
      );
    }
    const once = new Map(choices.map((choice) => [choice.operatorId, choice]));
    for (const choice of once.values())
      await this.db.tx(actorOf(personId, choice, requestId), (tx) =>
        record(tx, verb, { type: 'person', id: personId }),
      );
  }
}

const resetExpired = () =>
  new Refusal('identity.reset-expired', 'This link has been used, or is more than an hour old.');

/** Whoever acts for nobody any more may still sign out. */
const ifNobody = (error: unknown): void => {
  if (!(error instanceof Refusal) || error.code !== 'identity.no-appointment') throw error;
};

export interface DemonstrationPerson {
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  readonly organisationName: string;
  readonly appointmentId: string;
  readonly operatorId: string;
  readonly operatorName: string;
}
