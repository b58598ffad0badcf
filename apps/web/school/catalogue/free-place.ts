import { availableFor } from '#entitlements';
import type { FreePlaces } from '#insight';
import { validOn } from '#ledger';
import { shortDate, Temporal } from '#platform';
import type { PriceLine } from './prices.js';
import { meansName } from './words.js';

const text = 'One free place';
const free: PriceLine = {
  text,
  ways: [{ label: meansName.free, colour: 'green' }],
  because: 'Your plan includes free places; each pays for one person on one course.',
};
/** What a school without one is told instead: nothing is called free that it cannot have. */
export const noneFree: PriceLine = {
  text,
  ways: [{ label: 'None left', colour: 'grey' }],
  because: 'Free places come with a plan. You have none left to use.',
};
/** Nor to one whose places are for other courses than this. */
const forOthers = (label: string, yours: string): PriceLine => ({
  text,
  ways: [{ label, colour: 'grey' }],
  because: `Free places come with a plan. Yours are ${yours}.`,
});

/** Whether one of these pays for a course of this kind of service, on this day if one is said: as booking asks. */
const pays = (places: readonly FreePlaces[], purpose: string, on?: Temporal.PlainDate): boolean =>
  availableFor({ lots: on ? places.filter((lot) => validOn(lot, on)) : places }, purpose) > 0n;

/** A free place pays for a course where the school has one for its kind of service and the day of one of its dates. */
export function freePlace(
  places: readonly FreePlaces[],
  purpose: string,
  days: readonly Temporal.PlainDate[],
): PriceLine {
  if (!places.length) return noneFree;
  if (days.some((day) => pays(places, purpose, day))) return free;
  const own = places.filter((lot) => pays([lot], purpose));
  if (!own.length) return forOthers('For other services', 'kept for other kinds of service');
  return forOthers('For other days', `for courses ${[...new Set(own.map(termOf))].join(', and ')}`);
}

/** `from 1 April 2027 to 31 March 2028` */
const termOf = ({ validFrom, expiresOn }: FreePlaces): string =>
  [validFrom && `from ${shortDate(validFrom)}`, expiresOn && `to ${shortDate(expiresOn)}`]
    .filter(Boolean)
    .join(' ');

/** Nothing is called free to a school that has no free place left, nor before the day from which it has one, nor all where its places are kept for some. */
export function freeName(places: readonly FreePlaces[], today: Temporal.PlainDate): string {
  if (!places.length) return 'A free place: you have none left';
  const now = places.filter((lot) => validOn(lot, today));
  const [next] = places;
  if (!now.length && next?.validFrom) return `A free place, from ${shortDate(next.validFrom)}`;
  return availableFor({ lots: now }) > 0n ? meansName.free : 'A free place, on some courses';
}
