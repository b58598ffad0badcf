import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  publish,
  longDate,
  committingRoles,
  mustSay,
  refuseAs,
  Refusal,
  refusalOf,
  requireActsFor,
  requireSees,
  notFound,
  type Role,
  type Temporal,
  type Tx,
  record,
} from '#platform';
import { DAY, OperatingModel } from '#operating-model';
import { Calendar, Directory, stillOpen, type Standing } from '#directory';
import { Entitlements, release, settle } from '#entitlements';
import { behind, Parties, requireNoPart } from '#identity';
import { Books, countsFrom, Ledger } from '#ledger';
import { deploy, earn } from './deployment.js';
import { diaryAccounts, wholeDay } from './diary.js';
import { VisitBooked, VisitCalledOff, VisitReported } from './events.js';
import { homeLeft, notDesignated, Practitioners } from './practitioners.js';
import {
  callerOf,
  justBooked,
  liesAhead,
  mayCallOff,
  mayEvaluate,
  mayReport,
  ratingAllowed,
  reportable,
  requireHome,
  saidOf,
  wholeOrHalf,
} from './visit.js';
import { Visit } from './visit.entity.js';
import { texts } from './texts.js';
import { findVisit, lockVisit, updateVisit } from './visit.repository.js';
import { taken, timeHold, visitHoldIds, visitTaking } from './visit-holds.js';
import { visitsInSight, type VisitFilter } from './visits.queries.js';
import type { NewVisit, WishedVisit } from './wished-visit.js';

/** Who answers for a school to those whom its reports concern. */
const readingRoles: readonly Role[] = ['headteacher', 'chair'];

/** Days of practitioners at schools: booked, reported, read, evaluated, called off. */
@Injectable()
export class Visits {
  constructor(
    private readonly practitioners: Practitioners,
    private readonly calendar: Calendar,
    private readonly directory: Directory,
    private readonly model: OperatingModel,
    private readonly ledger: Ledger,
    private readonly books: Books,
    private readonly entitlements: Entitlements,
    private readonly parties: Parties,
  ) {}

  /**
   * What a page asks before it shows what would be booked. Refuses whatever `book` would: the day, the practitioner's
   * time, and what pays for it.
   */
  async consider(tx: Tx, wish: WishedVisit): Promise<void> {
    wholeOrHalf(wish.portion);
    await this.mayBookOn(tx, wish.schoolId, wish.on);
    const { name, designations } = await this.payable(tx, wish);
    const [day] = await this.days(tx, { ...wish, from: wish.on, to: wish.on });
    if (day && day.free < wish.portion) throw taken(wish, name, day.free);
    if (wish.proposalId) return deploy(tx, wish.proposalId, wish, { name, designations });
    const costs = { entitlement: { unit: DAY, amount: wish.portion } };
    const [way] = await this.entitlements.waysToPay(tx, wish.schoolId, costs, { on: wish.on });
    if (way?.why) throw way.why;
  }

  /**
   * Books a day or half day: the practitioner's time and, unless it delivers a proposal, the school's entitlement are
   * held together. The entitlement buys people of providers; someone who works at a school comes by an agreed proposal.
   * Whoever comes is designated on that day, and their home a member. The caller's id makes a second click a replay.
   * Refuses: `delivery.id-reused`, `delivery.purpose`, `delivery.portion`, `delivery.not-a-school-day`, `delivery.taken`, `delivery.not-designated`, `delivery.home-left`, `entitlements.not-enough-days`, `delivery.past`, `delivery.too-far`, `delivery.not-agreed`, `delivery.more-than-agreed`,
   * `directory.no-terms`, `directory.school-closed`, `identity.not-a-member`, `platform.forbidden`, `platform.not-found`.
   */
  async book(tx: Tx, visit: NewVisit): Promise<Visit> {
    requireActsFor(tx.actor, visit.schoolId, committingRoles);
    const { visitId, schoolId, practitionerId, on: visitOn, portion, purpose, proposalId } = visit;
    const content = { schoolId, practitionerId, visitOn, portion, purpose, proposalId };
    const earlier = await askedBefore(tx, Visit, { visitId }, content, 'delivery.id-reused');
    if (earlier) return earlier;
    mustSay(purpose, texts.purpose);
    wholeOrHalf(portion);
    await this.mayBookOn(tx, visit.schoolId, visit.on);
    const practitioner = await this.payable(tx, visit);
    if (visit.proposalId) await deploy(tx, visit.proposalId, visit, practitioner);
    const date = visit.on.toString();
    await this.ledger.open(tx, diaryAccounts(practitioner.homeId, visit.practitionerId, date));
    const time = timeHold(tx.operatorId, visit, practitioner.homeId, practitioner.name);
    await (
      visit.proposalId
        ? this.ledger.apply(tx, [time])
        : this.entitlements.take(tx, visitTaking(visit, practitioner.name), [time])
    ).catch(refuseAs({ 'ledger.over-ceiling': () => taken(visit, practitioner.name) }));
    const booked: Visit = {
      operatorId: tx.operatorId,
      ...content,
      visitId,
      homeId: practitioner.homeId,
      proposalId: proposalId ?? null,
      bookedBy: tx.actor.personId,
      ...justBooked,
    };
    await tx.say('visit', saidOf(booked));
    await tx.em.insert(Visit, booked);
    await publish(tx, VisitBooked, visit.visitId);
    await this.record(tx, 'delivery.book-visit', booked);
    return booked;
  }

