import { Injectable } from '@nestjs/common';
import {
  longDate,
  mustSay,
  notFound,
  Parameters,
  record,
  recordAll,
  Refusal,
  requireStaff,
  type Role,
  Temporal,
  type Tx,
} from '#platform';
import { Vocabularies } from '#operating-model';
import { Designation, Practitioner } from './practitioner.entity.js';
import { texts } from './texts.js';
import { addLinks, endDesignation, endLink, type NewLink } from './practitioner.repository.js';

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

/** Who of the operator's staff says who is deployed, as what, and for whom. */
const appointing: readonly Role[] = ['administrator'];

/** Refuses: `delivery.not-designated`. */
export const notDesignated = (name: string, designation: string, on: Temporal.PlainDate): Refusal =>
  new Refusal(
    'delivery.not-designated',
    `${name} is not designated ${designation} on ${longDate(on)}.`,
    'invalid',
  );
/** Refuses: `delivery.home-left`. */
export const homeLeft = (name: string, on: Temporal.PlainDate): Refusal =>
  new Refusal(
    'delivery.home-left',
    `The organisation that ${name} works for is no member here on ${longDate(on)}.`,
  );

/** People who are deployed: who they are, what they are designated to do, and which school each is the named link of. */
@Injectable()
export class Practitioners {
  constructor(private readonly vocabularies: Vocabularies) {}

  /** Refuses: `delivery.practitioner-name`, `delivery.issuer`, `delivery.designation-dates`, `operating-model.no-such-word`, `platform.forbidden`. */
  async add(tx: Tx, practitioner: NewPractitioner): Promise<void> {
    requireStaff(tx.actor, appointing);
    mustSay(practitioner.name, texts.practitioner);
    for (const { issuer } of practitioner.designations) mustSay(issuer, texts.issuer);
    if (
      practitioner.designations.some(
        ({ from, until }) => until && Temporal.PlainDate.compare(until, from) < 0,
      )
    )
      throw new Refusal(
        'delivery.designation-dates',
        'The last day of a designation must not come before its first.',
        'invalid',
      );
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

  /** The account they sign in with. Refuses: `platform.not-found`, `platform.forbidden`. */
  async assign(tx: Tx, practitionerId: string, personId: string): Promise<void> {
    requireStaff(tx.actor, appointing);
    const { homeId } = await this.find(tx, practitionerId);
    await tx.em.update(Practitioner, { operatorId: tx.operatorId, practitionerId }, { personId });
    await record(tx, 'delivery.assign-practitioner', {
      type: 'practitioner',
      id: practitionerId,
      organisationId: homeId,
    });
  }

  /**
   * The last day of a designation, sooner than was said until now. Visits booked after it stay, and are called off by
   * hand. Refuses: `platform.not-found`, `platform.forbidden`.
   */
  async endDesignation(
    tx: Tx,
    practitionerId: string,
    designation: string,
    lastDay: Temporal.PlainDate,
  ): Promise<void> {
    requireStaff(tx.actor, appointing);
    const { homeId } = await this.find(tx, practitionerId);
    if (!(await endDesignation(tx, practitionerId, designation, lastDay.toString())))
      throw notFound(`designation ${designation} on that day`);
    await record(
      tx,
      'delivery.end-designation',
      { type: 'practitioner', id: practitionerId, organisationId: homeId },
      { designation, on: lastDay.toString() },
    );
  }

  /** As what they are designated on a day, today unless given. Refuses: `platform.not-found`. */
  async find(tx: Tx, practitionerId: string, on: Temporal.PlainDate = tx.today): Promise<PractitionerRow> {
    const [row] = await tx.query<PractitionerRow>(
      `SELECT ${columns('$3')} FROM delivery.practitioner p WHERE p.operator_id = $1 AND p.practitioner_id = $2`,
      [tx.operatorId, practitionerId, on.toString()],
    );
    if (!row) throw notFound('practitioner');
    return row;
  }

  /** Those with one of the designations today; all when none is named. */
  async list(
    tx: Tx,
    filter: { designations?: readonly string[]; homeId?: string; personId?: string } = {},
  ): Promise<PractitionerRow[]> {
    const { values, and } = new Parameters(tx.operatorId, tx.today.toString());
    const rows = await tx.query<PractitionerRow>(
      `SELECT ${columns('$2')} FROM delivery.practitioner p
        WHERE p.operator_id = $1 ${and('p.home_id = ?', filter.homeId)} ${and('p.person_id = ?', filter.personId)} ORDER BY p.name, p.practitioner_id`,
      values,
    );
    return filter.designations
      ? rows.filter((row) => row.designations.some((one) => filter.designations!.includes(one)))
      : rows;
  }

  /** Gives many schools their named contact from today on, in one statement. Refuses: `platform.forbidden`, `delivery.already-linked`. */
  async linkAll(tx: Tx, links: readonly NewLink[]): Promise<void> {
    requireStaff(tx.actor, appointing);
    if ((await addLinks(tx, links)) < links.length)
      throw new Refusal(
        'delivery.already-linked',
        'A school has a named contact already, or is named twice. End the one it has first.',
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

  /** The last day of a school's named contact, so that another can follow. Refuses: `platform.not-found`, `platform.forbidden`. */
  async endLink(tx: Tx, schoolId: string, lastDay: Temporal.PlainDate): Promise<void> {
    requireStaff(tx.actor, appointing);
    const practitionerId = await endLink(tx, schoolId, lastDay.toString());
    if (!practitionerId) throw notFound('named contact on that day');
    await record(
      tx,
      'delivery.end-link',
      { type: 'practitioner', id: practitionerId, organisationId: schoolId },
      { on: lastDay.toString() },
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
