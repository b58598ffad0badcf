import { PasswordResetRequested } from '#identity';
import { defineJob } from '#platform';
import { MailQueued } from './events.js';

/** Hands one message to the mail server. */
export const SendMail = defineJob('notifications.send-mail', { on: MailQueued });
/** Writes the mail with a link that sets a new password. */
export const WriteResetMail = defineJob('notifications.write-reset-mail', { on: PasswordResetRequested });
