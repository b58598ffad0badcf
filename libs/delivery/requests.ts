import { Injectable } from '@nestjs/common';
import {
  announce,
  notFound,
  Operators,
  quantity,
  Refusal,
  requireActsFor,
  sqlState,
  type Tx,
} from '#platform';
import { creditsSpent, poolOf, poolsOf, type Need } from '#catalogue';
import { Directory } from '#directory';
import { Audit } from '#identity';
import { accountId, Ledger } from '#ledger';
import { SupportAgreed, SupportProposed, SupportRequested } from './events.js';
import { Practitioners, type Designation } from './practitioners.js';
import { creditsHoldId } from './deployment.js';
import { candidates, proposals, requests } from './requests.queries.js';
import type { Proposal, SupportRequest } from './request.js';
import { shortlist, type Ranked } from './shortlist.js';

interface CreditSettings {
  /** Hundredths of a credit for a day of each designation. */
  readonly per_day: Partial<Record<Designation, number>>;
  /** How many months credits last that a school earned. */
  readonly earned_months: number;
  /** Days a term after which a home school is protected. */
  readonly protected_days: number;
}

/** School-to-school support: asked for, brokered, consented to. What is delivered is a visit. */
@Injectable()
export class Requests {
  constructor(
    private readonly practitioners: Practitioners,
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly operators: Operators,
    private readonly audit: Audit,
  ) {}

  /** A head asks for support. The caller's id makes a second click a replay. Refuses: `platform.forbidden`, `delivery.request-days`. */
  async ask(
    tx: Tx,
    request: { requestId: string; schoolId: string; need: Need; details: string; days: bigint },
  ): Promise<void> {
    requireActsFor(tx.actor, request.schoolId);
    if (request.days <= 0n || request.days > mostDays) {
      throw new Refusal(
        'delivery.request-days',
        `Say how many days: at least a part of one, ${quantity(mostDays, 'DAY')} at most.`,
        'invalid',
      );
    }
    const inserted = await tx.query(
      `INSERT INTO delivery.request (operator_id, request_id, school_id, need, details, days, asked_on, asked_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (operator_id, request_id) DO NOTHING RETURNING request_id`,
      [
        tx.operatorId,
        request.requestId,
        request.schoolId,
        request.need,
        request.details,
        request.days,
        tx.today.toString(),
        tx.actor.personId,
      ],
    );
    if (!inserted.length) return;
    await announce(tx, SupportRequested, request.requestId);
    await this.record(tx, 'delivery.ask-support', request.requestId, request.schoolId);
  }

  /** Who could do it, best first, with the reasons for and against. Staff only. Refuses: `platform.not-found`. */
  async shortlist(tx: Tx, requestId: string): Promise<Ranked[]> {
    const request = await this.find(tx, requestId);
    const school = await this.directory.school(tx, request.schoolId);
    const { protected_days } = await this.settings(tx);
    return shortlist(
      await candidates(tx, school),
      { schoolId: request.schoolId, need: request.need, phase: school.phase ?? 'not-applicable' },
      BigInt(protected_days) * 100n,
    );
  }

  /**
   * A broker proposes someone from another school, at the operator's credits a day for their designation.
   * Refuses: `delivery.request-state`, `delivery.not-designated`, `delivery.own-school`, `delivery.no-rate`.
   */
  async propose(
    tx: Tx,
    proposal: {
      proposalId: string;
      requestId: string;
      practitionerId: string;
      designation: Designation;
      reason: string;
    },
  ): Promise<void> {
    const request = await this.find(tx, proposal.requestId);
    const practitioner = await this.practitioners.find(tx, proposal.practitionerId);
    if (!practitioner.designations.includes(proposal.designation)) {
      throw new Refusal(
        'delivery.not-designated',
        `${practitioner.name} is not designated ${proposal.designation} today.`,
        'invalid',
      );
    }
    if (practitioner.homeId === request.schoolId)
      throw new Refusal(
        'delivery.own-school',
        `${practitioner.name} works at the school that asks.`,
        'invalid',
      );
    const perDay = (await this.settings(tx)).per_day[proposal.designation];
    if (perDay === undefined)
      throw new Refusal(
        'delivery.no-rate',
        `There is no rate in credits for a day of ${proposal.designation}.`,
        'invalid',
      );
    const earlier = await tx.query(
      'SELECT FROM delivery.proposal WHERE operator_id = $1 AND proposal_id = $2',
      [tx.operatorId, proposal.proposalId],
    );
    if (earlier.length) return;
    if (request.stage !== 'new') throw alreadyProposed();
    await tx
      .query(
        `INSERT INTO delivery.proposal (operator_id, proposal_id, request_id, school_id, home_id, practitioner_id, designation, days, credits, need, details, reason, state, proposed_on, proposed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'proposed', $13, $14)`,
        [
          tx.operatorId,
          proposal.proposalId,
          request.requestId,
          request.schoolId,
          practitioner.homeId,
          proposal.practitionerId,
          proposal.designation,
          request.days,
          (BigInt(perDay) * request.days) / 100n,
          request.need,
          request.details,
          proposal.reason,
          tx.today.toString(),
          tx.actor.personId,
        ],
      )
      .catch((error: unknown) => {
        if (sqlState(error) === '23505') throw alreadyProposed();
        throw error;
      });
    await announce(tx, SupportProposed, proposal.proposalId);
    await this.record(tx, 'delivery.propose-support', proposal.requestId, request.schoolId);
  }

