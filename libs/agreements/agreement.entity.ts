import { Column, Entity, PrimaryColumn } from 'typeorm';
import { amountColumn, dateColumn, instantColumn, Temporal } from '#platform';

export type AgreementState = 'awaiting-approval' | 'signed' | 'declined';
export type AtTermEnd = 'renew' | 'change' | 'leave';

/** One school's contract for one plan and term, at a price frozen when it was prepared. */
@Entity({ schema: 'agreements', name: 'agreement' })
export class Agreement {
  @PrimaryColumn({ name: 'operator_id', type: 'uuid' }) operatorId: string;
  @PrimaryColumn({ name: 'agreement_id', type: 'uuid' }) agreementId: string;
  @Column({ name: 'school_id', type: 'uuid' }) schoolId: string;
  @Column({ name: 'provider_id', type: 'uuid' }) providerId: string;
  @Column({ name: 'offer_id', type: 'uuid' }) offerId: string;
  @Column('text') title: string;
  @Column(dateColumn('starts_on')) startsOn: Temporal.PlainDate;
  @Column(dateColumn('ends_on')) endsOn: Temporal.PlainDate;
  @Column(amountColumn('price')) price: bigint;
  @Column({ name: 'price_because', type: 'text' }) priceBecause: string;
  @Column({ name: 'purchase_order', type: 'text', nullable: true }) purchaseOrder: string | null;
  @Column('text') state: AgreementState;
  @Column({ name: 'at_term_end', type: 'text' }) atTermEnd: AtTermEnd;
  @Column({ name: 'next_offer_id', type: 'uuid', nullable: true }) nextOfferId: string | null;
  @Column(dateColumn('notice_by')) noticeBy: Temporal.PlainDate;
  @Column(dateColumn('notified_on', { nullable: true })) notifiedOn: Temporal.PlainDate | null;
  @Column({ name: 'renews_id', type: 'uuid', nullable: true }) renewsId: string | null;
  @Column({ name: 'renewal_batch_id', type: 'uuid', nullable: true }) renewalBatchId: string | null;
  @Column({ name: 'renewal_problem', type: 'text', nullable: true }) renewalProblem: string | null;
  @Column({ name: 'prepared_by', type: 'uuid', nullable: true }) preparedBy: string | null;
  @Column(instantColumn('prepared_at')) preparedAt: Temporal.Instant;
  @Column({ name: 'decided_by', type: 'uuid', nullable: true }) decidedBy: string | null;
  @Column(instantColumn('decided_at', { nullable: true })) decidedAt: Temporal.Instant | null;
  @Column('integer') version: number;
}