  /**
   * The practitioner, or whoever leads their party, files the report, not who booked it: the day is settled. Refuses: `delivery.visit-state`,
   * `delivery.not-yet`, `delivery.report`, `platform.forbidden`, `platform.not-found`.
   */
  async report(tx: Tx, visitId: string, text: string): Promise<Visit> {
    const visit = await lockVisit(tx, visitId);
    requireHome(tx.actor, await this.named(tx, visit));
    mayReport({ personId: await behind(tx) }, visit);
    reportable(visit, tx.today);
    mustSay(text, texts.report);
    const countsOn = countsFrom(visit.visitOn, await this.books.closedUntil(tx));
    await this.ledger.apply(tx, [
      ...settle(visitHoldIds(visit), countsOn),
      ...(visit.proposalId ? await earn(tx, visit, countsOn, await this.earnedUntil(tx)) : []),
    ]);
    const delivered = await updateVisit(tx, visit, {
      state: 'delivered',
      report: text,
      reportedOn: tx.today,
    });
    await publish(tx, VisitReported, visitId);
    await this.record(tx, 'delivery.report-visit', visit);
    return delivered;
  }

  /** The head, or the chair, reads the report; the first reading is kept. Refuses: `platform.forbidden`, `platform.not-found`, `platform.changed-meanwhile`. */
  async read(tx: Tx, visitId: string): Promise<Visit> {
    const seen = await this.find(tx, visitId);
    requireActsFor(tx.actor, seen.schoolId, readingRoles);
    if (!seen.report) throw notFound('report');
    // Two who open it at once both see it, and the first of them is noted.
    const visit = seen.readOn ? seen : await lockVisit(tx, visitId);
    if (visit.readOn) return visit;
    const read = await updateVisit(tx, visit, { readOn: tx.today, readBy: tx.actor.personId });
    await this.record(tx, 'delivery.read-report', visit);
    return read;
  }

  /** The school rates the visit, 1 to 5. Refuses: `delivery.visit-state`, `delivery.rating`, `delivery.evaluation`, `platform.forbidden`, `platform.not-found`. */
  async evaluate(tx: Tx, visitId: string, rating: number, evaluation: string): Promise<Visit> {
    const visit = await lockVisit(tx, visitId);
    mayEvaluate(tx.actor, await this.named(tx, visit));
    ratingAllowed(rating);
    mustSay(evaluation, texts.evaluation);
    const evaluated = await updateVisit(tx, visit, {
      state: 'evaluated',
      rating,
      evaluation,
      evaluatedOn: tx.today,
    });
    await this.record(tx, 'delivery.evaluate-visit', visit);
    return evaluated;
  }

  /**
   * Calls a booking off: the days go back. By the school in time, by the practitioner's party until the day is over, by
   * the operator's staff with a reason, nobody of them at a school of their own. Refuses: `delivery.visit-state`, `delivery.too-late`,
   * `delivery.visit-over`, `delivery.reason`, `identity.own-part`, `platform.forbidden`, `platform.not-found`.
   */
  async cancel(tx: Tx, visitId: string, reason?: string): Promise<Visit> {
    const visit = await lockVisit(tx, visitId);
    const by = callerOf(tx.actor, await this.named(tx, visit));
    if (by === 'staff') await requireNoPart(tx, visit.schoolId);
    mayCallOff(visit, by, tx.today, (await this.model.on(tx)).delivery.visit_notice_days, reason);
    await this.ledger.apply(tx, release(visitHoldIds(visit)));
    await publish(tx, VisitCalledOff, visitId);
    await this.record(tx, 'delivery.cancel-visit', visit);
    return updateVisit(tx, visit, { state: 'cancelled', calledOffBecause: reason?.trim() || null });
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, visitId: string): Promise<Visit> {
    return findVisit(tx, visitId);
  }

