import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ProposalState = 'proposed' | 'consented' | 'declined' | 'ended';

/** Someone whom a broker proposes for a request, at a price in credits, to be consented to by those who employ them. */
@Entity({ schema: 'delivery', name: 'proposal' })
export class Proposal {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') proposalId: string;
  @Column('uuid') requestId: string;
  @Column('uuid') schoolId: string;
  @Column('uuid') homeId: string;
  @Column('uuid') practitionerId: string;
  /** A code of the operator's designations. */
  @Column('text') designation: string;
  /** Hundredths of a day. */
  @Column('bigint') days: bigint;
  /** Hundredths of a credit, for all the days. */
  @Column('bigint') credits: bigint;
  /** As the request has them. */
  @Column('text') need: string;
  @Column('text') details: string;
  @Column('text') reason: string;
  @Column('text') state: ProposalState;
  @Column('date') proposedOn: string;
  @Column({ type: 'uuid', nullable: true }) proposedBy: string | null;
  @Column({ type: 'date', nullable: true }) decidedOn: string | null;
  @Column({ type: 'uuid', nullable: true }) decidedBy: string | null;
  /** As whoever declined it says. */
  @Column({ type: 'text', nullable: true }) declinedBecause: string | null;
  /** When a broker ended what was agreed before all of it was delivered, and why. */
  @Column({ type: 'date', nullable: true }) endedOn: string | null;
  @Column({ type: 'text', nullable: true }) endedBecause: string | null;
}

export type NewProposal = Omit<
  Proposal,
  | 'operatorId'
  | 'state'
  | 'proposedOn'
  | 'proposedBy'
  | 'decidedOn'
  | 'decidedBy'
  | 'declinedBecause'
  | 'endedOn'
  | 'endedBecause'
>;
