import { Column, Entity, PrimaryColumn } from 'typeorm';
import { dateColumn, GBP, type Temporal } from '#platform';
import { isProgramUnit, unitCode } from '#operating-model';

export type OfferKind = 'plan' | 'day' | 'service' | 'course';
/** What may pay: the school's entitlement, its credits, its own money, its LA's fund; or it is free to members. */
export type KnownMeans = 'entitlement' | 'credits' | 'money' | 'fund' | 'free';
/** The code of a unit of the operator's own, which pays as itself. */
export type OwnUnit = Uppercase<string>;
export type Means = KnownMeans | OwnUnit;
export const ownUnit = (means: string): means is OwnUnit =>
  unitCode.test(means) && means !== GBP.code && !isProgramUnit(means);

/** What can be bought, as its provider published it. */
@Entity({ schema: 'catalogue', name: 'offer' })
export class KeptOffer {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') offerId: string;
  @Column('text') slug: string;
  @Column('uuid') providerId: string;
  @Column('text') kind: OfferKind;
  @Column('text') title: string;
  @Column('text') summary: string;
  /** A code of the operator's needs. */
  @Column('text') need: string;
  /** A code of the operator's kinds of service. */
  @Column('text') serviceType: string;
  @Column('text', { array: true }) accepts: readonly Means[];
  /** A plan's place in the ladder of tiers, lowest first. */
  @Column({ type: 'integer', nullable: true }) tier: number | null;
  @Column('text') cfrCode: string;
  @Column('text') aarCode: string;
  @Column(dateColumn()) publishedOn: Temporal.PlainDate;
  @Column(dateColumn({ nullable: true })) withdrawnOn: Temporal.PlainDate | null;
}

type Bands = readonly { to: number | null; amount: bigint }[];
const bands = {
  from: (rows: { to: number | null; amount: string }[]): Bands =>
    rows.map(({ to, amount }) => ({ to, amount: BigInt(amount) })),
  to: (all: Bands | undefined) => all?.map(({ to, amount }) => ({ to, amount: amount.toString() })),
};

/** A price, never changed: another one starts on a later date. */
@Entity({ schema: 'catalogue', name: 'price' })
export class KeptPrice {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') offerId: string;
  /** A code of the operator's units, or `GBP`. */
  @PrimaryColumn('text') unit: string;
  @PrimaryColumn('text') forSchools: 'any' | 'maintained' | 'academy' | 'independent';
  @PrimaryColumn({ ...dateColumn(), nullable: false }) startsOn: Temporal.PlainDate;
  @Column('text') basis: 'flat' | 'per-pupil' | 'by-roll';
  /** Minor units: for `flat` the price, for `per-pupil` the price of one pupil; unused by `by-roll`. */
  @Column('bigint') amount: bigint;
  @Column('bigint') minimum: bigint;
  @Column({ type: 'jsonb', transformer: bands }) bands: Bands;
  @Column('boolean') illustrative: boolean;
  /** Where the figure comes from. */
  @Column('text') source: string;
}

/** What a plan grants for a whole term. */
@Entity({ schema: 'catalogue', name: 'plan_grant' })
export class PlanGrant {
  @PrimaryColumn('uuid') operatorId: string;
  @PrimaryColumn('uuid') offerId: string;
  @PrimaryColumn('integer') position: number;
  /** A code of the operator's units. */
  @Column('text') unit: string;
  @Column('text') pool: string;
  /** Minor units. */
  @Column('bigint') amount: bigint;
  @Column('text') label: string;
  /** Codes of the operator's kinds of service: it pays for these and for nothing else; null: for any. */
  @Column({ type: 'text', array: true, nullable: true }) restriction: readonly string[] | null;
}
