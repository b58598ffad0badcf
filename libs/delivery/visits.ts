import { Injectable } from '@nestjs/common';
import {
  announce,
  changedMeanwhile,
  derivedId,
  longDate,
  notFound,
  Refusal,
  requireActsFor,
  type Temporal,
  type Tx,
} from '#platform';
import { poolOf } from '#catalogue';
import { Calendar } from '#directory';
import { Audit } from '#identity';
import { accountId, Ledger, type Command } from '#ledger';
import { deploy, earn } from './deployment.js';
import { diaryAccounts, diaryHold, wholeDay } from './diary.js';
import { VisitBooked, VisitReported } from './events.js';
import { Practitioners } from './practitioners.js';
import { become, hasHappened, liesAhead } from './visit.js';
import { Visit, type VisitState } from './visit.entity.js';

export interface NewVisit {
  readonly visitId: string;
  readonly schoolId: string;
  readonly practitionerId: string;
  readonly on: Temporal.PlainDate;
  /** Hundredths of a day: 50 or 100. */
  readonly portion: bigint;
  readonly purpose: string;
  /** Delivers an agreed proposal instead of a day of the school's own entitlement. */
  readonly proposalId?: string;
}

export interface VisitFilter {
  readonly schoolId?: string;
  readonly homeId?: string;
  readonly practitionerId?: string;
  readonly proposalId?: string;
  readonly state?: VisitState;
  readonly from?: Temporal.PlainDate;
  /** The last one of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

/** Days of practitioners at schools: booked, reported, read, evaluated, called off. */
@Injectable()
export class Visits {
  constructor(
    private readonly practitioners: Practitioners,
    private readonly calendar: Calendar,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
  ) {}

