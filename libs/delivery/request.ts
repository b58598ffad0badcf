import type { Proposal } from './proposal.entity.js';
import type { Request } from './request.entity.js';

/** The stages of the broker's board, in order. A declined proposal sends a request back to new. */
export type Stage = 'new' | 'offered' | 'agreed' | 'under-way' | 'to-evaluate' | 'closed' | 'withdrawn';

export interface SupportRequest extends Request {
  readonly school: string;
  readonly needLabel: string;
  readonly stage: Stage;
  /** Who is proposed or agreed. */
  readonly practitioner: string | null;
}

export interface ProposalRow extends Proposal {
  readonly school: string;
  readonly home: string;
  readonly practitioner: string;
  readonly designationLabel: string;
  readonly needLabel: string;
}
