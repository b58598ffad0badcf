import type { ProposalRow } from '#delivery';
import { answer } from '../kit/answer.js';
import { Amount, Day, Id, Words } from '../kit/fields.js';
import type { Quantity } from '../kit/quantity.js';

/** Someone of one school proposed to support another. */
export class ProposalAnswer {
  @Id() proposalId: string;
  @Id() requestId: string;
  @Id({ about: 'The school that asks.' }) schoolId: string;
  @Id({
    about:
      'The party whose person it would be. Its headteacher answers, or its manager where it is no school.',
  })
  homeId: string;
  @Id() practitionerId: string;
  @Words() practitioner: string;
  @Words() designation: string;
  @Amount({ unit: 'DAY' }) days: Quantity;
  @Amount({
    unit: 'CREDIT',
    about:
      'For all the days; held from the asking school when it is proposed, settled visit by visit, free again when it is declined or ends.',
  })
  credits: Quantity;
  @Words() need: string;
  @Words() details: string;
  @Words() reason: string;
  @Words({ about: 'proposed, consented, declined or ended.' }) state: string;
  @Day() proposedOn: string;
  @Day({ nullable: true }) decidedOn: string | null;
  @Words({ nullable: true, about: 'Why it was declined, where that was said.' }) declinedBecause:
    string | null;
  @Day({ nullable: true, about: 'When the operator ended what was agreed.' }) endedOn: string | null;
  @Words({ nullable: true }) endedBecause: string | null;
}
export const presentProposal = (proposal: ProposalRow): ProposalAnswer => answer(ProposalAnswer, proposal);
