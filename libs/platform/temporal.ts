import { Temporal } from 'temporal-polyfill';

export { Temporal };

/** All civil dates are London's: the funding year, terms and notice periods are English. */
export const civilZone = 'Europe/London';

export function civilDate(instant: Temporal.Instant): Temporal.PlainDate {
  // In London days begin, and clocks change, at a full hour of UTC: within one it is one day, and every transaction asks.
  const hour = Math.floor(instant.epochMilliseconds / 3_600_000);
  if (lately?.hour !== hour) lately = { hour, date: instant.toZonedDateTimeISO(civilZone).toPlainDate() };
  return lately.date;
}
let lately: { hour: number; date: Temporal.PlainDate } | undefined;

/** The years that a date from outside may lie in: before and after them is a slip of the hand. */
export const yearsTaken = { from: 2000, to: 2099 } as const;

const taken = ({ year }: { readonly year: number }): boolean =>
  year >= yearsTaken.from && year <= yearsTaken.to;

/** The one rule for a date from outside: `YYYY-MM-DD`, a day that exists, in the years taken. */
export const isCivilDate = (text: unknown): text is string =>
  typeof text === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  reads(() => taken(Temporal.PlainDate.from(text)));

/** A day as it is written here, `1/4/2027`, as that rule has it; anything else as it came. */
export function civilDateIn(text: string): string {
  const [, day, month, year] = /^(\d\d?)\/(\d\d?)\/(\d{4})$/.exec(text) ?? [];
  const iso = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return isCivilDate(iso) ? iso : text;
}

/** And for an instant, `2026-09-01T09:00:00Z`. */
export const isMoment = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= 40 && reads(() => taken(civilDate(Temporal.Instant.from(text))));

function reads(read: () => boolean): boolean {
  try {
    return read();
  } catch {
    return false;
  }
}

/** Words for dates in one form, without the comma that some have. Making a formatter costs a hundred times its use: each is made once. */
export function dateWords(form: Intl.DateTimeFormatOptions): (date: Temporal.PlainDate | string) => string {
  const format = new Intl.DateTimeFormat('en-GB', { ...form, timeZone: 'UTC' });
  return (date) => {
    const { year, month, day } = Temporal.PlainDate.from(date);
    return format.format(Date.UTC(year, month - 1, day)).replace(',', '');
  };
}

/** `Tuesday 3 March 2026`. */
export const longDate = dateWords({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** `3 March 2026`. */
export const shortDate = dateWords({ day: 'numeric', month: 'long', year: 'numeric' });
