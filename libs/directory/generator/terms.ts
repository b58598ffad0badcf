import { Temporal } from '#platform';
import { bankHolidaysByRule, easterSunday } from '../bank-holidays.js';
import type { Term } from '../calendar.js';
import { isWorkingDay } from '../working-days.js';

type PlainDate = Temporal.PlainDate;
const on = (year: number, month: number, day: number) => Temporal.PlainDate.from({ year, month, day });
const mondayFrom = (date: PlainDate): PlainDate => date.add({ days: (8 - date.dayOfWeek) % 7 });
const mondayUpTo = (date: PlainDate): PlainDate => date.subtract({ days: date.dayOfWeek - 1 });
const fridayUpTo = (date: PlainDate): PlainDate => date.subtract({ days: (date.dayOfWeek + 2) % 7 });

/** Days on which pupils attend a maintained school in a year: 380 sessions (handbook Part 1 (a) 2). */
export const pupilDays = 190;

/**
 * Six half-terms of each academic year from `from` to `to`, laid out as most English authorities do: breaks of a week
 * at the end of October, in the middle of February and at the Spring bank holiday, of two weeks at Christmas and
 * Easter; the last half-term ends when pupils have had their 190 days.
 */
export const generateTerms = (from: number, to: number): Term[] =>
  Array.from({ length: to - from + 1 }, (_, index) => termsOf(from + index)).flat();

function termsOf(year: number): Term[] {
  const next = year + 1;
  const autumnBreak = mondayUpTo(on(year, 10, 31));
  const winterBreak = mondayFrom(on(next, 2, 15));
  const easter = easterSunday(next);
  // An early Easter opens its two weeks, a late one closes them.
  const easterBreak = mondayUpTo(easter).subtract({
    days: Temporal.PlainDate.compare(easter, on(next, 4, 8)) > 0 ? 7 : 0,
  });
  const springBreak = mondayUpTo(on(next, 5, 31));
  const friday = (monday: PlainDate) => monday.subtract({ days: 3 });
  const blocks: [name: string, startsOn: PlainDate, endsOn: PlainDate][] = [
    ['Autumn 1', schoolDayFrom(on(year, 9, 2)), friday(autumnBreak)],
    ['Autumn 2', autumnBreak.add({ days: 7 }), fridayUpTo(on(year, 12, 21))],
    ['Spring 1', mondayFrom(on(next, 1, 3)), friday(winterBreak)],
    ['Spring 2', winterBreak.add({ days: 7 }), friday(easterBreak)],
    ['Summer 1', easterBreak.add({ days: 14 }), friday(springBreak)],
  ];
  const holidays = new Set([...bankHolidaysByRule(year), ...bankHolidaysByRule(next)].map((day) => day.date));
  let left =
    pupilDays -
    blocks.reduce((sum, [, startsOn, endsOn]) => sum + daysBetween(startsOn, endsOn, holidays), 0);
  const lastStart = springBreak.add({ days: 7 });
  let lastEnd = lastStart;
  for (let day = lastStart; left > 0; day = day.add({ days: 1 })) {
    if (isWorkingDay(day, holidays)) left--;
    lastEnd = day;
  }
  return [...blocks, ['Summer 2', lastStart, lastEnd] as const].map(([name, startsOn, endsOn]) => ({
    name,
    academicYear: year,
    startsOn: startsOn.toString(),
    endsOn: endsOn.toString(),
  }));
}

const schoolDayFrom = (date: PlainDate): PlainDate => (date.dayOfWeek > 5 ? mondayFrom(date) : date);

function daysBetween(from: PlainDate, to: PlainDate, holidays: ReadonlySet<string>): number {
  let days = 0;
  for (let day = from; Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 }))
    if (isWorkingDay(day, holidays)) days++;
  return days;
}
