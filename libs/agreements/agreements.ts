import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  publish,
  committingRoles,
  maySay,
  mustSay,
  oneAtATime,
  Refusal,
  requireActsFor,
  requireSees,
  requireStaff,
  shortDate,
  Temporal,
  violatedConstraint,
  type Tx,
  record,
} from '#platform';
import { OperatingModel, type Settings } from '#operating-model';
import { behind, Limits, Parties, requireDecliner, requireNoPart, type Commitment } from '#identity';
import { asShown, Catalogue, type ShownPrice } from '#catalogue';
import { Directory, stillOpen } from '#directory';
import { Books, Ledger } from '#ledger';
import { grantCommands, poolsOf } from '#entitlements';
import {
  followed,
  frozen,
  later,
  mayApprove,
  mayChooseTermEnd,
  noticeOnceSigned,
  notOver,
  quote,
  schoolLeft,
  stillWaits,
  type Quote,
} from './agreement.js';
import { Agreement, type AtTermEnd } from './agreement.entity.js';
import { findAgreement, insertAgreement, lockAgreement, updateAgreement } from './agreement.repository.js';
import { agreementsInSight, isFollowed, overlaps, type AgreementFilter } from './agreements.queries.js';
import { Approvals } from './approvals.js';
import { setCopiesAside } from './copies.js';
import { AgreementDeclined, AgreementSigned, ApprovalRequested } from './events.js';
import { NextTerms, unpriced } from './next-terms.js';
import { isOver, startsWithin, yearFor } from './term.js';
import { texts } from './texts.js';

