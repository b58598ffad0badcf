import type { Held } from '#entitlements';
import { civilDate, civilZone, dateWords, decimal, grouped, shortDate, Temporal, type Unit } from '#platform';

/** `Tue 3 March 2026`, for lists where a whole weekday is too long. */
export const listDate = dateWords({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });

const inThisYear = dateWords({ weekday: 'short', day: 'numeric', month: 'short' });
const inAnyYear = dateWords({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** `Tue 3 Mar` within half a year of `today`, `Tue 3 Mar 2026` beyond: for columns of days near today. */
export const nearDate = (on: string | Temporal.PlainDate, today: Temporal.PlainDate): string => {
  const date = Temporal.PlainDate.from(on);
  return (Math.abs(today.until(date).days) <= 180 ? inThisYear : inAnyYear)(date);
};

/** `3 March 2026`, of the moment at which something was done. */
export const dayOf = (moment: Date): string =>
  shortDate(civilDate(Temporal.Instant.fromEpochMilliseconds(moment.getTime())));

/** `1 July 2027, 09:00`, in London. */
export function timeWords(at: Date | Temporal.Instant): string {
  const instant = at instanceof Date ? Temporal.Instant.fromEpochMilliseconds(at.getTime()) : at;
  const london = instant.toZonedDateTimeISO(civilZone);
  return `${shortDate(london.toPlainDate())}, ${london.toPlainTime().toString().slice(0, 5)}`;
}

export const portionWord = (portion: bigint): string => (portion === 50n ? 'Half a day' : 'A whole day');

/** `1 visit`, `3 visits`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped.format(count)} ${count === 1 ? one : many}`;

/** `3 more from 1 April 2027`: of each term to come what is granted for it already. */
export const moreLater = ({ unit, later }: Pick<Held, 'unit' | 'later'>): string[] =>
  later
    .filter(({ available }) => available > 0n)
    .map(({ from, available }) => `${decimal(available, unit)} more from ${shortDate(from)}`);

/** What a plan grants, in its own words: `3 days of a School Improvement Partner`, `1 day of a School Improvement Partner`. */
export function granted({ amount, unit, label }: { amount: bigint; unit: Unit; label: string }): string {
  const number = decimal(amount, unit);
  return `${number} ${number === '1' ? label.replace(unit.many, unit.one) : label}`;
}

/**
 * Stands in what a presenter says for the operator's name, which the page says (`asOpened`): nobody knows it as “the operator”. No text that
 * somebody wrote has such a character (`isText`).
 */
export const theOperator = '\u0001the operator';
