import { defineEvent } from '#platform';

/** Someone asked for a link, at whatever operator; the entity is the person, or nobody where their address is not known. `SignIn.answerReset` does what follows. */
export const PasswordForgotten = defineEvent('identity.password-forgotten');
/** A person is to be sent a link that sets a password; the entity is the person. `SignIn.resetLink` makes the link for the mail. */
export const PasswordResetRequested = defineEvent('identity.password-reset-requested');
/** Someone is proposed for a role at a party; the entity is the nomination. Those who lead there are told. */
export const NominationProposed = defineEvent('identity.nomination-proposed');
/** Someone’s appointment ended, or will on a day; the entity is the appointment. They are told. */
export const AppointmentEnded = defineEvent('identity.appointment-ended');
/** A key was issued for a party; the entity is the key. Those who lead there are told, and asked for their yes where it waits for it: it orders in their name. */
export const KeyIssued = defineEvent('identity.key-issued');
/** An administrator asks for a letter to a party's own office; the entity is the nomination. */
export const LetterToPartyRequested = defineEvent('identity.letter-to-party-requested');
