import { Refusal, type Temporal, type Unit } from '#platform';
import { priceFor, type Customer, type Means, type Offer } from '#catalogue';
import { availableFor, type Holdings } from './held.js';
import type { GrantUnit } from './pools.js';
import { keptForOthers, ranOut } from './refusals.js';

/** What each means is counted in. */
export const unitOf = {
  entitlement: 'DAY',
  credits: 'CREDIT',
  free: 'PLACE',
  money: 'GBP',
  fund: 'GBP',
} as const satisfies Record<Means, Unit>;

/** What one thing costs by each means that it may be paid with, in minor units; or why nobody can say. */
export type Costs = Readonly<Partial<Record<Means, bigint | Refusal>>>;

/** What costs a school least comes first. */
const inOrder: readonly Means[] = ['free', 'entitlement', 'credits', 'fund', 'money'];

/** An offer's, for a school: one place of its free ones, or its own price. */
export function costsOf(offer: Pick<Offer, 'accepts' | 'prices'>, school: Customer): Costs {
  const cost = (means: Means): bigint | Refusal | undefined => {
    if (means === 'free') return 1n;
    try {
      return priceFor(offer.prices, unitOf[means], school)?.amount;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  };
  const all = inOrder
    .filter((means) => offer.accepts.includes(means))
    .map((means) => [means, cost(means)] as const);
  return Object.fromEntries(all.filter(([, amount]) => amount !== undefined)) as Costs;
}

/** What is paid for: the day on which it happens, and its purpose, a code of the operator's kinds of service. */
export interface PaidFor {
  readonly on: Temporal.PlainDate;
  readonly purpose?: string;
}

export interface Way {
  readonly means: Means;
  /** In minor units of the means; null where nobody can say. */
  readonly amount: bigint | null;
  /** What the school holds that may pay for it; null of money, which is not held here. */
  readonly held: bigint | null;
  /** What it would be refused with; null when it suffices. */
  readonly why: Refusal | null;
}

/**
 * Which means may pay, in the order of `costs`: days, credits and free places as far as they are held for the day and the
 * purpose; money by whoever may commit it, which is not judged here.
 */
export const waysToPay = (costs: Costs, holdings: Holdings, paidFor: PaidFor): Way[] =>
  (Object.entries(costs) as [Means, bigint | Refusal][]).map(([means, amount]) => {
    const unit = unitOf[means];
    const pool = unit === 'GBP' ? null : holdings[unit satisfies GrantUnit];
    const held = pool && availableFor(pool, paidFor.purpose);
    if (amount instanceof Refusal) return { means, amount: null, held, why: amount };
    if (!pool || held === null || held >= amount) return { means, amount, held, why: null };
    const short = { on: paidFor.on, needed: amount, held };
    return {
      ...{ means, amount, held },
      why: pool.available >= amount ? keptForOthers(paidFor.on) : ranOut(pool.unit, short),
    };
  });
