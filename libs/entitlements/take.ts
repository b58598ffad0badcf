import { derivedId, GBP, refuseAs, type Refusal, type Temporal, type Unit } from '#platform';
import { DAY } from '#operating-model';
import { accountId, type Address, type Command, type Lot, type Opening } from '#ledger';
import { daysDelivered, poolOf, spentIn } from './pools.js';
import { keptForOthers, ranOut, refusals } from './refusals.js';
import type { PaidFor } from './ways-to-pay.js';

/** What one thing takes of a school. */
export interface Taking extends PaidFor {
  /** The hold's, to settle or to release it by. */
  readonly id: string;
  readonly schoolId: string;
  readonly unit: Unit;
  /** In minor units. */
  readonly amount: bigint;
  readonly code: string;
  readonly reference: { readonly type: string; readonly id: string };
  readonly description: string;
  /** The school that earns it when it is delivered; unless said it is spent. */
  readonly earnedBy?: string;
}

const pool = (schoolId: string, unit: string): Opening => ({ ...poolOf(schoolId, unit), lots: true });

const spent = (schoolId: string, unit: string): Opening =>
  unit === DAY.code ? daysDelivered(schoolId) : { ...spentIn(unit), floor: null };

/** Where it is taken from and where it goes; none of money, which is billed, or committed from a fund. */
export function accountsOf({ unit: { code }, schoolId, earnedBy }: Taking): readonly Opening[] {
  if (code === GBP.code) return [];
  return [pool(schoolId, code), earnedBy ? pool(earnedBy, code) : spent(schoolId, code)];
}

/** Takes it: a hold on what may be spent on its day and for its purpose, whenever that is asked. */
export function take(operatorId: string, taking: Taking): Command[] {
  const [from, to] = accountsOf(taking).map((one: Address) => accountId(operatorId, one));
  if (!from || !to) return [];
  const { id, amount, on, purpose, code, reference, description } = taking;
  return [
    {
      ...{ kind: 'hold', id, debit: from, credit: to, amount, usedOn: on, code, reference, description },
      ...(purpose !== undefined && { purpose }),
    },
  ];
}

/**
 * What was held, for this and beside it, was delivered: it is spent. It counts on today unless given. Where the operator lets a
 * promise end with its lot, it may have ended before anyone says so: nothing is spent then.
 */
export const settle = (holds: readonly string[], countsOn?: Temporal.PlainDate): Command[] =>
  holds.map((hold) => ({
    ...{ kind: 'settle', id: derivedId(hold, 'settle'), hold, unlessLapsed: true },
    ...(countsOn && { countsOn }),
  }));

/** It was called off: what was held is free again, unless it ended by itself. */
export const release = (holds: readonly string[]): Command[] =>
  holds.map((hold) => ({ kind: 'release', id: derivedId(hold, 'release'), hold, unlessLapsed: true }));

/** Says of the taking, and of nothing else in its group, that it ran out. */
export const explain = ({ id, unit, on, amount }: Taking): ((error: unknown) => never) => {
  const own = (say: () => Refusal) => (refusal: Refusal) => (refusal.details.id === id ? say() : refusal);
  return refuseAs({
    'ledger.insufficient': own(() => ranOut(unit, { on, needed: amount })),
    'ledger.restricted': own(() => keptForOthers(on)),
  });
};

/** How much of each lot makes an amount, in the order in which they are spent. Refuses: `entitlements.not-enough-credits`. */
export function outOf(lots: readonly Lot[], amount: bigint): { lot: Lot; amount: bigint }[] {
  let rest = amount;
  const parts = lots.map((lot) => {
    const part = lot.available < rest ? lot.available : rest;
    rest -= part;
    return { lot, amount: part };
  });
  if (rest > 0n) throw refusals.notEnoughCredits();
  return parts.filter((part) => part.amount > 0n);
}
