import { Column, Entity, PrimaryColumn } from 'typeorm';
import { amountColumn, instantColumn, Temporal } from '#platform';

/** A correction of somebody's credits that waits for, or has had, a second person's word. */
@Entity({ schema: 'entitlements', name: 'adjustment' })
export class Adjustment {
  @PrimaryColumn({ name: 'operator_id', type: 'uuid' }) operatorId: string;
  @PrimaryColumn({ name: 'adjustment_id', type: 'uuid' }) adjustmentId: string;
  @Column({ name: 'school_id', type: 'uuid' }) schoolId: string;
  /** Hundredths of a credit; below zero: taken away. */
  @Column(amountColumn('amount')) amount: bigint;
  @Column('text') reason: string;
  @Column('text') state: 'proposed' | 'approved' | 'rejected';
  @Column({ name: 'proposed_by', type: 'uuid' }) proposedBy: string;
  @Column(instantColumn('proposed_at')) proposedAt: Temporal.Instant;
  @Column({ name: 'decided_by', type: 'uuid', nullable: true }) decidedBy: string | null;
  @Column(instantColumn('decided_at', { nullable: true })) decidedAt: Temporal.Instant | null;
}
