import { defineJob } from '#platform';

/** Every hour: gives notice and renews for each operator at its own date, in batches; safe to run twice or after a kill. */
export const RenewalsDue = defineJob('agreements.renewals-due', { cron: '5 * * * *' });
/** Every hour: what waits and nobody can approve any more ends, for each operator at its own date; safe to run twice or after a kill. */
export const LapseWaiting = defineJob('agreements.lapse-waiting', { cron: '10 * * * *' });
