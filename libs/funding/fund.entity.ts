import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Temporal } from '#platform';

/** An authority's budget. */
@Entity({ schema: 'funding', name: 'fund' })
export class Fund {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') fundId: string;
  @Column('uuid') laId: string;
  @Column('text') title: string;
  @Column('text') purpose: string;
  /** Pence. */
  @Column('bigint') amount: bigint;
  @Column('date') opensOn: string;
  @Column('date') closesOn: string;
}

/** The part of a fund that is earmarked for one school; its money is in the ledger. */
@Entity({ schema: 'funding', name: 'wallet' })
export class Wallet {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') walletId: string;
  @Column('uuid') fundId: string;
  @Column('uuid') laId: string;
  @Column('uuid') schoolId: string;
  @Column('text') fundTitle: string;
  @Column('text') purpose: string;
  @Column('date') openedOn: string;
  @Column('date') expiresOn: string;
}

export interface NewFund extends Omit<Fund, 'operatorId' | 'opensOn' | 'closesOn'> {
  readonly opensOn: Temporal.PlainDate;
  readonly closesOn: Temporal.PlainDate;
}

export interface NewWallet extends Pick<Wallet, 'walletId' | 'fundId' | 'schoolId' | 'purpose'> {
  /** Pence. */
  readonly amount: bigint;
}
