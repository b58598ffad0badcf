import { Refusal } from '#platform';

export const requestStates = ['new', 'offered', 'agreed', 'under-way', 'to-evaluate', 'closed', 'withdrawn'] as const;
export type RequestState = (typeof requestStates)[number];

/** Every change of stage a request can make; a declined proposal sends it back to new. */
const transitions: Record<RequestState, readonly RequestState[]> = {
  new: ['offered', 'withdrawn'],
  offered: ['new', 'agreed', 'withdrawn'],
  agreed: ['under-way'],
  'under-way': ['under-way', 'to-evaluate'],
  'to-evaluate': ['closed'],
  closed: [],
  withdrawn: [],
};

/** Refuses: `delivery.request-state`. */
export function moveRequest(from: RequestState, to: RequestState): void {
  if (!transitions[from].includes(to)) {
    throw new Refusal('delivery.request-state', `This request is ${from.replace('-', ' ')}, so that is not possible now.`);
  }
}

export interface SupportRequest {
  readonly requestId: string;
  readonly schoolId: string;
  readonly need: string;
  readonly details: string;
  /** Hundredths of a day. */
  readonly days: bigint;
  readonly state: RequestState;
  readonly askedOn: string;
}

export interface Proposal {
  readonly proposalId: string;
  readonly requestId: string;
  readonly schoolId: string;
  readonly homeId: string;
  readonly practitionerId: string;
  readonly practitioner: string;
  readonly designation: string;
  readonly days: bigint;
  /** Hundredths of a credit, for all the days. */
  readonly credits: bigint;
  readonly need: string;
  readonly details: string;
  readonly reason: string;
  readonly state: 'proposed' | 'consented' | 'declined';
  readonly proposedOn: string;
  readonly decidedOn: string | null;
}