  /**
   * Books a day or half day: the practitioner's time and, unless it delivers a proposal, the school's entitlement are
   * held together. The caller's id makes a second click a replay. Refuses: `delivery.not-a-school-day`,
   * `delivery.taken`, `delivery.no-days-left`, `delivery.past`, `delivery.not-agreed`, `platform.forbidden`.
   */
  async book(tx: Tx, visit: NewVisit): Promise<Visit> {
    requireActsFor(tx.actor, visit.schoolId);
    const earlier = await tx.em.findOneBy(Visit, { operatorId: tx.operatorId, visitId: visit.visitId });
    if (earlier) return earlier;
    liesAhead(visit.on, tx.today);
    if (!(await this.calendar.isTermDay(tx, visit.schoolId, visit.on))) {
      throw new Refusal(
        'delivery.not-a-school-day',
        `${longDate(visit.on)} is not a school day for you. Choose a working day in term.`,
        'invalid',
      );
    }
    const practitioner = await this.practitioners.find(tx, visit.practitionerId);
    if (visit.proposalId) await deploy(tx, visit.proposalId, visit);
    const date = visit.on.toString();
    await this.ledger.open(tx, [
      ...diaryAccounts(practitioner.homeId, visit.practitionerId, date),
      ...(visit.proposalId ? [] : entitlementAccounts(visit.schoolId)),
    ]);
    await this.ledger
      .apply(tx, holds(tx.operatorId, visit, practitioner.homeId, practitioner.name))
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === 'ledger.over-ceiling')
          throw new Refusal(
            'delivery.taken',
            `${practitioner.name} is already booked on ${longDate(visit.on)}. Choose another day.`,
          );
        if (error.code === 'ledger.insufficient')
          throw new Refusal(
            'delivery.no-days-left',
            `You have not enough days of your entitlement left for ${longDate(visit.on)}.`,
          );
        throw error;
      });
    const booked: Visit = {
      operatorId: tx.operatorId,
      visitId: visit.visitId,
      schoolId: visit.schoolId,
      practitionerId: visit.practitionerId,
      homeId: practitioner.homeId,
      proposalId: visit.proposalId ?? null,
      visitOn: visit.on,
      portion: visit.portion,
      purpose: visit.purpose,
      state: 'booked',
      bookedBy: tx.actor.personId,
      report: null,
      reportedOn: null,
      readOn: null,
      readBy: null,
      rating: null,
      evaluation: null,
      evaluatedOn: null,
      version: 1,
    };
    await tx.em.insert(Visit, booked);
    await announce(tx, VisitBooked, visit.visitId);
    await this.record(tx, 'delivery.book-visit', booked);
    return booked;
  }

  /** The practitioner files the report: the day is settled. Refuses: `delivery.visit-state`, `delivery.not-yet`, `platform.forbidden`. */
  async report(tx: Tx, visitId: string, text: string): Promise<Visit> {
    const visit = await this.lock(tx, visitId);
    requireActsFor(tx.actor, visit.homeId);
    become(visit, 'delivered');
    hasHappened(visit, tx.today);
    const settle = (hold: string): Command => ({
      kind: 'settle',
      id: derivedId(hold, 'settle'),
      hold,
      countsOn: visit.visitOn,
    });
    await this.ledger.apply(tx, [
      ...holdIds(visit).map(settle),
      ...(visit.proposalId ? await earn(tx, visit) : []),
    ]);
    const delivered = await this.update(tx, visit, {
      state: 'delivered',
      report: text,
      reportedOn: tx.today,
    });
    await announce(tx, VisitReported, visitId);
    await this.record(tx, 'delivery.report-visit', visit);
    return delivered;
  }

  /** The head, or the chair, reads the report; the first reading is kept. */
  async read(tx: Tx, visitId: string): Promise<Visit> {
    const visit = await this.find(tx, visitId);
    const reader = tx.actor.role === 'headteacher' || tx.actor.role === 'chair';
    if (!visit.report || visit.readOn || !reader || !tx.actor.organisationIds.includes(visit.schoolId))
      return visit;
    return this.update(tx, visit, { readOn: tx.today, readBy: tx.actor.personId });
  }

  /** The school rates the visit, 1 to 5. Refuses: `delivery.visit-state`, `platform.forbidden`. */
  async evaluate(tx: Tx, visitId: string, rating: number, evaluation: string): Promise<Visit> {
    const visit = await this.lock(tx, visitId);
    requireActsFor(tx.actor, visit.schoolId);
    become(visit, 'evaluated');
    const evaluated = await this.update(tx, visit, {
      state: 'evaluated',
      rating,
      evaluation,
      evaluatedOn: tx.today,
    });
    await this.record(tx, 'delivery.evaluate-visit', visit);
    return evaluated;
  }

  /** Calls a booking off: the days go back. Refuses: `delivery.visit-state`, `platform.forbidden`. */
  async cancel(tx: Tx, visitId: string): Promise<Visit> {
    const visit = await this.lock(tx, visitId);
    if (!tx.actor.organisationIds.includes(visit.homeId)) requireActsFor(tx.actor, visit.schoolId);
    become(visit, 'cancelled');
    await this.ledger.apply(
      tx,
      holdIds(visit).map((hold): Command => ({ kind: 'release', id: derivedId(hold, 'release'), hold })),
    );
    await this.record(tx, 'delivery.cancel-visit', visit);
    return this.update(tx, visit, { state: 'cancelled' });
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, visitId: string): Promise<Visit> {
    const visit = await tx.em.findOneBy(Visit, { operatorId: tx.operatorId, visitId });
    if (!visit) throw notFound('visit');
    return visit;
  }

  /** The school's working days in term, each with how much of the practitioner's day is still free, in hundredths. */
  async days(
    tx: Tx,
    asked: { schoolId: string; practitionerId: string; from: Temporal.PlainDate; to: Temporal.PlainDate },
  ): Promise<{ on: Temporal.PlainDate; free: bigint }[]> {
    const days = await this.calendar.termDays(tx, asked.schoolId, asked.from, asked.to);
    const rows = await tx.query<{ visit_on: string; portion: bigint }>(
      'SELECT visit_on, portion FROM delivery.days_taken($1, $2, $3)',
      [asked.practitionerId, asked.from.toString(), asked.to.toString()],
    );
    const taken = new Map(rows.map((row) => [row.visit_on, row.portion]));
    return days.map((on) => ({ on, free: wholeDay - (taken.get(on.toString()) ?? 0n) }));
  }

  /** Visits in sight, by their day. */
  async list(tx: Tx, { from, after, limit = 200, ...filter }: VisitFilter = {}): Promise<Visit[]> {
    const query = tx.em
      .createQueryBuilder(Visit, 'v')
      .where({ operatorId: tx.operatorId, ...filter })
      .orderBy('v.visitOn')
      .addOrderBy('v.visitId')
      .take(limit);
    if (from) query.andWhere('v.visitOn >= :from', { from: from.toString() });
    if (after) {
      query.andWhere(
        '(v.visitOn, v.visitId) > (SELECT visit_on, visit_id FROM delivery.visit WHERE operator_id = :operator AND visit_id = :after)',
        {
          operator: tx.operatorId,
          after,
        },
      );
    }
    return query.getMany();
  }

  private async lock(tx: Tx, visitId: string): Promise<Visit> {
    await tx.query('SELECT FROM delivery.visit WHERE operator_id = $1 AND visit_id = $2 FOR NO KEY UPDATE', [
      tx.operatorId,
      visitId,
    ]);
    return this.find(tx, visitId);
  }

  private async update(tx: Tx, visit: Visit, changes: Partial<Visit>): Promise<Visit> {
    const { operatorId, visitId, version } = visit;
    const { affected } = await tx.em.update(
      Visit,
      { operatorId, visitId, version },
      { ...changes, version: version + 1 },
    );
    if (affected !== 1) throw changedMeanwhile('visit');
    return { ...visit, ...changes, version: version + 1 };
  }

  private async record(tx: Tx, verb: string, visit: Visit): Promise<void> {
    await this.audit.record(tx, verb, { type: 'visit', id: visit.visitId, organisationId: visit.schoolId });
  }
}

const delivered = (schoolId: string) => ({ owner: schoolId, unit: 'DAY' as const, code: 'days-delivered' });
const entitlementAccounts = (schoolId: string) => [
  { ...poolOf(schoolId, 'DAY'), lots: true },
  delivered(schoolId),
];

const diaryHoldId = (visitId: string) => derivedId(visitId, 'diary');
const entitlementHoldId = (visitId: string) => derivedId(visitId, 'entitlement');
const holdIds = (visit: Visit) => [
  diaryHoldId(visit.visitId),
  ...(visit.proposalId ? [] : [entitlementHoldId(visit.visitId)]),
];

function holds(operatorId: string, visit: NewVisit, homeId: string, name: string): Command[] {
  const description = `Visit by ${name} on ${longDate(visit.on)}`;
  const diary = diaryHold(operatorId, {
    id: diaryHoldId(visit.visitId),
    homeId,
    practitionerId: visit.practitionerId,
    date: visit.on.toString(),
    portion: visit.portion,
    visitId: visit.visitId,
    description,
  });
  if (visit.proposalId) return [diary];
  return [
    diary,
    {
      kind: 'hold',
      id: entitlementHoldId(visit.visitId),
      debit: accountId(operatorId, poolOf(visit.schoolId, 'DAY')),
      credit: accountId(operatorId, delivered(visit.schoolId)),
      amount: visit.portion,
      // A day of the term that the visit lies in, whenever it is booked.
      usedOn: visit.on,
      code: 'book',
      reference: { type: 'visit', id: visit.visitId },
      description,
    },
  ];
}
