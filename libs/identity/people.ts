import { Injectable } from '@nestjs/common';
import {
  characters,
  isLine,
  mustSay,
  publish,
  newId,
  notFound,
  Parameters,
  record,
  refuseAs,
  Refusal,
  sqlState,
  Temporal,
  violatedConstraint,
  type Role,
  type Tx,
} from '#platform';
import { revokeKeysOf } from './api-keys.js';
import { Appointment } from './appointment.entity.js';
import { endAppointment, hasRoleBetween } from './appointment.repository.js';
import { AppointmentEnded, PasswordResetRequested } from './events.js';
import { Parties, type Party } from './parties.js';
import { isStaff, notBeside, oneStays, requireAdministrator, rolesAt } from './roles.js';
import { texts } from './texts.js';

/** Longer ones no mail server takes. */
const longestEmail = 254;

export interface Person {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
}

export interface NewAppointment {
  readonly personId: string;
  readonly organisationId: string;
  readonly role: Role;
  /** Default: today. */
  readonly from?: Temporal.PlainDate;
  readonly until?: Temporal.PlainDate;
  /** Lists the person on the sign-in page of a demonstration. */
  readonly demonstration?: boolean;
}

/** People and what they are appointed to do. An operator, and a party, sees a person only through an appointment it sees. */
@Injectable()
export class People {
  /**
   * A person by e-mail address, made when unknown; the id. Someone known at another operator keeps the name they
   * have. They choose a password with the "forgotten password" mail. Refuses: `identity.email`, `identity.name`.
   */
  async add(tx: Tx, person: { name: string; email: string }): Promise<string> {
    const email = person.email.trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(email) || !isLine(email) || characters(email) > longestEmail)
      throw new Refusal('identity.email', 'Enter an e-mail address, like name@example.com.', 'invalid');
    const name = person.name.trim();
    mustSay(name, texts.name);
    const [row] = await tx.query<{ id: string }>('SELECT identity.add_person($1, $2, $3, $4) AS id', [
      newId(),
      name,
      email,
      tx.now.toString(),
    ]);
    return row!.id;
  }

  /**
   * Gives a person a role at the operator's own organisation; whoever runs the installation (its terminal) gives one
   * anywhere. Elsewhere an administrator proposes (`Nominations`). They get a mail with which they set a password.
   * Refuses: `platform.forbidden`, `identity.own-appointment`, `identity.needs-confirmation`, `identity.no-party`,
   * `identity.role-elsewhere`, `identity.appointment-dates`, `identity.two-sides`, `identity.already-appointed`.
   */
  async appoint(tx: Tx, appointment: NewAppointment): Promise<string> {
    const party = await mayPropose(tx, appointment);
    if (!party.host && tx.actor.role !== 'job')
      throw new Refusal(
        'identity.needs-confirmation',
        'Only the organisation itself says who acts for it. Propose this person, and ask it to confirm.',
        'forbidden',
      );
    const appointmentId = newId();
    const { personId, organisationId, role, from = tx.today, until, demonstration = false } = appointment;
    await tx.em
      .insert(Appointment, {
        operatorId: tx.operatorId,
        appointmentId,
        personId,
        organisationId,
        role,
        from,
        until,
        demonstration,
        atHost: party.host,
        appointedBy: tx.actor.personId,
      })
      .catch(appointedOnce);
    // A demonstration is stepped into without a password.
    if (!demonstration) await publish(tx, PasswordResetRequested, personId);
    await record(
      tx,
      'identity.appoint',
      { type: 'appointment', id: appointmentId, organisationId },
      { role },
    );
    return appointmentId;
  }

  /**
   * Ends an appointment with a day; today, or a day that has passed, ends it at once. Who is no administrator
   * then takes the keys that they issued with them; who has nothing left anywhere loses sessions and links that set a password.
   * Refuses: `platform.forbidden`, `platform.not-found`, `identity.last-administrator`.
   */
  async end(tx: Tx, appointmentId: string, on: Temporal.PlainDate): Promise<void> {
    requireAdministrator(tx);
    // One at a time, so that of two administrators who end each other one stays.
    await tx.query('SELECT FROM identity.party WHERE operator_id = $1 AND host FOR UPDATE', [tx.operatorId]);
    const atOnce = Temporal.PlainDate.compare(on, tx.today) <= 0;
    const ended = await endAppointment(tx, appointmentId, on, atOnce);
    if (!ended) throw notFound('appointment');
    if (ended.role === 'administrator') await this.requireOneLeft(tx);
    const { personId, organisationId, role } = ended;
    await record(
      tx,
      'identity.end-appointment',
      { type: 'appointment', id: appointmentId, organisationId },
      { role, on: on.toString() },
    );
    await publish(tx, AppointmentEnded, appointmentId);
    if (!atOnce) return;
    const left = await this.appointments(tx, personId);
    if (!left.some((other) => other.role === 'administrator')) await revokeKeysOf(tx, personId);
    await tx.query('SELECT identity.end_access($1)', [personId]);
  }

  /** One appointment, also one that has ended. Refuses: `platform.not-found`. */
  async appointment(tx: Tx, appointmentId: string): Promise<Appointment> {
    const appointment = await tx.em.findOneBy(Appointment, { operatorId: tx.operatorId, appointmentId });
    if (!appointment) throw notFound('appointment');
    return appointment;
  }

  /** A person's appointments today with this operator. */
  async appointments(tx: Tx, personId: string): Promise<Appointment[]> {
    return tx.em
      .createQueryBuilder(Appointment, 'a')
      .where({ operatorId: tx.operatorId, personId })
      .andWhere('identity.in_force(a, :today)', { today: tx.today.toString() })
      .orderBy({ 'a.from': 'ASC', 'a.appointmentId': 'ASC' })
      .getMany();
  }

  /** Who acts for a party today, all or in one role, longest in post first. */
  async ofParty(
    tx: Tx,
    organisationId: string,
    role?: Role,
  ): Promise<(Person & { role: Role; appointmentId: string })[]> {
    const { values, and } = new Parameters(tx.operatorId, organisationId, tx.today.toString());
    return tx.query(
      `SELECT p.id AS person_id, p.name, p.email, a.role, a.appointment_id
       FROM identity.appointment a JOIN identity.person p ON p.id = a.person_id
       WHERE a.operator_id = $1 AND a.organisation_id = $2 ${and('a.role = ?', role)}
         AND identity.in_force(a, $3) ORDER BY a.from_date, a.appointment_id`,
      values,
    );
  }

  /** Refuses: `platform.not-found`, also for someone with no appointment in sight. */
  async find(tx: Tx, personId: string): Promise<Person> {
    const [row] = await tx.query<Person>(
      'SELECT id AS person_id, name, email FROM identity.person WHERE id = $1',
      [personId],
    );
    if (!row) throw notFound('person');
    return row;
  }

  /** Refuses: `identity.last-administrator`. */
  private async requireOneLeft(tx: Tx): Promise<void> {
    const left = await tx.query<{ role: Role; goes: boolean }>(
      `SELECT role, until_date IS NOT NULL AS goes FROM identity.appointment a WHERE operator_id = $1 AND role = 'administrator' AND identity.in_force(a, $2)`,
      [tx.operatorId, tx.today.toString()],
    );
    if (!oneStays(left))
      throw new Refusal(
        'identity.last-administrator',
        'This is the last administrator. Appoint another first.',
      );
  }
}