  /**
   * The school's working days in term, while the register knows it as open, each with how much of the practitioner's day is still free,
   * in hundredths. Refuses: `platform.forbidden`, `platform.not-found`, and of the first day `directory.school-closed`.
   */
  async days(
    tx: Tx,
    asked: { schoolId: string; practitionerId: string; from: Temporal.PlainDate; to: Temporal.PlainDate },
  ): Promise<{ on: Temporal.PlainDate; free: bigint }[]> {
    requireSees(tx.actor, asked.schoolId);
    const days = await this.calendar.termDays(tx, asked.schoolId, asked.from, asked.to);
    const rows = await tx.query<Standing & { visitOn: string | null; portion: bigint | null }>(
      `SELECT s.status, s.closed_on, s.missing_since, t.visit_on, t.portion
         FROM directory.schools s LEFT JOIN delivery.days_taken($1, $2, $3) t ON true WHERE s.organisation_id = $4`,
      [asked.practitionerId, asked.from.toString(), asked.to.toString(), asked.schoolId],
    );
    const school = rows[0];
    if (!school) throw notFound('school');
    stillOpen(school, asked.from);
    const taken = new Map(rows.map((row) => [row.visitOn, row.portion]));
    return days
      .filter((on) => !refusalOf(() => stillOpen(school, on)))
      .map((on) => ({ on, free: wholeDay - (taken.get(on.toString()) ?? 0n) }));
  }

  /** Visits in sight, by their day. */
  async list(tx: Tx, filter: VisitFilter = {}): Promise<Visit[]> {
    return visitsInSight(tx, filter);
  }

  /** The last day of what is earned today. */
  private async earnedUntil(tx: Tx): Promise<Temporal.PlainDate> {
    return tx.today.add({ months: (await this.model.on(tx)).credits.earned_months });
  }

  /** A day that can be booked. Refuses: `delivery.past`, `delivery.too-far`, `delivery.not-a-school-day`, `directory.no-terms`, `identity.not-a-member`. */
  private async mayBookOn(tx: Tx, schoolId: string, on: Temporal.PlainDate): Promise<void> {
    liesAhead(on, tx.today, (await this.model.on(tx)).delivery.horizon_days);
    await this.parties.requireBuyer(tx, schoolId, on);
    stillOpen(await this.directory.school(tx, schoolId), on);
    if (!(await this.calendar.isTermDay(tx, schoolId, on))) {
      throw new Refusal(
        'delivery.not-a-school-day',
        `${longDate(on)} is not a school day for you. Choose a working day in term.`,
        'invalid',
      );
    }
  }

  /**
   * Whom the entitlement can pay, or whom another school agreed to send, as they are on the day. Refuses:
   * `delivery.not-agreed`, `delivery.not-designated`, `delivery.home-left`.
   */
  private async payable(tx: Tx, { practitionerId, proposalId, on }: WishedVisit) {
    const practitioner = await this.practitioners.find(tx, practitionerId, on);
    if (!proposalId && (await this.directory.find(tx, practitioner.homeId))?.kind === 'school')
      throw new Refusal(
        'delivery.not-agreed',
        `${practitioner.name} works at a school, whose headteacher has to agree first. Ask for support.`,
      );
    // What an agreed proposal asks of them is said where it is looked at.
    if (!proposalId && !practitioner.designations.length)
      throw notDesignated(practitioner.name, 'anything', on);
    if (!(await this.parties.memberHere(tx, practitioner.homeId, on))) throw homeLeft(practitioner.name, on);
    return practitioner;
  }

  /** A visit with who signs in as the practitioner who comes. */
  private async named(tx: Tx, visit: Visit) {
    const { personId } = await this.practitioners.find(tx, visit.practitionerId);
    return { ...visit, practitionerPersonId: personId };
  }

  private async record(tx: Tx, verb: string, visit: Visit): Promise<void> {
    await record(tx, verb, { type: 'visit', id: visit.visitId, organisationId: visit.schoolId });
  }
}
