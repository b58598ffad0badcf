import { defineEvent } from '#platform';

/** Someone forgot their password; the entity is the person. `SignIn.resetLink` makes the link for the mail. */
export const PasswordResetRequested = defineEvent('identity.password-reset-requested');
