import { GBP, Refusal, type Temporal, type Unit } from '#platform';
import { CREDIT, DAY, PLACE } from '#operating-model';
import { ownUnit, priceFor, type Customer, type KnownMeans, type Means, type Offer } from '#catalogue';
import { availableFor, everyPool, type Holdings } from './held.js';
import { keptForOthers, ranOut } from './refusals.js';

/** What each means is counted in; a unit of the operator's own pays as itself. */
const unitOf: Readonly<Record<KnownMeans, Unit>> = {
  entitlement: DAY,
  credits: CREDIT,
  free: PLACE,
  money: GBP,
  fund: GBP,
};

/** What one thing costs by one means, in minor units; or why nobody can say. */
export interface Cost {
  readonly unit: Unit;
  readonly amount: bigint | Refusal;
}
/** By each means that it may be paid with. */
export type Costs = Readonly<Partial<Record<Means, Cost>>>;

/** What costs a school least comes first. */
const first: readonly Means[] = ['free', 'entitlement', 'credits'];
const last: readonly Means[] = ['fund', 'money'];

/** An offer's, for a school: one place of its free ones, or its own price. */
export function costsOf(offer: Pick<Offer, 'accepts' | 'prices'>, school: Customer): Costs {
  const inOrder = [...first, ...offer.accepts.filter(ownUnit), ...last].filter((means) =>
    offer.accepts.includes(means),
  );
  const all = inOrder.map((means) => [means, costOf(offer, school, means)] as const);
  return Object.fromEntries(all.filter(([, cost]) => cost !== null)) as Costs;
}

function costOf({ prices }: Pick<Offer, 'prices'>, school: Customer, means: Means): Cost | null {
  if (means === 'free') return { unit: PLACE, amount: 1n };
  const code = ownUnit(means) ? means : unitOf[means].code;
  const unit = prices.find((price) => price.unit.code === code)?.unit;
  if (!unit) return null;
  try {
    const price = priceFor(prices, code, school);
    return price && { unit, amount: price.amount };
  } catch (error) {
    if (error instanceof Refusal) return { unit, amount: error };
    throw error;
  }
}

/** What is paid for: the day on which it happens, and its purpose, a code of the operator's kinds of service. */
export interface PaidFor {
  readonly on: Temporal.PlainDate;
  readonly purpose?: string;
}

export interface Way {
  readonly means: Means;
  readonly unit: Unit;
  /** In minor units; null where nobody can say. */
  readonly amount: bigint | null;
  /** What the school holds that may pay for it; null of money, which is not held here. */
  readonly held: bigint | null;
  /** What it would be refused with; null when it suffices. */
  readonly why: Refusal | null;
}

/**
 * Which means may pay, in the order of `costs`: what is held, as far as it is held for the day and the purpose; money by whoever
 * may commit it, which is not judged here.
 */
export const waysToPay = (costs: Costs, holdings: Holdings, paidFor: PaidFor): Way[] =>
  (Object.entries(costs) as [Means, Cost][]).map(([means, { unit, amount }]) => {
    if (unit.code === GBP.code)
      return amount instanceof Refusal
        ? { means, unit, amount: null, held: null, why: amount }
        : { means, unit, amount, held: null, why: null };
    const pool = everyPool(holdings).find((one) => one.unit.code === unit.code);
    const held = pool ? availableFor(pool, paidFor.purpose) : 0n;
    if (amount instanceof Refusal) return { means, unit, amount: null, held, why: amount };
    const way = { means, unit, amount, held };
    if (held >= amount) return { ...way, why: null };
    const enough = pool !== undefined && pool.available >= amount;
    return {
      ...way,
      why: enough ? keptForOthers(paidFor.on) : ranOut(unit, { on: paidFor.on, needed: amount, held }),
    };
  });
