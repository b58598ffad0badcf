import { Injectable } from '@nestjs/common';
import { Operators, type Role, type Tx } from '#platform';
import { answeringRoles, Practitioners, Requests, Visits, type ProposalRow } from '#delivery';
import { Directory } from '#directory';
import { Parties } from '#identity';
import {
  agreedLetter,
  declinedLetter,
  endedSupportLetter,
  proposalLetter,
  reportLetter,
  requestLetter,
  takenBackLetter,
  visitBookedLetter,
  visitCalledOffLetter,
  type Letter,
  type To,
} from './letters/index.js';
import type { Links } from './links.js';
import { Mail } from './mail.js';
import { recipients } from './recipients.js';

/** What people are told of visits and of support between schools. Each verb answers one event, once; called by jobs. */
@Injectable()
export class DeliveryLetters {
  constructor(
    private readonly visits: Visits,
    private readonly requests: Requests,
    private readonly practitioners: Practitioners,
    private readonly parties: Parties,
    private readonly directory: Directory,
    private readonly operators: Operators,
    private readonly mail: Mail,
  ) {}

  /** To the practitioner, when they sign in here at all, unless it was called off meanwhile. */
  async visitBooked(tx: Tx, visitId: string, links: Links): Promise<void> {
    const visit = await this.visits.find(tx, visitId);
    const { personId, name: practitioner } = await this.practitioners.find(tx, visit.practitionerId);
    if (visit.state !== 'booked' || !personId) return;
    const { school, homeId } = { school: await this.nameOf(tx, visit.schoolId), homeId: visit.homeId };
    await this.tell(
      tx,
      { organisationId: homeId, roles: everyone, personId },
      links.visitToReport(visitId),
      (to) => visitBookedLetter({ ...visit, ...to, school, practitioner, on: visit.visitOn }),
    );
  }

  /** To the practitioner, when they sign in here at all, and to the headteacher, whoever of them called it off. */
  async visitCalledOff(tx: Tx, visitId: string, links: Links): Promise<void> {
    const visit = await this.visits.find(tx, visitId);
    const { personId, name: practitioner } = await this.practitioners.find(tx, visit.practitionerId);
    const school = await this.nameOf(tx, visit.schoolId);
    for (const whom of [
      ...(personId ? [{ organisationId: visit.homeId, roles: everyone, personId }] : []),
      { organisationId: visit.schoolId, roles: ['headteacher'] as const },
    ])
      await this.tell(tx, whom, links.visit(visitId), (to) =>
        visitCalledOffLetter({ ...visit, ...to, school, practitioner, on: visit.visitOn }),
      );
  }

  /** To the headteacher, unless it has been read. */
  async visitReported(tx: Tx, visitId: string, links: Links): Promise<void> {
    const visit = await this.visits.find(tx, visitId);
    if (visit.readOn) return;
    const { name: practitioner } = await this.practitioners.find(tx, visit.practitionerId);
    const school = await this.nameOf(tx, visit.schoolId);
    await this.tell(
      tx,
      { organisationId: visit.schoolId, roles: ['headteacher'] },
      links.visit(visitId),
      (to) => reportLetter({ ...to, school, practitioner, on: visit.visitOn }),
    );
  }

  /** To the operator's brokers, unless someone was proposed meanwhile. */
  async supportRequested(tx: Tx, requestId: string, links: Links): Promise<void> {
    const request = await this.requests.find(tx, requestId);
    if (request.stage !== 'new') return;
    const { organisationId } = await this.parties.host(tx);
    const school = await this.nameOf(tx, request.schoolId);
    await this.tell(tx, { organisationId, roles: ['broker'] }, links.brokerage(requestId), (to) =>
      requestLetter({ ...to, school, days: request.days }),
    );
  }

  /** To whoever answers for those who are asked to give support, unless they have. */
  async supportProposed(tx: Tx, proposalId: string, links: Links): Promise<void> {
    const proposal = await this.requests.proposal(tx, proposalId);
    if (proposal.state !== 'proposed') return;
    const school = await this.nameOf(tx, proposal.schoolId);
    await this.tellHome(tx, proposal, links, (to) => proposalLetter({ ...proposal, ...to, school }));
  }

  /** To the head of the school that asked, unless it has ended meanwhile. */
  async supportAgreed(tx: Tx, proposalId: string, links: Links): Promise<void> {
    const proposal = await this.requests.proposal(tx, proposalId);
    if (proposal.state !== 'consented') return;
    const school = await this.nameOf(tx, proposal.schoolId);
    await this.tell(
      tx,
      { organisationId: proposal.schoolId, roles: ['headteacher'] },
      links.supportRequest(proposal.requestId),
      (to) => agreedLetter({ ...proposal, ...to, school }),
    );
  }

  /** To the operator's brokers, unless someone was proposed meanwhile. */
  async supportDeclined(tx: Tx, proposalId: string, links: Links): Promise<void> {
    const proposal = await this.requests.proposal(tx, proposalId);
    const { stage } = await this.requests.find(tx, proposal.requestId);
    if (stage !== 'new') return;
    const { organisationId } = await this.parties.host(tx);
    await this.tell(tx, { organisationId, roles: ['broker'] }, links.brokerage(proposal.requestId), (to) =>
      declinedLetter({ ...proposal, ...to }),
    );
  }

  /** To whoever was asked whether someone may come. */
  async supportTakenBack(tx: Tx, proposalId: string, links: Links): Promise<void> {
    const proposal = await this.requests.proposal(tx, proposalId);
    const school = await this.nameOf(tx, proposal.schoolId);
    await this.tellHome(tx, proposal, links, (to) => takenBackLetter({ ...proposal, ...to, school }));
  }

  /** To the head of the school that asked, and to whoever agreed that someone comes. */
  async supportEnded(tx: Tx, proposalId: string, links: Links): Promise<void> {
    const proposal = await this.requests.proposal(tx, proposalId);
    const school = await this.nameOf(tx, proposal.schoolId);
    const write = (to: To) => endedSupportLetter({ ...proposal, ...to, school });
    await this.tellHome(tx, proposal, links, write);
    await this.tell(
      tx,
      { organisationId: proposal.schoolId, roles: ['headteacher'] },
      links.supportRequest(proposal.requestId),
      write,
    );
  }

  private tellHome(
    tx: Tx,
    { homeId, homeKind, proposalId }: ProposalRow,
    links: Links,
    write: (to: To) => Letter,
  ): Promise<void> {
    const whom = { organisationId: homeId, roles: answeringRoles(homeKind) };
    return this.tell(tx, whom, links.proposal(proposalId), write);
  }

  private async tell(
    tx: Tx,
    whom: { organisationId: string; roles: readonly Role[]; personId?: string },
    link: string,
    write: (to: To) => Letter,
  ): Promise<void> {
    const { name: operatorName } = await this.operators.current(tx);
    const people = await recipients(tx, [whom.organisationId], whom.roles);
    await this.mail.queueAll(
      tx,
      people
        .filter(({ personId }) => !whom.personId || personId === whom.personId)
        .map((to) => ({ to, letter: write({ name: to.name, operatorName, link }) })),
    );
  }

  private async nameOf(tx: Tx, organisationId: string): Promise<string> {
    return (await this.directory.find(tx, organisationId))?.name ?? 'A school';
  }
}

/** A practitioner may act at their home in any of these. */
const everyone: readonly Role[] = ['practitioner', 'manager', 'headteacher', 'business-manager'];
