import { defineJob } from '#platform';

/** Every hour, and when a rehearsal's clock is set forward: lots past their last day go to `expired`. Missed at midnight, it is done an hour later. */
export const ExpireLots = defineJob('ledger.expire-lots', { cron: '10 * * * *' });
/** Every five minutes: holds whose time has passed end. */
export const LapseHolds = defineJob('ledger.lapse-holds', { cron: '*/5 * * * *' });
/** Every quarter of an hour: transfers that cannot be preceded any more are sealed. */
export const SealTransfers = defineJob('ledger.seal', { cron: '*/15 * * * *' });
/** Every night: the books are proved, and what is wrong is kept for the operator's page. */
export const VerifyBooks = defineJob('ledger.verify', { cron: '30 3 * * *' });
