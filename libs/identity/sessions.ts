import { Injectable } from '@nestjs/common';
import { notFound, type Actor, type Role, type SystemTx } from '#platform';
import { actUnder } from './auth.repository.js';
import { isStaff } from './roles.js';

/** An open session: who it is, and the appointment it acts under once chosen. */
export interface Session {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly appointmentId: string | null;
}

/** Someone a person may act for: a party of an operator, in a role. */
export interface Acting {
  readonly appointmentId: string;
  readonly operatorId: string;
  readonly organisationId: string;
  readonly organisationName: string;
  /** The organisation and, for a trust, its schools here. */
  readonly organisationIds: readonly string[];
  readonly role: Role;
  readonly operatorName: string;
  readonly operatorSlug: string;
  /** `#rrggbb` */
  readonly colour: string;
  /** The time on a rehearsal operator's clock; null on the wall clock. */
  readonly rehearsalNow: Date | null;
}

/** An open session, and everyone its person may act for. */
export interface SignedIn {
  readonly session: Session;
  readonly choices: readonly Acting[];
}

/** Of `identity.signed_in`: a row for each whom the person may act for; without any, one of the session alone. */
export interface SignedInRow {
  readonly token: string;
  readonly sessionId: string;
  readonly personId: string;
  readonly personName: string;
  readonly email: string;
  /** The appointment that the session acts under. */
  readonly chosenId: string | null;
}

export function signedInBy(rows: readonly (SignedInRow & Acting)[]): SignedIn | null {
  if (!rows[0]) return null;
  const { sessionId, personId, personName: name, email, chosenId: appointmentId } = rows[0];
  return {
    session: { sessionId, personId, name, email, appointmentId },
    choices: rows.flatMap(({ token, sessionId, personId, personName, email, chosenId, ...choice }) =>
      choice.appointmentId ? [choice] : [],
    ),
  };
}

/** Whom a session acts for. */
@Injectable()
export class Sessions {
  /** Everyone the person may act for today, each operator by its own clock. */
  async choices(tx: SystemTx, personId: string): Promise<Acting[]> {
    return tx.query<Acting>('SELECT * FROM identity.choices($1)', [personId]);
  }

  /** Ends the sessions of someone who acts for nobody any more, and the links that would set a password. */
  async end(tx: SystemTx, personId: string): Promise<void> {
    await tx.query('SELECT identity.end_access($1)', [personId]);
  }

  /** The chosen one; someone with a single choice need not choose. Null: choose first. */
  chosen(session: Session, choices: readonly Acting[]): Acting | null {
    const only = choices.length === 1 ? choices[0]! : null;
    return choices.find((choice) => choice.appointmentId === session.appointmentId) ?? only;
  }

  /** Acts under another appointment from now on. Refuses: `platform.not-found`. */
  async choose(tx: SystemTx, session: Session, appointmentId: string): Promise<void> {
    const choice = (await this.choices(tx, session.personId)).find(
      (one) => one.appointmentId === appointmentId,
    );
    if (!choice) throw notFound('appointment');
    await actUnder(tx, session.sessionId, choice);
  }
}

/**
 * The actor of a request: the operator's staff see the whole operator, everyone else what names their party. One that only looks
 * takes the time that its session was found with.
 */
export const actorOf = (personId: string, acting: Acting, requestId: string, looks = false): Actor => ({
  operatorId: acting.operatorId,
  scope: isStaff(acting.role) ? 'operator' : 'party',
  organisationId: acting.organisationId,
  organisationIds: acting.organisationIds,
  personId,
  role: acting.role,
  requestId,
  ...(looks && { clock: { rehearsalNow: acting.rehearsalNow } }),
});
