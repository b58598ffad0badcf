import type { Temporal } from '#platform';
import type { Term } from './calendar.js';

/** `Autumn` of `Autumn 1`: the term that a half belongs to. */
export const termName = (half: Pick<Term, 'name'>): string => half.name.split(' ')[0]!;

/** The whole term, both its halves, in which a day lies; in the holidays the next one. Null when there is none. */
export function termAround(
  halves: readonly Term[],
  on: Temporal.PlainDate,
): { name: string; startsOn: string; endsOn: string } | null {
  const sorted = [...halves].sort((one, other) => (one.startsOn < other.startsOn ? -1 : 1));
  const half = sorted.find((one) => one.endsOn >= on.toString());
  if (!half) return null;
  const whole = sorted.filter(
    (one) => termName(one) === termName(half) && one.academicYear === half.academicYear,
  );
  return { name: termName(half), startsOn: whole[0]!.startsOn, endsOn: whole.at(-1)!.endsOn };
}
