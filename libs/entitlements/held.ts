import { Temporal, type Unit } from '#platform';
import { availableIn, startsAfter, validOn, type InLots, type Lot } from '#ledger';

/** One pool of a school, in minor units: what may be promised for a day of its term, and apart from it what starts later. */
export interface Held {
  readonly unit: Unit;
  /** Whatever it may be spent on. */
  readonly available: bigint;
  readonly booked: bigint;
  readonly granted: bigint;
  /** What is granted already for a term that has not begun, by its first day. */
  readonly later: readonly { readonly from: Temporal.PlainDate; readonly available: bigint }[];
  readonly lots: readonly Lot[];
  /** Those that start later. */
  readonly laterLots: readonly Lot[];
}

/** All that a school may pay with on a day. `own`: what it has, or had, of units that are the operator's own. */
export interface Holdings {
  readonly DAY: Held;
  readonly CREDIT: Held;
  readonly PLACE: Held;
  readonly own: readonly Held[];
}

/** Every pool of it, the program's units first. */
export const everyPool = ({ DAY, CREDIT, PLACE, own }: Holdings): readonly Held[] => [
  DAY,
  CREDIT,
  PLACE,
  ...own,
];

export function heldOf(unit: Unit, { lots: all, granted }: InLots, on: Temporal.PlainDate): Held {
  const lots = all.filter((lot) => validOn(lot, on));
  const later = all.filter((lot) => startsAfter(lot, on));
  return {
    unit,
    available: availableIn(lots),
    booked: lots.reduce((sum, lot) => sum + lot.held, 0n),
    granted,
    later: [...new Set(later.map((lot) => lot.validFrom!.toString()))].sort().map((from) => ({
      from: Temporal.PlainDate.from(from),
      available: availableIn(later.filter((lot) => lot.validFrom!.toString() === from)),
    })),
    lots,
    laterLots: later,
  };
}

/** What of it may pay for a purpose, as the ledger draws it: what is restricted pays for its own purposes and for no others. */
export const availableFor = (
  { lots }: { readonly lots: readonly Pick<Lot, 'available' | 'restriction'>[] },
  purpose?: string,
): bigint =>
  availableIn(
    lots.filter(
      ({ restriction }) => restriction === null || (purpose !== undefined && restriction.includes(purpose)),
    ),
  );
