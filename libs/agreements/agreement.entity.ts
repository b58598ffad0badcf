import { Column, Entity, PrimaryColumn } from 'typeorm';
import { amountColumn, dateColumn, instantColumn, Temporal } from '#platform';
import type { Grant } from '#catalogue';
import type { TaxedAs } from '#operating-model';

export type AgreementState = 'awaiting-approval' | 'signed' | 'declined' | 'superseded';
export type AtTermEnd = 'renew' | 'change' | 'leave';

const grants = {
  from: (rows: (Omit<Grant, 'amount'> & { amount: string })[]): Grant[] =>
    rows.map((row) => ({ ...row, amount: BigInt(row.amount) })),
  to: (all: readonly Grant[] | undefined) =>
    all?.map(({ unit, pool, amount, label }) => ({ unit, pool, amount: amount.toString(), label })),
};

/** One school's contract for one plan and term. What was agreed is frozen when it is prepared, and signed as it is. */
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
  /** What a whole year costs: what an approval limit looks at. */
  @Column(amountColumn('year_price')) yearPrice: bigint;
  /** What signing grants for this term. */
  @Column({ type: 'jsonb', transformer: grants }) grants: readonly Grant[];
  @Column({ name: 'taxed_as', type: 'text' }) taxedAs: TaxedAs;
  @Column({ name: 'cfr_code', type: 'text' }) cfrCode: string;
  @Column({ name: 'aar_code', type: 'text' }) aarCode: string;
  /** Signed, it is due to be billed from this day; `billsOn` in term.ts says which. */
  @Column(dateColumn('bills_on')) billsOn: Temporal.PlainDate;
  @Column({ name: 'purchase_order', type: 'text', nullable: true }) purchaseOrder: string | null;
  @Column('text') state: AgreementState;
  @Column({ name: 'at_term_end', type: 'text' }) atTermEnd: AtTermEnd;
  @Column({ name: 'next_offer_id', type: 'uuid', nullable: true }) nextOfferId: string | null;
  @Column(dateColumn('notice_by')) noticeBy: Temporal.PlainDate;
  @Column(dateColumn('notified_on', { nullable: true })) notifiedOn: Temporal.PlainDate | null;
  @Column({ name: 'renews_id', type: 'uuid', nullable: true }) renewsId: string | null;
  @Column({ name: 'renewal_batch_id', type: 'uuid', nullable: true }) renewalBatchId: string | null;
  @Column({ name: 'renewal_problem', type: 'text', nullable: true }) renewalProblem: string | null;
  /** What was signed for the days that this copy was prepared for. */
  @Column({ name: 'superseded_by', type: 'uuid', nullable: true }) supersededBy: string | null;
  /** Why the operator's staff dated it further back than anyone else may. */
  @Column({ name: 'backdated_because', type: 'text', nullable: true }) backdatedBecause: string | null;
  @Column({ name: 'prepared_by', type: 'uuid', nullable: true }) preparedBy: string | null;
  @Column(instantColumn('prepared_at')) preparedAt: Temporal.Instant;
  @Column({ name: 'decided_by', type: 'uuid', nullable: true }) decidedBy: string | null;
  @Column(instantColumn('decided_at', { nullable: true })) decidedAt: Temporal.Instant | null;
  @Column('integer') version: number;
}
