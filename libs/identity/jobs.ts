import { defineJob } from '#platform';

/** Every quarter of an hour: rows of the audit trail that cannot be preceded any more are sealed. */
export const SealAudit = defineJob('identity.seal-audit', { cron: '*/15 * * * *' });
