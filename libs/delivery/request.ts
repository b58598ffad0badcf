/** The stages of the broker's board, in order. A declined proposal sends a request back to new. */
export type Stage = 'new' | 'offered' | 'agreed' | 'under-way' | 'to-evaluate' | 'closed' | 'withdrawn';

export interface SupportRequest {
  readonly requestId: string;
  readonly schoolId: string;
  readonly school: string;
  /** Code and label. */
  readonly need: string;
  readonly needLabel: string;
  readonly details: string;
  /** Hundredths of a day. */
  readonly days: bigint;
  readonly stage: Stage;
  readonly askedOn: string;
  /** Who is proposed or agreed. */
  readonly practitioner: string | null;
}

export interface Proposal {
  readonly proposalId: string;
  readonly requestId: string;
  readonly schoolId: string;
  readonly school: string;
  readonly homeId: string;
  readonly home: string;
  readonly practitionerId: string;
  readonly practitioner: string;
  /** Code and label. */
  readonly designation: string;
  readonly designationLabel: string;
  readonly days: bigint;
  /** Hundredths of a credit, for all the days. */
  readonly credits: bigint;
  /** Code and label. */
  readonly need: string;
  readonly needLabel: string;
  readonly details: string;
  readonly reason: string;
  readonly state: 'proposed' | 'consented' | 'declined';
  readonly proposedOn: string;
  readonly decidedOn: string | null;
}
