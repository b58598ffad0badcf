import { Injectable } from '@nestjs/common';
import {
  committingRoles,
  mustSay,
  proportion,
  publish,
  record,
  requireActsFor,
  requireStaff,
  type Tx,
} from '#platform';
import { release } from '#entitlements';
import { Ledger } from '#ledger';
import { creditsHoldId } from './deployment.js';
import { SupportEnded } from './events.js';
import { Proposal } from './proposal.entity.js';
import { lockProposal } from './proposal.repository.js';
import { brokeringRoles, mayEnd, mayWithdraw } from './request.js';
import { Request } from './request.entity.js';
import { lockRequest } from './request.repository.js';
import { Requests } from './requests.js';
import { texts } from './texts.js';

/** Support between schools that is called off: by a broker once it was agreed, by the school that asked before. */
@Injectable()
export class Endings {
  constructor(
    private readonly requests: Requests,
    private readonly ledger: Ledger,
  ) {}

  /**
   * A broker ends support that was agreed, when whoever was to come no longer does: what was not delivered is free again,
   * and the request is new for the days that are left. Refuses: `delivery.not-agreed`, `delivery.all-delivered`,
   * `delivery.visits-booked`, `delivery.reason`, `platform.forbidden`, `platform.not-found`.
   */
  async end(tx: Tx, proposalId: string, reason: string): Promise<void> {
    requireStaff(tx.actor, brokeringRoles);
    const { requestId, schoolId } = await this.requests.proposal(tx, proposalId);
    const agreed = (await lockProposal(tx, proposalId))!;
    mayEnd(agreed);
    mustSay(reason, texts.ended);
    await tx.say('proposal', [proposalId, 'ended']);
    await tx.em.update(
      Proposal,
      { operatorId: tx.operatorId, proposalId },
      { state: 'ended', endedOn: tx.today.toString(), endedBecause: reason.trim() },
    );
    const paid = proportion(agreed.credits, agreed.delivered, agreed.days);
    if (agreed.credits > paid) await this.ledger.apply(tx, release([creditsHoldId(proposalId)]));
    await publish(tx, SupportEnded, proposalId);
    await this.record(tx, 'delivery.end-support', requestId, schoolId);
  }

  /**
   * The school needs it no more; once somebody is asked, the broker declines for them first. Refuses:
   * `delivery.request-state`, `platform.forbidden`, `platform.not-found`.
   */
  async withdraw(tx: Tx, requestId: string): Promise<void> {
    await lockRequest(tx, requestId);
    const request = await this.requests.find(tx, requestId);
    const { schoolId } = request;
    requireActsFor(tx.actor, schoolId, committingRoles);
    mayWithdraw(request);
    const withdrawnOn = tx.today.toString();
    await tx.say('withdrawal', [requestId, withdrawnOn]);
    await tx.em.update(Request, { operatorId: tx.operatorId, requestId }, { withdrawnOn });
    await this.record(tx, 'delivery.withdraw-request', requestId, schoolId);
  }

  private async record(tx: Tx, verb: string, requestId: string, schoolId: string): Promise<void> {
    await record(tx, verb, { type: 'request', id: requestId, organisationId: schoolId });
  }
}
