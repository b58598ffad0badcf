import { defineJob } from '#platform';

/** Every hour: asks each operator, at its own date, for terms that end or have ended. */
export const RenewalsDue = defineJob('agreements.renewals-due', { cron: '5 * * * *' });
/** Gives notice and renews for one operator, in batches; safe to run twice or after a kill. */
export const Renew = defineJob('agreements.renew');
