import { parse } from 'csv-parse/sync';
import { isCivilDate, Refusal, Temporal } from '#platform';
import type { Term } from './calendar.js';
import { termYearsOf } from './working-days.js';

/**
 * Reads term dates as an authority publishes them, one half-term a line under the heading `name,starts,ends`:
 * `Autumn 1,2026-09-02,2026-10-23`. Refuses: `directory.not-terms`.
 */
export function termsFile(text: string): Term[] {
  const lines = rows(text);
  if (!lines.length) throw notTerms('It has no line.');
  return lines.map(({ name, starts, ends }, index) => {
    if (!name || !isCivilDate(starts) || !isCivilDate(ends))
      throw notTerms(`Line ${index + 2} has not all of a name and two dates.`);
    return {
      name,
      // A term that begins in the last days of August is the first of the next year.
      academicYear: termYearsOf(Temporal.PlainDate.from(starts)).at(-1)!,
      startsOn: starts,
      endsOn: ends,
    };
  });
}

type Row = Partial<Record<'name' | 'starts' | 'ends', string>>;

function rows(text: string): Row[] {
  try {
    return parse(text, { columns: true, trim: true, bom: true, skip_empty_lines: true }) as Row[];
  } catch (error) {
    throw notTerms((error as Error).message);
  }
}

const notTerms = (why: string): Refusal =>
  new Refusal(
    'directory.not-terms',
    `These are no term dates: under the heading name,starts,ends each line is a half-term, like Autumn 1,2026-09-02,2026-10-23. ${why}`,
    'invalid',
  );
