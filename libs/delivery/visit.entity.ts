import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, Temporal } from '#platform';

export type VisitState = 'booked' | 'delivered' | 'evaluated' | 'cancelled';

/** A day or half day of one practitioner at one school, its report and what the school thought of it. */
@Entity({ schema: 'delivery', name: 'visit' })
export class Visit {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') visitId: string;
  @Column('uuid') schoolId: string;
  @Column('uuid') practitionerId: string;
  @Column('uuid') homeId: string;
  @Column({ type: 'uuid', nullable: true }) proposalId: string | null;
  @Column(dateColumn()) visitOn: Temporal.PlainDate;
  @Column('bigint') portion: bigint;
  @Column('text') purpose: string;
  @Column('text') state: VisitState;
  @Column({ type: 'uuid', nullable: true }) bookedBy: string | null;
  @Column({ type: 'text', nullable: true }) report: string | null;
  @Column(dateColumn({ nullable: true })) reportedOn: Temporal.PlainDate | null;
  @Column(dateColumn({ nullable: true })) readOn: Temporal.PlainDate | null;
  @Column({ type: 'uuid', nullable: true }) readBy: string | null;
  @Column({ type: 'smallint', nullable: true }) rating: number | null;
  @Column({ type: 'text', nullable: true }) evaluation: string | null;
  @Column(dateColumn({ nullable: true })) evaluatedOn: Temporal.PlainDate | null;
  @Column({ type: 'text', nullable: true }) calledOffBecause: string | null;
  @Column('integer') version: number;
}
