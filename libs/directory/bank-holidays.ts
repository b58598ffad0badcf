import { Temporal } from '#platform';

export interface BankHoliday {
  readonly date: string;
  readonly title: string;
}

/** The division of the gov.uk file that England's schools keep. */
export const division = 'england-and-wales';

/** Bank holidays as gov.uk publishes them: one list of events per division. */
export interface BankHolidayFile {
  readonly [division: string]: {
    readonly division: string;
    readonly events: readonly {
      readonly title: string;
      readonly date: string;
      readonly notes: string;
      readonly bunting: boolean;
    }[];
  };
}

const { PlainDate } = Temporal;
type PlainDate = Temporal.PlainDate;

/** Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher). */
export function easterSunday(year: number): PlainDate {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return PlainDate.from({ year, month, day: (h + l - 7 * m + 33 * month + 19) % 32 });
}

const firstMonday = (year: number, month: number): PlainDate => {
  const first = PlainDate.from({ year, month, day: 1 });
  return first.add({ days: (8 - first.dayOfWeek) % 7 });
};

const lastMonday = (year: number, month: number): PlainDate => {
  const last = PlainDate.from({ year, month, day: 31 });
  return last.subtract({ days: last.dayOfWeek - 1 });
};

const weekend = (date: PlainDate): boolean => date.dayOfWeek > 5;

/**
 * England's bank holidays of a year by the Banking and Financial Dealings Act 1971 and the proclamations that repeat
 * every year; a holiday on a weekend is kept on the next free weekday. One-off proclamations (a coronation) are only
 * in the gov.uk file.
 */
export function bankHolidaysByRule(year: number): BankHoliday[] {
  const easter = easterSunday(year);
  const newYear = PlainDate.from({ year, month: 1, day: 1 });
  const christmas = PlainDate.from({ year, month: 12, day: 25 });
  const boxing = christmas.add({ days: 1 });
  const days: [PlainDate, string][] = [
    [weekend(newYear) ? newYear.add({ days: 8 - newYear.dayOfWeek }) : newYear, 'New Year’s Day'],
    [easter.subtract({ days: 2 }), 'Good Friday'],
    [easter.add({ days: 1 }), 'Easter Monday'],
    [firstMonday(year, 5), 'Early May bank holiday'],
    [lastMonday(year, 5), 'Spring bank holiday'],
    [lastMonday(year, 8), 'Summer bank holiday'],
    // On a weekend both move past each other's day: to Monday 27 and Tuesday 28, or one of the two.
    [weekend(christmas) ? PlainDate.from({ year, month: 12, day: 27 }) : christmas, 'Christmas Day'],
    [weekend(boxing) ? PlainDate.from({ year, month: 12, day: 28 }) : boxing, 'Boxing Day'],
  ];
  return days
    .map(([date, title]) => ({ date: date.toString(), title }))
    .sort((one, other) => (one.date < other.date ? -1 : 1));
}

/** The years from `from` to `to` in gov.uk's format, by the rule. */
export function generateBankHolidays(from: number, to: number): BankHolidayFile {
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const events = years
    .flatMap(bankHolidaysByRule)
    .map(({ date, title }) => ({ title, date, notes: '', bunting: title !== 'Good Friday' }));
  return { [division]: { division, events } };
}
