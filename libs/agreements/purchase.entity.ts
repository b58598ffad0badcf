import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OwnUnit } from '#catalogue';
import type { TaxedAs } from '#operating-model';

/** What a school holds and may pay with. */
export type HeldMeans = 'credits' | OwnUnit;
export type PurchaseMeans = 'money' | 'fund' | HeldMeans;

/** A service bought once. What decides its tax and how it is booked are as when it was bought. */
@Entity({ schema: 'agreements', name: 'purchase' })
export class Purchase {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') purchaseId: string;
  @Column('uuid') schoolId: string;
  @Column('uuid') providerId: string;
  /** The authority whose wallet pays; null when the school does. */
  @Column({ type: 'uuid', nullable: true }) laId: string | null;
  @Column({ type: 'uuid', nullable: true }) walletId: string | null;
  @Column('uuid') offerId: string;
  @Column('text') title: string;
  @Column('text') taxedAs: TaxedAs;
  @Column('text') cfrCode: string;
  @Column('text') aarCode: string;
  @Column('text') means: PurchaseMeans;
  /** In minor units of `unit`; of money before tax. */
  @Column('bigint') amount: bigint;
  /** The code of what its means is counted in; it follows from that. */
  @Column({ type: 'text', insert: false, update: false }) unit: string;
  @Column({ type: 'text', nullable: true }) purchaseOrder: string | null;
  @Column('text') state: 'committed' | 'delivered' | 'cancelled';
  @Column('date') boughtOn: string;
  @Column({ type: 'uuid', nullable: true }) boughtBy: string | null;
  @Column({ type: 'date', nullable: true }) finishedOn: string | null;
  @Column('integer') version: number;
}
