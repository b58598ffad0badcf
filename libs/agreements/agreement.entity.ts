import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, instantColumn, Temporal } from '#platform';
import type { GrantRow } from '#catalogue';
import type { TaxedAs } from '#operating-model';

export type AgreementState = 'awaiting-approval' | 'signed' | 'declined' | 'superseded';
export type AtTermEnd = 'renew' | 'change' | 'leave';

interface Written extends Omit<GrantRow, 'amount' | 'restriction'> {
  readonly amount: string;
  readonly restriction?: readonly string[] | null;
}
const grants = {
  // What was agreed before a plan kept anything for a purpose says nothing of one.
  from: (rows: Written[]): GrantRow[] =>
    rows.map(({ restriction = null, ...row }) => ({ ...row, amount: BigInt(row.amount), restriction })),
  to: (all: readonly GrantRow[] | undefined) =>
    all?.map(({ unit, pool, amount, label, restriction }) => ({
      unit,
      pool,
      amount: amount.toString(),
      label,
      restriction,
    })),
};

/** One school's contract for one plan and term. What was agreed is frozen when it is prepared, and signed as it is. */
@Entity({ schema: 'agreements', name: 'agreement' })
export class Agreement {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') agreementId: string;
  @Column('uuid') schoolId: string;
  @Column('uuid') providerId: string;
  @Column('uuid') offerId: string;
  @Column('text') title: string;
  @Column(dateColumn()) startsOn: Temporal.PlainDate;
  @Column(dateColumn()) endsOn: Temporal.PlainDate;
  @Column('bigint') price: bigint;
  @Column('text') priceBecause: string;
  /** What a whole year costs: what an approval limit looks at. */
  @Column('bigint') yearPrice: bigint;
  /** What signing grants for this term. */
  @Column({ type: 'jsonb', transformer: grants }) grants: readonly GrantRow[];
  @Column('text') taxedAs: TaxedAs;
  @Column('text') cfrCode: string;
  @Column('text') aarCode: string;
  /** Signed, it is due to be billed from this day; `billsOn` in term.ts says which. */
  @Column(dateColumn()) billsOn: Temporal.PlainDate;
  @Column({ type: 'text', nullable: true }) purchaseOrder: string | null;
  @Column('text') state: AgreementState;
  @Column('text') atTermEnd: AtTermEnd;
  @Column({ type: 'uuid', nullable: true }) nextOfferId: string | null;
  /** Decided anew when it is signed: `noticeOnceSigned`. */
  @Column(dateColumn()) noticeBy: Temporal.PlainDate;
  @Column(dateColumn({ nullable: true })) notifiedOn: Temporal.PlainDate | null;
  @Column({ type: 'uuid', nullable: true }) renewsId: string | null;
  @Column({ type: 'uuid', nullable: true }) renewalBatchId: string | null;
  @Column({ type: 'text', nullable: true }) renewalProblem: string | null;
  /** What was signed for the days that this copy was prepared for. */
  @Column({ type: 'uuid', nullable: true }) supersededBy: string | null;
  /** Why the operator's staff dated it further back than anyone else may. */
  @Column({ type: 'text', nullable: true }) backdatedBecause: string | null;
  @Column({ type: 'uuid', nullable: true }) preparedBy: string | null;
  @Column(instantColumn()) preparedAt: Temporal.Instant;
  @Column({ type: 'uuid', nullable: true }) decidedBy: string | null;
  @Column(instantColumn({ nullable: true })) decidedAt: Temporal.Instant | null;
  /** As whoever declined it says. */
  @Column({ type: 'text', nullable: true }) declinedBecause: string | null;
  @Column('integer') version: number;
}
