import { Column, Entity, PrimaryColumn } from 'typeorm';
import { amountColumn, dateColumn, Temporal } from '#platform';

export type VisitState = 'booked' | 'delivered' | 'evaluated' | 'cancelled';

/** A day or half day of one practitioner at one school, its report and what the school thought of it. */
@Entity({ schema: 'delivery', name: 'visit' })
export class Visit {
  @PrimaryColumn({ name: 'operator_id', type: 'uuid' }) operatorId: string;
  @PrimaryColumn({ name: 'visit_id', type: 'uuid' }) visitId: string;
  @Column({ name: 'school_id', type: 'uuid' }) schoolId: string;
  @Column({ name: 'practitioner_id', type: 'uuid' }) practitionerId: string;
  @Column({ name: 'home_id', type: 'uuid' }) homeId: string;
  @Column({ name: 'proposal_id', type: 'uuid', nullable: true }) proposalId: string | null;
  @Column(dateColumn('visit_on')) visitOn: Temporal.PlainDate;
  @Column(amountColumn('portion')) portion: bigint;
  @Column('text') purpose: string;
  @Column('text') state: VisitState;
  @Column({ name: 'booked_by', type: 'uuid', nullable: true }) bookedBy: string | null;
  @Column({ type: 'text', nullable: true }) report: string | null;
  @Column(dateColumn('reported_on', { nullable: true })) reportedOn: Temporal.PlainDate | null;
  @Column(dateColumn('read_on', { nullable: true })) readOn: Temporal.PlainDate | null;
  @Column({ name: 'read_by', type: 'uuid', nullable: true }) readBy: string | null;
  @Column({ type: 'smallint', nullable: true }) rating: number | null;
  @Column({ type: 'text', nullable: true }) evaluation: string | null;
  @Column(dateColumn('evaluated_on', { nullable: true })) evaluatedOn: Temporal.PlainDate | null;
  @Column({ name: 'called_off_because', type: 'text', nullable: true }) calledOffBecause: string | null;
  @Column('integer') version: number;
}
