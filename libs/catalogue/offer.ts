import { Refusal, Temporal, type Unit } from '#platform';
import type { TaxedAs } from '#operating-model';
import type { KeptOffer, KeptPrice, Means, OfferKind, PlanGrant } from './offer.entity.js';
import type { PriceRule } from './price.js';

export type GrantRow = Omit<PlanGrant, 'operatorId' | 'offerId' | 'position'>;
export interface Grant extends Omit<GrantRow, 'unit'> {
  readonly unit: Unit;
}

export interface Offer extends Omit<KeptOffer, 'operatorId' | 'publishedOn'> {
  /** The operator's own words for the need. */
  readonly needLabel: string;
  /** What the law takes its kind of service for, which decides the tax. */
  readonly taxedAs: TaxedAs;
  /** The rules in force on the day asked for. */
  readonly prices: readonly PriceRule[];
  /** What a plan grants for a whole term. */
  readonly grants: readonly Grant[];
}

/** A new offer's price: the rule, from when, and where the figure comes from. */
export type NewPrice = Omit<KeptPrice, 'operatorId' | 'offerId'>;

export interface NewOffer extends Omit<KeptOffer, 'operatorId' | 'publishedOn' | 'withdrawnOn'> {
  readonly prices: readonly NewPrice[];
  readonly grants: readonly NewGrant[];
}

/** A new plan's grant; for any kind of service unless it is said for which. */
export interface NewGrant extends Omit<GrantRow, 'restriction'> {
  readonly restriction?: readonly string[];
}

/** Why a school orders nothing of itself: money that an authority earmarked for its support would be its own to take. Refuses: `catalogue.own-offer`. */
export function notOwn({ providerId, title }: Pick<Offer, 'providerId' | 'title'>, schoolId: string): void {
  if (providerId === schoolId)
    throw new Refusal(
      'catalogue.own-offer',
      `${title} is your own school’s. What a school does for itself is neither bought nor billed.`,
      'invalid',
    );
}

const once = {
  by: (means: Means) => means !== 'entitlement' && means !== 'free',
  said: 'money, from a fund, with credits or a unit of the operator’s own',
};
/** What each kind is paid with, as whoever signs, buys or books it takes it. */
const paidWith: Readonly<Record<OfferKind, { by: (means: Means) => boolean; said: string }>> = {
  plan: { by: (means) => means === 'money', said: 'money' },
  day: once,
  service: once,
  course: {
    by: (means) => means !== 'entitlement' && means !== 'fund',
    said: 'money, free places, credits or a unit of the operator’s own',
  },
};

/** A school is told of no means that nothing could be paid with. Refuses: `catalogue.means`. */
export function paidSo({ kind, accepts }: Pick<KeptOffer, 'kind' | 'accepts'>): void {
  const { by, said } = paidWith[kind];
  if (!accepts.every(by)) throw new Refusal('catalogue.means', `A ${kind} is paid with ${said}.`, 'invalid');
}

/** Whether it is not offered any more on a day. */
export const isWithdrawn = ({ withdrawnOn }: Pick<Offer, 'withdrawnOn'>, on: Temporal.PlainDate): boolean =>
  withdrawnOn !== null && Temporal.PlainDate.compare(withdrawnOn, on) <= 0;
