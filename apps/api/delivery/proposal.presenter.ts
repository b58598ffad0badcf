import type { Proposal } from '#delivery';
import { Day, Id, Words } from '../kit/fields.js';
import { Amount, toQuantity, type Quantity } from '../kit/quantity.js';

/** Someone of one school proposed to support another. */
export class ProposalAnswer {
  @Id() proposalId: string;
  @Id() requestId: string;
  @Id({ about: 'The school that request.' }) schoolId: string;
  @Id({ about: 'The party whose person it would be, and whose head consents.' }) homeId: string;
  @Id() practitionerId: string;
  @Words() practitioner: string;
  @Words() designation: string;
  @Amount() days: Quantity;
  @Amount({ about: 'For all the days; held from the asking school on consent, settled visit by visit.' })
  credits: Quantity;
  @Words() need: string;
  @Words() details: string;
  @Words() reason: string;
  @Words({ about: 'proposed, consented or declined.' }) state: string;
  @Day() proposedOn: string;
  @Day({ nullable: true }) decidedOn: string | null;
}
export const presentProposal = (proposal: Proposal): ProposalAnswer => ({
  proposalId: proposal.proposalId,
  requestId: proposal.requestId,
  schoolId: proposal.schoolId,
  homeId: proposal.homeId,
  practitionerId: proposal.practitionerId,
  practitioner: proposal.practitioner,
  designation: proposal.designation,
  need: proposal.need,
  details: proposal.details,
  reason: proposal.reason,
  state: proposal.state,
  proposedOn: proposal.proposedOn,
  decidedOn: proposal.decidedOn,
  days: toQuantity(proposal.days, 'DAY'),
  credits: toQuantity(proposal.credits, 'CREDIT'),
});
