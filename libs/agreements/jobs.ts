import { defineJob } from '#platform';

/** Every hour: gives notice and renews for each operator at its own date, in batches; safe to run twice or after a kill. */
export const RenewalsDue = defineJob('agreements.renewals-due', { cron: '5 * * * *' });
