import { defineJob } from '#platform';
import { PasswordForgotten } from './events.js';

/** Every quarter of an hour: rows of the audit trail that cannot be preceded any more are sealed. */
export const SealAudit = defineJob('identity.seal-audit', { cron: '*/15 * * * *' });
/** What is done of a request for a link once it is answered: so the answer takes as long whether or not the address is known. */
export const AnswerForgotten = defineJob('identity.answer-forgotten', { on: PasswordForgotten });
