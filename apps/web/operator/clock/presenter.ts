import { civilZone, longDate, Temporal, type Operator } from '#platform';
import { checkPage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** `Wednesday 1 April 2026, 09:00`. */
export const sayTime = (instant: Temporal.Instant): string => {
  const london = instant.toZonedDateTimeISO(civilZone);
  return `${longDate(london.toPlainDate())}, ${london.toPlainTime().toString().slice(0, 5)}`;
};

export const toInstant = (day: string, time: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(civilZone).toInstant();

export const presentClock = ({ rehearsalNow }: Operator, now: Temporal.Instant, form: FormState) =>
  page(
    'operator/clock/page.njk',
    'The rehearsal’s clock',
    { rehearsal: rehearsalNow !== null, now: sayTime(now) },
    { form },
  );

export const presentClockCheck = (from: Temporal.Instant, to: Temporal.Instant, form: FormState) =>
  checkPage(
    'Set the clock forward?',
    {
      rows: [
        { key: 'It is now', value: sayTime(from) },
        { key: 'It will be', value: sayTime(to) },
      ],
      action: paths.clock.index,
      changeAction: paths.clock.check,
      button: 'Set the clock forward',
      then: 'All that the days between bring happens at once: reminders, renewals, invoices, credits that expire. The clock cannot go back.',
    },
    form,
  );
