import { Injectable } from '@nestjs/common';
import {
  newId,
  notFound,
  Refusal,
  sqlState,
  Temporal,
  violatedConstraint,
  type Role,
  type Tx,
} from '#platform';

export interface Person {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
}

/** A person's role for a party, from one day until another (both included). */
export interface Appointment {
  readonly appointmentId: string;
  readonly personId: string;
  readonly organisationId: string;
  readonly role: Role;
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate | null;
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

const appointmentColumns = `appointment_id AS "appointmentId", person_id AS "personId", organisation_id AS "organisationId", role,
  from_date AS "from", until_date AS "until"`;
type Row = Omit<Appointment, 'from' | 'until'> & { from: string; until: string | null };
const toAppointment = (row: Row): Appointment => ({
  ...row,
  from: Temporal.PlainDate.from(row.from),
  until: row.until === null ? null : Temporal.PlainDate.from(row.until),
});

/** People and what they are appointed to do. An operator, and a party, sees a person only through an appointment it sees. */
@Injectable()
export class People {
  /**
   * A person by e-mail address, made when unknown; the id. Someone known at another operator keeps the name they
   * have. They choose a password with the "forgotten password" mail. Refuses: `identity.email`.
   */
  async add(tx: Tx, person: { name: string; email: string }): Promise<string> {
    const email = person.email.trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(email))
      throw new Refusal('identity.email', 'Enter an e-mail address, like name@example.com.', 'invalid');
    const [row] = await tx.query<{ id: string }>('SELECT identity.add_person($1, $2, $3, $4) AS id', [
      newId(),
      person.name.trim(),
      email,
      tx.now.toString(),
    ]);
    return row!.id;
  }

  /** Gives a person a role for a party. Refuses: `identity.no-party`, `identity.already-appointed`, `identity.staff-role`. */
  async appoint(tx: Tx, appointment: NewAppointment): Promise<string> {
    const appointmentId = newId();
    const { personId, organisationId, role, from = tx.today, until, demonstration = false } = appointment;
    const rows = await tx
      .query(
        `INSERT INTO identity.appointment (operator_id, appointment_id, person_id, organisation_id, role, from_date, until_date, demonstration, at_host)
       SELECT operator_id, $2, $3, organisation_id, $5, $6, $7, $8, host FROM identity.party WHERE operator_id = $1 AND organisation_id = $4
       RETURNING appointment_id`,
        [
          tx.operatorId,
          appointmentId,
          personId,
          organisationId,
          role,
          from.toString(),
          until?.toString() ?? null,
          demonstration,
        ],
      )
      .catch((error: unknown) => {
        if (violatedConstraint(error) === 'appointment_staff_at_host') {
          throw new Refusal(
            'identity.staff-role',
            'Only the operator’s own people can be administrator, broker or finance officer.',
          );
        }
        if (sqlState(error) === '23P01')
          throw new Refusal(
            'identity.already-appointed',
            'This person already has this role for these dates.',
          );
        throw error;
      });
    if (!rows.length)
      throw new Refusal('identity.no-party', 'This organisation is not a member here.', 'not-found');
    return appointmentId;
  }

  /** The last day of an appointment. Refuses: `platform.not-found`. */
  async end(tx: Tx, appointmentId: string, on: Temporal.PlainDate): Promise<void> {
    const rows = await tx.query(
      'UPDATE identity.appointment SET until_date = $3 WHERE operator_id = $1 AND appointment_id = $2 RETURNING appointment_id',
      [tx.operatorId, appointmentId, on.toString()],
    );
    if (!rows.length) throw notFound('appointment');
  }

  /** A person's appointments today with this operator. */
  async appointments(tx: Tx, personId: string): Promise<Appointment[]> {
    const rows = await tx.query<Row>(
      `SELECT ${appointmentColumns} FROM identity.appointment
       WHERE operator_id = $1 AND person_id = $2 AND $3::date BETWEEN from_date AND coalesce(until_date, 'infinity') ORDER BY from_date, appointment_id`,
      [tx.operatorId, personId, tx.today.toString()],
    );
    return rows.map(toAppointment);
  }

  /** Who acts for a party today, all or in one role, longest in post first. */
  async ofParty(
    tx: Tx,
    organisationId: string,
    role?: Role,
  ): Promise<(Person & { role: Role; appointmentId: string })[]> {
    return tx.query(
      `SELECT p.id AS "personId", p.name, p.email, a.role, a.appointment_id AS "appointmentId"
       FROM identity.appointment a JOIN identity.person p ON p.id = a.person_id
       WHERE a.operator_id = $1 AND a.organisation_id = $2 AND ($3::text IS NULL OR a.role = $3)
         AND $4::date BETWEEN a.from_date AND coalesce(a.until_date, 'infinity') ORDER BY a.from_date, a.appointment_id`,
      [tx.operatorId, organisationId, role ?? null, tx.today.toString()],
    );
  }

  /** Refuses: `platform.not-found`, also for someone with no appointment in sight. */
  async find(tx: Tx, personId: string): Promise<Person> {
    const [row] = await tx.query<Person>(
      'SELECT id AS "personId", name, email FROM identity.person WHERE id = $1',
      [personId],
    );
    if (!row) throw notFound('person');
    return row;
  }
}
