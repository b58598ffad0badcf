import { Temporal, type Unit } from '#platform';
import type { TaxedAs } from '#operating-model';
import type { PriceRule } from './price.js';

export type OfferKind = 'plan' | 'day' | 'service' | 'course';
/** What may pay: the school's entitlement, its credits, its own money, its LA's fund; or it is free to members. */
export type Means = 'entitlement' | 'credits' | 'money' | 'fund' | 'free';

export interface Grant {
  readonly unit: Unit;
  readonly pool: 'entitlement' | 'credit-bank' | 'free-places';
  /** Minor units. */
  readonly amount: bigint;
  readonly label: string;
}

export interface Offer {
  readonly offerId: string;
  readonly slug: string;
  readonly providerId: string;
  readonly kind: OfferKind;
  readonly title: string;
  readonly summary: string;
  /** The operator's own word: code and label. */
  readonly need: string;
  readonly needLabel: string;
  /** The operator's own kind of service, and what the law takes it for, which decides the tax. */
  readonly serviceType: string;
  readonly taxedAs: TaxedAs;
  readonly accepts: readonly Means[];
  readonly tier: number | null;
  readonly cfrCode: string;
  readonly aarCode: string;
  readonly withdrawnOn: Temporal.PlainDate | null;
  /** The rules in force on the day asked for. */
  readonly prices: readonly PriceRule[];
  /** What a plan grants for a whole term. */
  readonly grants: readonly Grant[];
}

/** A new offer's price: the rule, from when, and where the figure comes from. */
export interface NewPrice extends PriceRule {
  readonly startsOn: Temporal.PlainDate;
  readonly source: string;
}

export interface NewOffer extends Omit<Offer, 'prices' | 'grants' | 'needLabel' | 'taxedAs' | 'withdrawnOn'> {
  readonly prices: readonly NewPrice[];
  readonly grants: readonly Grant[];
}

/** Whether it is not offered any more on a day. */
export const isWithdrawn = ({ withdrawnOn }: Pick<Offer, 'withdrawnOn'>, on: Temporal.PlainDate): boolean =>
  withdrawnOn !== null && Temporal.PlainDate.compare(withdrawnOn, on) <= 0;
