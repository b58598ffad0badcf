import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  publish,
  committingRoles,
  maySay,
  mustSay,
  notFound,
  refuseAs,
  Refusal,
  requireActsFor,
  requireStaff,
  sqlState,
  type Tx,
  record,
} from '#platform';
import { OperatingModel, Vocabularies, type Settings } from '#operating-model';
import { Entitlements } from '#entitlements';
import { Directory, stillOpen } from '#directory';
import { behind, Parties, requireNoPart } from '#identity';
import { lapse, Ledger } from '#ledger';
import {
  SupportAgreed,
  SupportDeclined,
  SupportProposed,
  SupportRequested,
  SupportTakenBack,
} from './events.js';
import { homeLeft, notDesignated, Practitioners } from './practitioners.js';
import { beyondCredits, creditsHoldId, supportTaking } from './deployment.js';
import { proposals, requests, type ProposalFilter, type RequestFilter } from './requests.queries.js';
import { Proposal, type NewProposal } from './proposal.entity.js';
import {
  alreadyProposed,
  answeringRoles,
  brokeringRoles,
  daysAllowed,
  mayConsent,
  notALeader,
  type ProposalRow,
  type SupportRequest,
} from './request.js';
import { Request } from './request.entity.js';
import { lockRequest } from './request.repository.js';
import { costOf, leading } from './shortlist.js';
import { texts } from './texts.js';

/** School-to-school support: asked for, brokered, consented to. What is delivered is a visit. */
@Injectable()
export class Requests {
  constructor(
    private readonly practitioners: Practitioners,
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly entitlements: Entitlements,
    private readonly model: OperatingModel,
    private readonly vocabularies: Vocabularies,
    private readonly parties: Parties,
  ) {}

  /**
   * A head asks for support. The caller's id makes a second click a replay. Refuses: `platform.forbidden`,
   * `delivery.id-reused`, `delivery.details`, `delivery.request-days`, `identity.not-a-member`, `directory.school-closed`, `operating-model.no-such-word`.
   */
  async ask(
    tx: Tx,
    request: { requestId: string; schoolId: string; need: string; details: string; days: bigint },
  ): Promise<void> {
    requireActsFor(tx.actor, request.schoolId, committingRoles);
    const { requestId, ...content } = request;
    if (await askedBefore(tx, Request, { requestId }, content, 'delivery.id-reused')) return;
    daysAllowed(request.days);
    mustSay(request.details, texts.need);
    await this.parties.requireBuyer(tx, request.schoolId);
    stillOpen(await this.directory.school(tx, request.schoolId), tx.today);
    await this.vocabularies.require(tx, 'needs', [request.need]);
    await tx.em.insert(Request, {
      ...request,
      operatorId: tx.operatorId,
      askedOn: tx.today.toString(),
      askedBy: tx.actor.personId,
    });
    await publish(tx, SupportRequested, requestId);
    await this.record(tx, 'delivery.ask-support', requestId, request.schoolId);
  }

  /**
   * A broker proposes someone from another school, at the operator's credits a day for their designation. The asking
   * school's credits are held at once, so that nobody is asked for what it cannot pay, nor two schools for the same
   * credits. Refuses: `delivery.id-reused`, `delivery.reason`, `delivery.request-state`, `delivery.not-designated`, `delivery.home-left`, `delivery.not-a-leader`, `delivery.own-school`, `delivery.no-rate`,
   * `entitlements.not-enough-credits`, `.restricted`, `identity.not-a-member`, `identity.own-part`, `platform.forbidden`, `platform.not-found`.
   */
  async propose(
    tx: Tx,
    proposal: {
      proposalId: string;
      requestId: string;
      practitionerId: string;
      designation: string;
      reason: string;
    },
  ): Promise<void> {
    requireStaff(tx.actor, brokeringRoles);
    await lockRequest(tx, proposal.requestId);
    const { proposalId, ...content } = proposal;
    if (await askedBefore(tx, Proposal, { proposalId }, content, 'delivery.id-reused')) return;
    mustSay(proposal.reason, texts.proposed);
    const request = await this.find(tx, proposal.requestId);
    await this.parties.requireBuyer(tx, request.schoolId);
    await requireNoPart(tx, request.schoolId);
    const practitioner = await this.practitioners.find(tx, proposal.practitionerId);
    if (!practitioner.designations.includes(proposal.designation))
      throw notDesignated(practitioner.name, proposal.designation, tx.today);
    if (!(await this.parties.memberHere(tx, practitioner.homeId, tx.today)))
      throw homeLeft(practitioner.name, tx.today);
    const { designations } = await this.vocabularies.words(tx);
    if (!leading(designations, tx.today).some(({ code }) => code === proposal.designation))
      throw notALeader(proposal.designation);
    if (practitioner.homeId === request.schoolId)
      throw new Refusal(
        'delivery.own-school',
        `${practitioner.name} works at the school that asks.`,
        'invalid',
      );
    await requireNoPart(tx, practitioner.homeId);
    const credits = costOf(proposal.designation, request.daysLeft, (await this.settings(tx)).per_day);
    if (credits === null)
      throw new Refusal(
        'delivery.no-rate',
        `There is no rate in credits for a day of ${proposal.designation}.`,
        'invalid',
      );
    if (request.stage !== 'new') throw alreadyProposed();
    const proposed = {
      ...proposal,
      schoolId: request.schoolId,
      homeId: practitioner.homeId,
      days: request.daysLeft,
      credits,
      need: request.need,
      details: request.details,
    };
    await tx.em
      .insert(Proposal, {
        ...proposed,
        operatorId: tx.operatorId,
        state: 'proposed',
        proposedOn: tx.today.toString(),
        proposedBy: await behind(tx),
      })
      .catch((error: unknown) => {
        throw sqlState(error) === '23505' ? alreadyProposed() : error;
      });
    await this.holdCredits(tx, proposed, practitioner.name);
    await publish(tx, SupportProposed, proposal.proposalId);
    await this.record(tx, 'delivery.propose-support', proposal.requestId, request.schoolId);
  }