  /**
   * The other school's head agrees: the asking school's credits are held until the visits are delivered.
   * Refuses: `delivery.decided`, `delivery.not-enough-credits`, `platform.forbidden`.
   */
  async consent(tx: Tx, proposalId: string): Promise<void> {
    const proposal = await this.decide(tx, proposalId, 'consented');
    await this.holdCredits(tx, proposal);
    await announce(tx, SupportAgreed, proposalId);
    await this.record(tx, 'delivery.consent', proposal.requestId, proposal.schoolId);
  }

  /** The other school's head says no: the request goes back to the broker. Refuses: `delivery.decided`, `platform.forbidden`. */
  async decline(tx: Tx, proposalId: string): Promise<void> {
    const proposal = await this.decide(tx, proposalId, 'declined');
    await this.record(tx, 'delivery.decline', proposal.requestId, proposal.schoolId);
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, requestId: string): Promise<SupportRequest> {
    const [row] = await requests(tx, { requestId });
    if (!row) throw notFound('request');
    return row;
  }

  /** Requests in sight, oldest first; a school's own, or for staff all. */
  async list(
    tx: Tx,
    filter: { schoolId?: string; after?: string; limit?: number } = {},
  ): Promise<SupportRequest[]> {
    return requests(tx, filter);
  }

  /** Proposals in sight, newest first: for a home party those of its people, for a school those it was offered. */
  async proposals(
    tx: Tx,
    filter: {
      homeId?: string;
      requestId?: string;
      schoolId?: string;
      practitionerId?: string;
      after?: string;
      limit?: number;
    } = {},
  ): Promise<Proposal[]> {
    return proposals(tx, filter);
  }

  /** Refuses: `platform.not-found`. */
  async proposal(tx: Tx, proposalId: string): Promise<Proposal> {
    const [row] = await proposals(tx, { proposalId });
    if (!row) throw notFound('proposal');
    return row;
  }

  private async decide(tx: Tx, proposalId: string, state: 'consented' | 'declined'): Promise<Proposal> {
    const proposal = await this.proposal(tx, proposalId);
    requireActsFor(tx.actor, proposal.homeId);
    const rows = await tx.query(
      `UPDATE delivery.proposal SET state = $3, decided_on = $4, decided_by = $5
        WHERE operator_id = $1 AND proposal_id = $2 AND state = 'proposed' RETURNING proposal_id`,
      [tx.operatorId, proposalId, state, tx.today.toString(), tx.actor.personId],
    );
    if (!rows.length) throw new Refusal('delivery.decided', 'This proposal was already answered.');
    return proposal;
  }

  private async holdCredits(tx: Tx, proposal: Proposal): Promise<void> {
    if (proposal.credits === 0n) return;
    const { earned_months } = await this.settings(tx);
    const home = await this.directory.find(tx, proposal.homeId);
    const earns = home?.kind === 'school';
    await this.ledger.open(tx, [
      ...poolsOf(proposal.schoolId),
      ...(earns ? poolsOf(proposal.homeId) : [{ ...creditsSpent, floor: null }]),
    ]);
    await this.ledger
      .hold(tx, {
        id: creditsHoldId(proposal.proposalId),
        debit: accountId(tx.operatorId, poolOf(proposal.schoolId, 'CREDIT')),
        credit: accountId(tx.operatorId, earns ? poolOf(proposal.homeId, 'CREDIT') : creditsSpent),
        amount: proposal.credits,
        code: 'support',
        reference: { type: 'proposal', id: proposal.proposalId },
        description: `Support by ${proposal.practitioner}, ${proposal.designation}`,
        ...(earns ? { lot: { expiresOn: tx.today.add({ months: earned_months }) } } : {}),
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.code !== 'ledger.insufficient') throw error;
        throw new Refusal(
          'delivery.not-enough-credits',
          'The school that asks no longer has enough credits for this.',
        );
      });
  }

  private async settings(tx: Tx): Promise<CreditSettings> {
    return (await this.operators.current(tx)).settings.credits as CreditSettings;
  }

  private async record(tx: Tx, verb: string, requestId: string, schoolId: string): Promise<void> {
    await this.audit.record(tx, verb, { type: 'request', id: requestId, organisationId: schoolId });
  }
}

/** Hundredths of a day, as the table's own check. */
const mostDays = 2000n;

const alreadyProposed = (): Refusal =>
  new Refusal(
    'delivery.request-state',
    'Someone has already been proposed for this request, or it was withdrawn.',
  );
