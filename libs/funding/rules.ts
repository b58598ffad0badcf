import { pounds, Refusal, shortDate, Temporal } from '#platform';
import type { Fund } from './fund.entity.js';
import type { Held, Position } from './funds.queries.js';

/** What is left on the day after the last is not to spend any more; what was promised still may be. */
export const asOf = <Money extends Held>(
  money: Money,
  lastDay: string,
  today: Temporal.PlainDate,
): Money & Position =>
  lastDay < today.toString()
    ? { ...money, available: 0n, unspent: money.available }
    : { ...money, unspent: 0n };

/** Refuses: `funding.amount`. */
export function amountAllowed(amount: bigint, most?: bigint): void {
  if (amount <= 0n) throw new Refusal('funding.amount', 'Enter an amount above £0.', 'invalid');
  if (most !== undefined && amount > most)
    throw new Refusal('funding.amount', `Enter an amount of ${pounds(most)} at most.`, 'invalid');
}

/** Money is earmarked from a fund's first day to its last. Refuses: `funding.not-open`, `funding.closed`. */
export function isOpen(
  { title, opensOn, closesOn }: Pick<Fund, 'title' | 'opensOn' | 'closesOn'>,
  today: Temporal.PlainDate,
): void {
  if (closesOn < today.toString())
    throw new Refusal(
      'funding.closed',
      `${title} has closed. Nothing more can be earmarked or spent from it.`,
    );
  if (opensOn > today.toString())
    throw new Refusal(
      'funding.not-open',
      `${title} opens on ${shortDate(opensOn)}. Money can be earmarked from then.`,
    );
}

/** Every page on which the school spends reads each of them. Refuses: `funding.open-earmarks`. */
export function earmarksAllowed(open: number, most: number): void {
  if (open >= most)
    throw new Refusal(
      'funding.open-earmarks',
      `This school has as many open earmarks as one authority may make for it: ${most}. Earmark again when one of their funds has closed, and a larger amount at a time.`,
    );
}

/** Refuses: `funding.dates`. */
export function datesAllowed(
  { opensOn, closesOn }: { opensOn: Temporal.PlainDate; closesOn: Temporal.PlainDate },
  today: Temporal.PlainDate,
  longestDays: number,
): void {
  const wrong = (sentence: string) => new Refusal('funding.dates', sentence, 'invalid');
  if (Temporal.PlainDate.compare(closesOn, opensOn) <= 0)
    throw wrong('The last day must come after the first.');
  if (Temporal.PlainDate.compare(closesOn, today) < 0)
    throw wrong('The last day must not be in the past: nothing could be spent from the fund.');
  if (opensOn.until(closesOn).days > longestDays)
    throw wrong(
      `A fund runs for ${longestDays} days at most. Choose an earlier last day, or open a second fund.`,
    );
  if (today.until(opensOn).days > longestDays)
    throw wrong(`Choose a first day within the next ${longestDays} days.`);
}
