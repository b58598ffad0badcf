import { Temporal } from 'temporal-polyfill';

export { Temporal };

/** All civil dates are London's: the funding year, terms and notice periods are English. */
export const civilZone = 'Europe/London';

export const civilDate = (instant: Temporal.Instant): Temporal.PlainDate =>
  instant.toZonedDateTimeISO(civilZone).toPlainDate();

/** `Tuesday 3 March 2026`. */
export const longDate = (date: Temporal.PlainDate | string): string =>
  Temporal.PlainDate.from(date)
    .toLocaleString('en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    })
    .replace(',', '');

/** `3 March 2026`. */
export const shortDate = (date: Temporal.PlainDate | string): string =>
  Temporal.PlainDate.from(date).toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
