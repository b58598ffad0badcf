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

/** The academic year that a date falls in, by its first calendar year: 1 August to 31 July, so that every INSET day of late August counts. */
export const academicYearOf = (date: PlainDate): number => (date.month >= 8 ? date.year : date.year - 1);
