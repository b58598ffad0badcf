import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn, Temporal } from '#platform';

/** A correction of somebody's credits that waits for, or has had, a second person's word. */
@Entity({ schema: 'entitlements', name: 'adjustment' })
export class Adjustment {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') adjustmentId: string;
  @Column('uuid') schoolId: string;
  /** Hundredths of a credit; below zero: taken away. */
  @Column('bigint') amount: bigint;
  @Column('text') reason: string;
  @Column('text') state: 'proposed' | 'approved' | 'rejected';
  @Column('uuid') proposedBy: string;
  @Column(instantColumn()) proposedAt: Temporal.Instant;
  @Column('uuid', { nullable: true }) decidedBy: string | null;
  @Column(instantColumn({ nullable: true })) decidedAt: Temporal.Instant | null;
}
