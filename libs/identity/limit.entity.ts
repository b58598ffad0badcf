import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, type Role, type Temporal } from '#platform';

/** What a party says that one of its roles may order alone. */
@Entity({ schema: 'identity', name: 'approval_limit' })
export class ApprovalLimit {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') organisationId: string;
  @PrimaryColumn('text') role: Role;
  @Column('bigint') limitPence: bigint;
}

/** What one role committed its party to; open until it is called off. */
@Entity({ schema: 'identity', name: 'commitment' })
export class KeptCommitment {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') commitmentId: string;
  @Column('uuid') organisationId: string;
  /** Whose limit it counts against. */
  @Column('text') role: Role;
  @Column('bigint') pence: bigint;
  @Column('text') subjectType: string;
  @Column('uuid') subjectId: string;
  @Column(dateColumn()) committedOn: Temporal.PlainDate;
  @Column(dateColumn({ nullable: true })) calledOffOn: Temporal.PlainDate | null;
  @Column({ type: 'uuid', nullable: true }) personId: string | null;
}
