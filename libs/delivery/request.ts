import { Refusal } from '#platform';
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

export const alreadyProposed = (): Refusal =>
  new Refusal(
    'delivery.request-state',
    'Someone has already been proposed for this request, or it was withdrawn.',
  );
export const notALeader = (designation: string): Refusal =>
  new Refusal(
    'delivery.not-a-leader',
    `Who is designated ${designation} does not support other schools here.`,
    'invalid',
  );