/** A school's contracts for plans: quoted, prepared, approved, signed; and what happens when their term ends. */
@Injectable()
export class Agreements {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly books: Books,
    private readonly limits: Limits,
    private readonly parties: Parties,
    private readonly model: OperatingModel,
    private readonly approvals: Approvals,
    private readonly next: NextTerms,
  ) {}

  /** What a school would pay and get for a plan from a day on, were it signed today. Refuses: `platform.forbidden`, and as `quote` does. */
  async quote(
    tx: Tx,
    schoolId: string,
    offerId: string,
    startsOn: Temporal.PlainDate = tx.today,
  ): Promise<Quote> {
    requireSees(tx.actor, schoolId);
    const school = await this.directory.school(tx, schoolId);
    stillOpen(school, later(startsOn, tx.today));
    const rules = await this.rules(tx, startsOn);
    const offer = await this.catalogue.offer(tx, offerId, startsOn);
    const quoted = quote(offer, school, yearFor(school.fundingStatus, startsOn, rules), startsOn, rules);
    return { ...quoted, noticeBy: await this.noticeIfSigned(tx, quoted) };
  }

  /** The last day for notice of what is signed today. */
  async noticeIfSigned(
    tx: Tx,
    agreement: Pick<Agreement, 'noticeBy' | 'endsOn'>,
  ): Promise<Temporal.PlainDate> {
    return noticeOnceSigned(agreement, tx.today, (await this.model.on(tx)).agreements);
  }

  /**
   * As `quote`, and refuses whatever `prepare` would: what the page that asks for plan and day says at once.
   * Refuses: `agreements.start-too-early`, `agreements.start-too-late`, `agreements.start-closed`,
   * `agreements.school-left`, `identity.provider-left`, `catalogue.price-changed`, `agreements.term-over`, `agreements.already-subscribed`, `agreements.notice-too-late`, and as `quote` does.
   */
  async consider(tx: Tx, wish: Wish): Promise<Quote> {
    const startsOn = wish.startsOn ?? tx.today;
    startsWithin(startsOn, tx.today, await this.rules(tx), wish.backdatedBecause);
    const closedUntil = await this.books.closedUntil(tx);
    if (closedUntil && Temporal.PlainDate.compare(startsOn, closedUntil) <= 0)
      throw new Refusal(
        'agreements.start-closed',
        `The books are closed up to ${shortDate(closedUntil)}. Choose a later day to start.`,
        'invalid',
      );
    if (!(await this.parties.buysHere(tx, wish.schoolId, later(startsOn, tx.today)))) throw schoolLeft();
    const quoted = await this.quote(tx, wish.schoolId, wish.offerId, startsOn);
    asShown(quoted.price, wish.shownPrice);
    await this.parties.requireProvider(tx, quoted.offer.providerId, later(startsOn, tx.today));
    notOver({ ...quoted, backdatedBecause: wish.backdatedBecause ?? null }, tx.today);
    if (await overlaps(tx, wish.schoolId, quoted)) throw alreadySubscribed();
    // Staff who give a reason waive the notice.
    if (!wish.backdatedBecause) await this.next.stillFree(tx, { ...wish, ...quoted });
    return quoted;
  }

  /**
   * Prepares an agreement for a school on the terms of the day, frozen from here on. It is signed at once when the
   * person may commit a whole year's price, else it waits for whoever approves that much. The operator's administrator or finance officer prepare one for a
   * school with a reason, and so may date it back; it always waits. The caller's id makes a second click a replay.
   * Refuses: `platform.forbidden`, `agreements.backdated-reason`, `identity.own-part`, `agreements.purchase-order`, `agreements.id-reused`, and as `consider` does.
   */
  async prepare(tx: Tx, request: Wish & { agreementId: string; purchaseOrder?: string }): Promise<Agreement> {
    if (request.backdatedBecause === undefined) requireActsFor(tx.actor, request.schoolId, committingRoles);
    else {
      requireStaff(tx.actor, ['administrator', 'finance']);
      mustSay(request.backdatedBecause, texts.backdated);
      await requireNoPart(tx, request.schoolId);
    }
    const { agreementId, schoolId, offerId, startsOn, backdatedBecause = null } = request;
    const purchaseOrder = request.purchaseOrder || null;
    const content = { schoolId, offerId, purchaseOrder, backdatedBecause, ...(startsOn && { startsOn }) };
    const earlier = await askedBefore(tx, Agreement, { agreementId }, content, 'agreements.id-reused');
    if (earlier) return earlier;
    mustSay(purchaseOrder ?? '', texts.purchaseOrder);
    // Of two who prepare one for the same days the second sees the first.
    await oneAtATime(tx, schoolId);
    const agreement: Agreement = {
      operatorId: tx.operatorId,
      agreementId,
      schoolId,
      ...frozen(await this.consider(tx, request)),
      purchaseOrder,
      state: 'awaiting-approval',
      atTermEnd: 'renew',
      nextOfferId: null,
      notifiedOn: null,
      renewsId: null,
      renewalBatchId: null,
      renewalProblem: null,
      supersededBy: null,
      backdatedBecause,
      preparedBy: tx.actor.personId,
      preparedAt: tx.now,
      decidedBy: null,
      decidedAt: null,
      declinedBecause: null,
      version: 1,
    };
    await insertAgreement(tx, agreement);
    await this.record(tx, 'agreements.prepare', agreement);
    if (!agreement.backdatedBecause && (await this.limits.committed(tx, commitment(agreement))))
      return this.sign(tx, agreement);
    await publish(tx, ApprovalRequested, agreement.agreementId);
    return agreement;
  }

  /**
   * Whoever decides it, or is further up and may commit that much, approves, nobody what a second person was to: signed, its days and credits granted. Refuses: `agreements.decided`, `agreements.already-subscribed`, `agreements.notice-too-late`,
   * `platform.not-found`, `platform.forbidden`, `identity.above-limit`, and as `Approvals.stillPossible` does.
   */
  async approve(tx: Tx, agreementId: string): Promise<Agreement> {
    const agreement = await lockAgreement(tx, agreementId);
    requireActsFor(tx.actor, agreement.schoolId);
    stillWaits(agreement);
    mayApprove(agreement, { ...tx.actor, personId: await behind(tx) });
    await this.approvals.stillPossible(tx, agreement);
    if (!agreement.backdatedBecause) await this.next.stillFree(tx, agreement);
    await this.limits.commit(tx, { ...commitment(agreement), waits: true });
    return this.sign(tx, agreement);
  }

  /** Anyone on the school's ladder, or who may prepare one, says no, which commits nothing; whoever prepared it is told why. Refuses: `agreements.reason`, `agreements.decided`, `platform.not-found`, `platform.forbidden`. */
  async decline(tx: Tx, agreementId: string, because?: string): Promise<Agreement> {
    const agreement = await lockAgreement(tx, agreementId);
    requireActsFor(tx.actor, agreement.schoolId);
    requireDecliner((await this.limits.ladders(tx)).school, tx.actor.role);
    stillWaits(agreement);
    await this.record(tx, 'agreements.decline', agreement);
    await publish(tx, AgreementDeclined, agreementId);
    return updateAgreement(tx, agreement, {
      state: 'declined',
      decidedBy: tx.actor.personId,
      decidedAt: tx.now,
      declinedBecause: maySay(because, texts.declined),
    });
  }

  /**
   * Says what happens when the term ends: renew, change to another plan, or leave. What makes the next term dearer than it
   * stood, or than it would be without any choice, is an order of it, within the person's limit. Refuses: `agreements.not-signed`, `agreements.term-over`,
   * `agreements.notice-too-late`, `agreements.followed`, `agreements.not-a-plan`, `identity.above-limit`, and as `quote` does.
   */
  async chooseTermEnd(
    tx: Tx,
    agreementId: string,
    choice: AtTermEnd,
    nextOfferId: string | null = null,
  ): Promise<Agreement> {
    const agreement = await lockAgreement(tx, agreementId);
    requireActsFor(tx.actor, agreement.schoolId, committingRoles);
    mayChooseTermEnd(agreement, choice, tx.today);
    if (await isFollowed(tx, agreementId)) throw followed();
    const chosen = { atTermEnd: choice, nextOfferId: choice === 'change' ? nextOfferId : null };
    if (choice === 'change' && !nextOfferId)
      throw new Refusal('agreements.not-a-plan', 'Choose the plan to change to.', 'invalid');
    if (agreement.atTermEnd === choice && agreement.nextOfferId === chosen.nextOfferId) return agreement;
    // A plan that cannot be priced any more costs nothing until someone looks.
    const stood = (await this.next.price(tx, agreement).catch(unpriced)) ?? 0n;
    const unchanged = { ...agreement, atTermEnd: 'renew', nextOfferId: null } as const;
    const byItself = (await this.next.price(tx, unchanged).catch(unpriced)) ?? 0n;
    const then = await this.next.price(tx, { ...agreement, ...chosen });
    const next = { type: 'next-term', id: agreementId };
    await this.limits.release(tx, next);
    if (then > stood || then > byItself)
      await this.limits.commit(tx, { organisationId: agreement.schoolId, pence: then, subject: next });
    await this.record(tx, `agreements.${choice}-at-term-end`, agreement);
    return updateAgreement(tx, agreement, chosen);
  }

  /** Whether an agreement may start on a day at all. Refuses: `agreements.start-too-early`, `agreements.start-too-late`. */
  async mayStart(tx: Tx, startsOn: Temporal.PlainDate): Promise<void> {
    startsWithin(startsOn, tx.today, await this.rules(tx));
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, agreementId: string): Promise<Agreement> {
    return findAgreement(tx, agreementId);
  }

  /** Agreements in sight, the latest start first. */
  async list(tx: Tx, filter: AgreementFilter = {}): Promise<Agreement[]> {
    return agreementsInSight(tx, filter);
  }

  /** Who may start when follows the rules of today, a term's year and notice those of the day it starts. */
  private async rules(tx: Tx, on?: Temporal.PlainDate): Promise<Settings['agreements']> {
    return (await this.model.on(tx, on)).agreements;
  }

  private async record(tx: Tx, verb: string, agreement: Agreement): Promise<void> {
    await record(tx, verb, {
      type: 'agreement',
      id: agreement.agreementId,
      organisationId: agreement.schoolId,
    });
  }

  private async sign(tx: Tx, agreement: Agreement): Promise<Agreement> {
    const signed = await updateAgreement(tx, agreement, {
      state: 'signed',
      decidedBy: tx.actor.personId,
      decidedAt: tx.now,
      noticeBy: await this.noticeIfSigned(tx, agreement),
      // Of what is over when it is signed nobody could say otherwise any more: the year that followed is agreed to by itself.
      ...(isOver(agreement, tx.today) && { atTermEnd: 'leave' as const }),
    }).catch((error: unknown) => {
      // Another was signed for these days meanwhile.
      throw violatedConstraint(error) === 'agreement_one_plan_at_a_time' ? alreadySubscribed() : error;
    });
    await setCopiesAside(tx, [signed]);
    await this.ledger.open(tx, poolsOf(agreement.schoolId, signed.grants));
    await this.ledger.apply(tx, grantCommands(tx.operatorId, signed, await this.books.closedUntil(tx)));
    await publish(tx, AgreementSigned, signed.agreementId);
    await this.record(tx, 'agreements.sign', signed);
    return signed;
  }
}

/** A plan for a school from a day on, today unless given. */
interface Wish {
  readonly schoolId: string;
  readonly offerId: string;
  readonly startsOn?: Temporal.PlainDate;
  /** Why the operator's staff date it back. */
  readonly backdatedBecause?: string;
  readonly shownPrice?: ShownPrice;
}

/** A limit looks at a whole year, however little of it this term has left: it renews at that. */
const commitment = (agreement: Agreement): Commitment => ({
  organisationId: agreement.schoolId,
  pence: agreement.yearPrice,
  subject: { type: 'agreement', id: agreement.agreementId },
});

const alreadySubscribed = (): Refusal =>
  new Refusal(
    'agreements.already-subscribed',
    'You already have an agreement for these dates, signed or waiting for approval.',
  );
