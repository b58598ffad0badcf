import { mustSay, refusalOf, Temporal } from '#platform';
import { stillOpen, type School } from '#directory';
import { largestAmount, validOn, type Lot } from '#ledger';
import { refusals, texts } from './refusals.js';
import { outOf } from './take.js';

/** Refuses: `entitlements.amount`. */
export function amountAllowed(amount: bigint): void {
  if (amount <= 0n || amount > largestAmount) throw refusals.amount();
}

/** Each gift is a lot of its own, which every page of the school that gets it reads. Refuses: `entitlements.amount`, `entitlements.least-given`. */
export function giftAllowed(amount: bigint, least: number): void {
  amountAllowed(amount);
  if (amount < BigInt(least)) throw refusals.leastGiven(BigInt(least));
}

/** Credits that are granted can be spent for a day at least. Refuses: `entitlements.last-day`. */
export function lastDayAllowed(expiresOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(expiresOn, today) < 0) throw refusals.lastDay();
}

/** A correction is of an amount; what is taken away is there to spend. Refuses: `entitlements.amount`, `entitlements.not-enough-credits`. */
export function correctionAllowed(amount: bigint, lots: readonly Lot[], today: Temporal.PlainDate): void {
  amountAllowed(amount < 0n ? -amount : amount);
  if (amount < 0n) outOf(toSpend(lots, today), -amount);
}

/** Of a school's lots those that may be spent on a day: what is given or taken away comes from these. */
export const toSpend = (lots: readonly Lot[], today: Temporal.PlainDate): Lot[] =>
  lots.filter((lot) => validOn(lot, today));

/** To whom a school gives among the members of its authority: open schools that the state pays for. */
export const mayReceive = (
  school: Pick<School, 'organisationId' | 'stateFunded' | 'status' | 'closedOn' | 'missingSince'>,
  from: string,
  today: Temporal.PlainDate,
): boolean =>
  school.stateFunded && school.organisationId !== from && !refusalOf(() => stillOpen(school, today));

/** Why it changes, as it is kept. Refuses: `entitlements.reason`. */
export function reasonGiven(text: string): string {
  const reason = text.trim();
  mustSay(reason, texts.reason);
  return reason;
}