/**
 * The party of an appointment that this actor may make or propose. Refuses: `platform.forbidden`,
 * `identity.own-appointment`, `identity.no-party`, `identity.role-elsewhere`, `identity.appointment-dates`, `identity.two-sides`.
 */
export async function mayPropose(
  tx: Tx,
  { personId, organisationId, role, from = tx.today, until }: NewAppointment,
): Promise<Party> {
  requireAdministrator(tx);
  if (personId === tx.actor.personId)
    throw new Refusal(
      'identity.own-appointment',
      'Nobody appoints himself or herself. Ask another administrator.',
      'forbidden',
    );
  const noParty = () =>
    new Refusal('identity.no-party', 'This organisation is not a member here.', 'not-found');
  const party = await new Parties()
    .find(tx, organisationId)
    .catch(refuseAs({ 'platform.not-found': noParty }));
  if (!rolesAt(party).includes(role))
    throw new Refusal(
      'identity.role-elsewhere',
      isStaff(role)
        ? 'Only the operator’s own people can be administrator, broker or finance officer.'
        : 'There is no such role at this organisation.',
    );
  if (until && Temporal.PlainDate.compare(until, from) < 0)
    throw new Refusal(
      'identity.appointment-dates',
      'The last day of an appointment must not come before its first.',
      'invalid',
    );
  if (await hasRoleBetween(tx, { personId, organisationId }, notBeside(role), from, until)) throw twoSides();
  return party;
}

/** Who acts: the person, or whoever issued the key, who has seen it. Null: the worker, or a key from the terminal. */
export async function behind(tx: Tx): Promise<string | null> {
  if (tx.actor.personId || !tx.actor.apiKeyId) return tx.actor.personId;
  const [row] = await tx.query<{ behind: string | null }>('SELECT identity.behind() AS behind');
  return row!.behind;
}

/**
 * In which of these organisations whoever acts has a part, also by a key that they issued: is one of its people, or of its trust's, today or from a later day. Whoever
 * decides something for an organisation from outside (earmarks money for it, grants it credits, proposes somebody) decides it for none of these.
 */
export async function ownParts(tx: Tx, organisationIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (!(tx.actor.personId ?? tx.actor.apiKeyId) || !organisationIds.length) return new Set();
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM unnest($1::uuid[]) id WHERE id IN (SELECT unnest(identity.own_parts($2)))',
    [organisationIds, tx.today.toString()],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Refuses: `identity.own-part`. */
export async function requireNoPart(tx: Tx, organisationId: string): Promise<void> {
  if ((await ownParts(tx, [organisationId])).size) throw ownPart();
}

export const ownPart = () =>
  new Refusal(
    'identity.own-part',
    'You act there yourself, so this is for a colleague of yours to do who does not.',
    'forbidden',
  );

const twoSides = () =>
  new Refusal(
    'identity.two-sides',
    'The chair of governors answers for what a school’s headteacher and business manager order, so nobody is both at once. End the one first.',
  );

/** Refuses: `identity.two-sides`, `identity.already-appointed`. */
export function appointedOnce(error: unknown): never {
  if (violatedConstraint(error) === 'appointment_one_side') throw twoSides();
  if (sqlState(error) === '23P01')
    throw new Refusal('identity.already-appointed', 'This person already has this role for these dates.');
  throw error;
}
