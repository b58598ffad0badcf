import type { Temporal } from '#platform';
type PlainDate = Temporal.PlainDate;

/** Monday to Friday, and no bank holiday (`YYYY-MM-DD` each). */
export const isWorkingDay = (date: PlainDate, holidays: ReadonlySet<string>): boolean =>
  date.dayOfWeek <= 5 && !holidays.has(date.toString());

/**
 * The date that is `days` working days after `date`; negative goes back. 0 is the date itself, working day or not.
 */
export function addWorkingDays(date: PlainDate, days: number, holidays: ReadonlySet<string>): PlainDate {
  const step = Math.sign(days);
  let left = Math.abs(days);
  let day = date;
  while (left > 0) {
    day = day.add({ days: step });
    if (isWorkingDay(day, holidays)) left--;
  }
  return day;
}

/** The academic year that a date falls in, by its first calendar year: 1 September to 31 August (handbook Part 1 (a) 1). */
export const academicYearOf = (date: PlainDate): number => (date.month >= 9 ? date.year : date.year - 1);

/** The academic years whose terms may hold a date: some schools begin in the last days of August, before their year does. */
export const termYearsOf = (date: PlainDate): readonly number[] =>
  date.month === 8 ? [date.year - 1, date.year] : [academicYearOf(date)];
