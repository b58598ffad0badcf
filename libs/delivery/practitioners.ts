import { Injectable } from '@nestjs/common';
import { notFound, record, recordAll, type Temporal, type Tx } from '#platform';
import { Vocabularies } from '#operating-model';

export interface Practitioner {
  readonly practitionerId: string;
  readonly personId: string | null;
  readonly name: string;
  /** The party that employs them. */
  readonly homeId: string;
  readonly phases: readonly string[];
  /** Codes of the operator's needs that they lead on. */
  readonly needs: readonly string[];
  /** Codes of those in force on the day asked. */
  readonly designations: readonly string[];
}

export interface NewPractitioner extends Omit<Practitioner, 'designations'> {
  readonly designations: readonly {
    designation: string;
    issuer: string;
    from: Temporal.PlainDate;
    until?: Temporal.PlainDate;
  }[];
}

const columns = (on: string) => `p.practitioner_id, p.person_id, p.name, p.home_id, p.phases, p.needs,
  ARRAY(SELECT d.designation FROM delivery.designation d WHERE d.operator_id = p.operator_id AND d.practitioner_id = p.practitioner_id
          AND ${on}::date BETWEEN d.from_on AND coalesce(d.until_on, 'infinity') ORDER BY d.designation) AS designations`;

/** People who are deployed: who they are, what they are designated to do, and which school each is the named link of. */
@Injectable()
export class Practitioners {
  constructor(private readonly vocabularies: Vocabularies) {}

  /** Refuses: `operating-model.no-such-word`. */
  async add(tx: Tx, practitioner: NewPractitioner): Promise<void> {
    const designated = practitioner.designations.map(({ designation }) => designation);
    await this.vocabularies.require(tx, 'designations', designated);
    await this.vocabularies.require(tx, 'needs', practitioner.needs);
    await tx.query(
      'INSERT INTO delivery.practitioner (operator_id, practitioner_id, person_id, name, home_id, phases, needs) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [
        tx.operatorId,
        practitioner.practitionerId,
        practitioner.personId,
        practitioner.name,
        practitioner.homeId,
        practitioner.phases,
        practitioner.needs,
      ],
    );
    for (const { designation, issuer, from, until } of practitioner.designations) {
      await tx.query(
        'INSERT INTO delivery.designation (operator_id, practitioner_id, designation, issuer, from_on, until_on) VALUES ($1, $2, $3, $4, $5, $6)',
        [
          tx.operatorId,
          practitioner.practitionerId,
          designation,
          issuer,
          from.toString(),
          until?.toString() ?? null,
        ],
      );
    }
    await record(
      tx,
      'delivery.add-practitioner',
      { type: 'practitioner', id: practitioner.practitionerId, organisationId: practitioner.homeId },
      { designations: designated.join(' ') },
    );
  }

  /** The account they sign in with. */
  async assign(tx: Tx, practitionerId: string, personId: string): Promise<void> {
    await tx.query(
      'UPDATE delivery.practitioner SET person_id = $3 WHERE operator_id = $1 AND practitioner_id = $2',
      [tx.operatorId, practitionerId, personId],
    );
    await record(tx, 'delivery.assign-practitioner', { type: 'practitioner', id: practitionerId });
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, practitionerId: string): Promise<Practitioner> {
    const [row] = await tx.query<Practitioner>(
      `SELECT ${columns('$3')} FROM delivery.practitioner p WHERE p.operator_id = $1 AND p.practitioner_id = $2`,
      [tx.operatorId, practitionerId, tx.today.toString()],
    );
    if (!row) throw notFound('practitioner');
    return row;
  }

  /** Those with one of the designations today; all when none is named. */
  async list(
    tx: Tx,
    filter: { designations?: readonly string[]; homeId?: string; personId?: string } = {},
  ): Promise<Practitioner[]> {
    const rows = await tx.query<Practitioner>(
      `SELECT ${columns('$2')} FROM delivery.practitioner p
        WHERE p.operator_id = $1 AND ($3::uuid IS NULL OR p.home_id = $3) AND ($4::uuid IS NULL OR p.person_id = $4) ORDER BY p.name, p.practitioner_id`,
      [tx.operatorId, tx.today.toString(), filter.homeId ?? null, filter.personId ?? null],
    );
    return filter.designations
      ? rows.filter((row) => row.designations.some((one) => filter.designations!.includes(one)))
      : rows;
  }

  /** Gives many schools their first named contact, in one statement. */
  async linkAll(
    tx: Tx,
    links: readonly { schoolId: string; practitionerId: string; homeId: string }[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO delivery.link (operator_id, school_id, practitioner_id, home_id, from_on)
       SELECT $1, school_id, practitioner_id, home_id, $5 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS link (school_id, practitioner_id, home_id)`,
      [
        tx.operatorId,
        links.map((link) => link.schoolId),
        links.map((link) => link.practitionerId),
        links.map((link) => link.homeId),
        tx.today.toString(),
      ],
    );
    await recordAll(
      tx,
      'delivery.link',
      links.map(({ schoolId, practitionerId }) => ({
        type: 'practitioner',
        id: practitionerId,
        organisationId: schoolId,
      })),
    );
  }

  /** The school's SIP today, or null. */
  async linkOf(tx: Tx, schoolId: string): Promise<Practitioner | null> {
    const [row] = await tx.query<Practitioner>(
      `SELECT ${columns('$3')} FROM delivery.link l JOIN delivery.practitioner p USING (operator_id, practitioner_id)
        WHERE l.operator_id = $1 AND l.school_id = $2 AND $3::date BETWEEN l.from_on AND coalesce(l.until_on, 'infinity')`,
      [tx.operatorId, schoolId, tx.today.toString()],
    );
    return row ?? null;
  }
}
