import { defineEvent } from '#platform';

/** A mail waits to be sent; the entity is the message. */
export const MailQueued = defineEvent('notifications.mail-queued');
