import { Injectable } from '@nestjs/common';
import { notFound, record, recordAll, type Temporal, type Tx } from '#platform';
import { Vocabularies } from '#operating-model';
import { Designation, Practitioner } from './practitioner.entity.js';
import { addLinks, type NewLink } from './practitioner.repository.js';

export interface PractitionerRow extends Omit<Practitioner, 'operatorId'> {
  /** Codes of those in force on the day asked. */
  readonly designations: readonly string[];
}

export interface NewPractitioner extends Omit<PractitionerRow, 'designations'> {
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
    const { designations, ...one } = practitioner;
    await tx.em.insert(Practitioner, { ...one, operatorId: tx.operatorId });
    for (const { designation, issuer, from, until } of designations)
      await tx.em.insert(Designation, {
        operatorId: tx.operatorId,
        practitionerId: practitioner.practitionerId,
        designation,
        issuer,
        fromOn: from.toString(),
        untilOn: until?.toString() ?? null,
      });
    await record(
      tx,
      'delivery.add-practitioner',
      { type: 'practitioner', id: practitioner.practitionerId, organisationId: practitioner.homeId },
      { designations: designated.join(' ') },
    );
  }

  /** The account they sign in with. */
  async assign(tx: Tx, practitionerId: string, personId: string): Promise<void> {
    await tx.em.update(Practitioner, { operatorId: tx.operatorId, practitionerId }, { personId });
    await record(tx, 'delivery.assign-practitioner', { type: 'practitioner', id: practitionerId });
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, practitionerId: string): Promise<PractitionerRow> {
    const [row] = await tx.query<PractitionerRow>(
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
  ): Promise<PractitionerRow[]> {
    const rows = await tx.query<PractitionerRow>(
      `SELECT ${columns('$2')} FROM delivery.practitioner p
        WHERE p.operator_id = $1 AND ($3::uuid IS NULL OR p.home_id = $3) AND ($4::uuid IS NULL OR p.person_id = $4) ORDER BY p.name, p.practitioner_id`,
      [tx.operatorId, tx.today.toString(), filter.homeId ?? null, filter.personId ?? null],
    );
    return filter.designations
      ? rows.filter((row) => row.designations.some((one) => filter.designations!.includes(one)))
      : rows;
  }

  /** Gives many schools their first named contact, in one statement. */
  async linkAll(tx: Tx, links: readonly NewLink[]): Promise<void> {
    await addLinks(tx, links);
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
  async linkOf(tx: Tx, schoolId: string): Promise<PractitionerRow | null> {
    const [row] = await tx.query<PractitionerRow>(
      `SELECT ${columns('$3')} FROM delivery.link l JOIN delivery.practitioner p USING (operator_id, practitioner_id)
        WHERE l.operator_id = $1 AND l.school_id = $2 AND $3::date BETWEEN l.from_on AND coalesce(l.until_on, 'infinity')`,
      [tx.operatorId, schoolId, tx.today.toString()],
    );
    return row ?? null;
  }
}
