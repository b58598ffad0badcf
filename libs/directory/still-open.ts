import { Refusal, shortDate, Temporal } from '#platform';
import type { School } from './school.js';

/** What the register says of whether a school is open. */
export type Standing = Pick<School, 'status' | 'closedOn' | 'missingSince'>;

/**
 * Whether the register knows the school as open on a day: only such a school agrees, buys, books or asks.
 * Refuses: `directory.school-closed`.
 */
export function stillOpen(school: Standing, on: Temporal.PlainDate): void {
  const no = (sentence: string) => new Refusal('directory.school-closed', sentence, 'invalid');
  const closing = school.closedOn && Temporal.PlainDate.from(school.closedOn);
  if (closing && Temporal.PlainDate.compare(closing, on) <= 0)
    throw no(`The register says that the school is closed from ${shortDate(closing)}.`);
  if (school.status === 'closed') throw no('The register says that the school has closed.');
  if (school.missingSince)
    throw no(`The register has not listed the school since ${shortDate(school.missingSince)}.`);
}
