import type { ProposalRow } from '#delivery';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** Someone of one school proposed to support another. */
export class ProposalAnswer {
  @Id() proposalId: string;
  @Id() requestId: string;
  @Id({ about: 'The school that request.' }) schoolId: string;
  @Id({ about: 'The party whose person it would be, and whose head consents.' }) homeId: string;
  @Id() practitionerId: string;
  @Words() practitioner: string;
  @Words() designation: string;
  @Amount({ unit: 'DAY' }) days: Quantity;
  @Amount({
    unit: 'CREDIT',
    about: 'For all the days; held from the asking school on consent, settled visit by visit.',
  })
  credits: Quantity;
  @Words() need: string;
  @Words() details: string;
  @Words() reason: string;
  @Words({ about: 'proposed, consented or declined.' }) state: string;
  @Day() proposedOn: string;
  @Day({ nullable: true }) decidedOn: string | null;
  @Words({ nullable: true, about: 'Why it was declined, where that was said.' }) declinedBecause:
    string | null;
}
export const presentProposal = (proposal: ProposalRow): ProposalAnswer => answer(ProposalAnswer, proposal);