  /**
   * The other school's head agrees (of a party that is no school its manager), never whoever proposed it: the credits stay held
   * until the visits are delivered. Refuses: `delivery.decided`, `platform.forbidden`, `platform.not-found`.
   */
  async consent(tx: Tx, proposalId: string): Promise<void> {
    const proposal = await this.proposal(tx, proposalId);
    mayConsent({ ...tx.actor, personId: await behind(tx) }, proposal);
    await this.decide(tx, proposal, { state: 'consented', declinedBecause: null });
    await publish(tx, SupportAgreed, proposalId);
    await this.record(tx, 'delivery.consent', proposal.requestId, proposal.schoolId);
  }

  /**
   * The other school's head says no, or a broker takes it so when nobody answers: the credits are free again and the
   * request goes back to the broker, who is told why. Refuses: `delivery.reason`, `delivery.decided`, `platform.forbidden`, `platform.not-found`.
   */
  async decline(tx: Tx, proposalId: string, because?: string): Promise<void> {
    const proposal = await this.proposal(tx, proposalId);
    const takenSo = tx.actor.scope === 'operator';
    if (takenSo) requireStaff(tx.actor, brokeringRoles);
    else requireActsFor(tx.actor, proposal.homeId, answeringRoles(proposal.homeKind));
    const unsaid = takenSo ? 'Nobody answered, so it was taken as declined.' : null;
    await this.decide(tx, proposal, {
      state: 'declined',
      declinedBecause: maySay(because, texts.declined) ?? unsaid,
    });
    if (proposal.credits > 0n) await this.ledger.apply(tx, [lapse(creditsHoldId(proposalId))]);
    await publish(tx, takenSo ? SupportTakenBack : SupportDeclined, proposalId);
    await this.record(tx, 'delivery.decline', proposal.requestId, proposal.schoolId);
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, requestId: string): Promise<SupportRequest> {
    const [row] = await requests(tx, { requestId });
    if (!row) throw notFound('request');
    return row;
  }

  /** Requests in sight, oldest first; a school's own, or for staff all. */
  async list(tx: Tx, filter: RequestFilter = {}): Promise<(SupportRequest & { total: number })[]> {
    return requests(tx, filter);
  }

  /** Proposals in sight, newest first: for a home party those of its people, for a school those it was offered. */
  async proposals(tx: Tx, filter: ProposalFilter = {}): Promise<(ProposalRow & { total: number })[]> {
    return proposals(tx, filter);
  }

  /** Refuses: `platform.not-found`. */
  async proposal(tx: Tx, proposalId: string): Promise<ProposalRow> {
    const [row] = await proposals(tx, { proposalId });
    if (!row) throw notFound('proposal');
    return row;
  }

  private async decide(
    tx: Tx,
    { proposalId }: ProposalRow,
    answer: Pick<Proposal, 'state' | 'declinedBecause'>,
  ): Promise<void> {
    await tx.say('proposal', [proposalId, answer.state]);
    const { affected } = await tx.em.update(
      Proposal,
      { operatorId: tx.operatorId, proposalId, state: 'proposed' },
      { ...answer, decidedOn: tx.today.toString(), decidedBy: await behind(tx) },
    );
    if (affected !== 1) throw new Refusal('delivery.decided', 'This proposal was already answered.');
  }

  private async holdCredits(tx: Tx, proposal: NewProposal, name: string): Promise<void> {
    if (proposal.credits === 0n) return;
    const { support_is: purpose } = await this.settings(tx);
    const earns = (await this.directory.find(tx, proposal.homeId))?.kind === 'school';
    const beyond = (refusal: Refusal) => beyondCredits(refusal, proposal);
    await this.entitlements
      .take(tx, supportTaking(proposal, name, { on: tx.today, purpose }, earns))
      .catch(refuseAs({ 'entitlements.not-enough-credits': beyond, 'entitlements.restricted': beyond }));
  }

  private async settings(tx: Tx): Promise<Settings['credits']> {
    return (await this.model.on(tx)).credits;
  }

  private async record(tx: Tx, verb: string, requestId: string, schoolId: string): Promise<void> {
    await record(tx, verb, { type: 'request', id: requestId, organisationId: schoolId });
  }
}
