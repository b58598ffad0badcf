import { Injectable } from '@nestjs/common';
import {
  announce,
  committingRoles,
  Refusal,
  requireActsFor,
  violatedConstraint,
  type Temporal,
  type Tx,
} from '#platform';
import { Audit, Limits } from '#identity';
import { Catalogue, poolsOf } from '#catalogue';
import { Directory } from '#directory';
import { Ledger } from '#ledger';
import { atTermEnd, decide, frozen, quote, type Quote } from './agreement.js';
import { Agreement, type AtTermEnd } from './agreement.entity.js';
import { AgreementRepository, type AgreementFilter } from './agreement.repository.js';
import { grantCommands } from './entitlements.js';
import { AgreementSigned, ApprovalRequested } from './events.js';
import { AgreementRules } from './settings.js';

/** A school's contracts for plans: quoted, prepared, approved, signed; and what happens when their term ends. */
@Injectable()
export class Agreements {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly limits: Limits,
    private readonly audit: Audit,
    private readonly rules: AgreementRules,
    private readonly repository: AgreementRepository,
  ) {}

  /** What a school would pay and get for a plan from a day on. Refuses as `quote` does. */
  async quote(
    tx: Tx,
    schoolId: string,
    offerId: string,
    startsOn: Temporal.PlainDate = tx.today,
  ): Promise<Quote> {
    const school = await this.directory.school(tx, schoolId);
    const rules = await this.rules.of(tx);
    const offer = await this.catalogue.offer(tx, offerId, startsOn);
    return quote(offer, school, rules.yearFor(school.fundingStatus, startsOn), startsOn, rules);
  }

  /**
   * Prepares an agreement for a school at the price of the day, frozen from here on. It is signed at once when the
   * person may spend that much, else it waits for the headteacher. The caller's id makes a second click a replay.
   * Refuses: `agreements.already-subscribed`, and as `quote` does.
   */
  async prepare(
    tx: Tx,
    request: {
      agreementId: string;
      schoolId: string;
      offerId: string;
      startsOn?: Temporal.PlainDate;
      purchaseOrder?: string;
    },
  ): Promise<Agreement> {
    requireActsFor(tx.actor, request.schoolId, committingRoles);
    const earlier = await tx.em.findOneBy(Agreement, {
      operatorId: tx.operatorId,
      agreementId: request.agreementId,
    });
    if (earlier) return earlier;
    const quoted = await this.quote(tx, request.schoolId, request.offerId, request.startsOn ?? tx.today);
    const agreement: Agreement = {
      operatorId: tx.operatorId,
      agreementId: request.agreementId,
      schoolId: request.schoolId,
      ...frozen(quoted),
      purchaseOrder: request.purchaseOrder || null,
      state: 'awaiting-approval',
      atTermEnd: 'renew',
      nextOfferId: null,
      notifiedOn: null,
      renewsId: null,
      renewalBatchId: null,
      renewalProblem: null,
      preparedBy: tx.actor.personId,
      preparedAt: tx.now,
      decidedBy: null,
      decidedAt: null,
      version: 1,
    };
    await this.refuseOverlap(tx, agreement);
    await this.repository.insert(tx, agreement);
    await this.record(tx, 'agreements.prepare', agreement);
    if (await this.limits.allows(tx, agreement.schoolId, tx.actor.role, agreement.price))
      return this.sign(tx, agreement);
    await announce(tx, ApprovalRequested, agreement.agreementId);
    return agreement;
  }

  /** The head approves: signed, its days and credits granted. Refuses: `agreements.decided`, `platform.forbidden`, `identity.above-limit`. */
  async approve(tx: Tx, agreementId: string): Promise<Agreement> {
    const agreement = await this.repository.lock(tx, agreementId);
    await this.mayDecide(tx, agreement);
    return this.sign(tx, agreement);
  }

  /** The head says no. Refuses: `agreements.decided`, `platform.forbidden`, `identity.above-limit`. */
  async decline(tx: Tx, agreementId: string): Promise<Agreement> {
    const agreement = await this.repository.lock(tx, agreementId);
    await this.mayDecide(tx, agreement);
    decide(agreement, 'declined');
    await this.record(tx, 'agreements.decline', agreement);
    return this.repository.update(tx, agreement, {
      state: 'declined',
      decidedBy: tx.actor.personId,
      decidedAt: tx.now,
    });
  }

  /**
   * Says what happens when the term ends: renew, change to another plan, or leave.
   * Refuses: `agreements.not-signed`, `agreements.notice-too-late`, `agreements.not-a-plan`.
   */
  async chooseTermEnd(
    tx: Tx,
    agreementId: string,
    choice: AtTermEnd,
    nextOfferId: string | null = null,
  ): Promise<Agreement> {
    const agreement = await this.repository.lock(tx, agreementId);
    requireActsFor(tx.actor, agreement.schoolId, committingRoles);
    atTermEnd(agreement, choice, tx.today);
    if (choice === 'change')
      await this.quote(tx, agreement.schoolId, nextOfferId!, agreement.endsOn.add({ days: 1 }));
    await this.record(tx, `agreements.${choice}-at-term-end`, agreement);
    return this.repository.update(tx, agreement, {
      atTermEnd: choice,
      nextOfferId: choice === 'change' ? nextOfferId : null,
    });
  }

  async find(tx: Tx, agreementId: string): Promise<Agreement> {
    return this.repository.find(tx, agreementId);
  }

  /** Agreements in sight, the latest start first. */
  async list(tx: Tx, filter: AgreementFilter = {}): Promise<Agreement[]> {
    return this.repository.list(tx, filter);
  }

  private async record(tx: Tx, verb: string, agreement: Agreement): Promise<void> {
    await this.audit.record(tx, verb, {
      type: 'agreement',
      id: agreement.agreementId,
      organisationId: agreement.schoolId,
    });
  }

  private async mayDecide(tx: Tx, agreement: Agreement): Promise<void> {
    requireActsFor(tx.actor, agreement.schoolId);
    await this.limits.check(tx, agreement.schoolId, agreement.price);
  }

  private async sign(tx: Tx, agreement: Agreement): Promise<Agreement> {
    decide(agreement, 'signed');
    await this.refuseOverlap(tx, agreement);
    const signed = await this.repository
      .update(tx, agreement, { state: 'signed', decidedBy: tx.actor.personId, decidedAt: tx.now })
      .catch((error: unknown) => {
        throw violatedConstraint(error) === 'agreement_one_plan_at_a_time' ? alreadySubscribed() : error;
      });
    await this.ledger.open(tx, poolsOf(agreement.schoolId));
    await this.ledger.apply(tx, grantCommands(tx.operatorId, signed));
    await announce(tx, AgreementSigned, signed.agreementId);
    await this.record(tx, 'agreements.sign', signed);
    return signed;
  }

  private async refuseOverlap(tx: Tx, agreement: Agreement): Promise<void> {
    const rows = await tx.query(
      `SELECT FROM agreements.agreement WHERE operator_id = $1 AND school_id = $2 AND agreement_id <> $3 AND state <> 'declined'
          AND daterange(starts_on, ends_on, '[]') && daterange($4, $5, '[]')`,
      [
        tx.operatorId,
        agreement.schoolId,
        agreement.agreementId,
        agreement.startsOn.toString(),
        agreement.endsOn.toString(),
      ],
    );
    if (rows.length) throw alreadySubscribed();
  }
}

const alreadySubscribed = (): Refusal =>
  new Refusal(
    'agreements.already-subscribed',
    'You already have an agreement for these dates, signed or waiting for approval.',
  );
