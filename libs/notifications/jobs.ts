import {
  AgreementDeclined,
  AgreementSigned,
  AgreementsRenewed,
  ApprovalRequested,
  RenewalNotified,
} from '#agreements';
import {
  SupportAgreed,
  SupportDeclined,
  SupportEnded,
  SupportProposed,
  SupportRequested,
  SupportTakenBack,
  VisitBooked,
  VisitCalledOff,
  VisitReported,
} from '#delivery';
import {
  AppointmentEnded,
  KeyIssued,
  LetterToPartyRequested,
  NominationProposed,
  PasswordResetRequested,
} from '#identity';
import { DocumentIssued } from '#invoicing';
import { defineJob } from '#platform';
import { MailQueued } from './events.js';

/** Hands one message to the mail server. */
export const SendMail = defineJob('notifications.send-mail', { on: MailQueued });
/** Every minute: whatever was written and not sent, because the server was away, there was none yet, or a job was lost. */
export const SendWaiting = defineJob('notifications.send-waiting', { cron: '* * * * *' });

/** Each writes the letters of one event; `apps/worker/letters.processor.ts`. */
export const WriteResetMail = defineJob('notifications.write-reset-mail', { on: PasswordResetRequested });
export const TellApprovalRequested = defineJob('notifications.tell-approval-requested', {
  on: ApprovalRequested,
});
export const TellSigned = defineJob('notifications.tell-signed', { on: AgreementSigned });
export const TellDeclined = defineJob('notifications.tell-declined', { on: AgreementDeclined });
export const TellRenewalNotified = defineJob('notifications.tell-renewal-notified', { on: RenewalNotified });
export const TellRenewed = defineJob('notifications.tell-renewed', { on: AgreementsRenewed });
export const TellVisitBooked = defineJob('notifications.tell-visit-booked', { on: VisitBooked });
export const TellVisitCalledOff = defineJob('notifications.tell-visit-called-off', { on: VisitCalledOff });
export const TellVisitReported = defineJob('notifications.tell-visit-reported', { on: VisitReported });
export const TellSupportRequested = defineJob('notifications.tell-support-requested', {
  on: SupportRequested,
});
export const TellSupportProposed = defineJob('notifications.tell-support-proposed', { on: SupportProposed });
export const TellSupportAgreed = defineJob('notifications.tell-support-agreed', { on: SupportAgreed });
export const TellSupportDeclined = defineJob('notifications.tell-support-declined', { on: SupportDeclined });
export const TellSupportTakenBack = defineJob('notifications.tell-support-taken-back', {
  on: SupportTakenBack,
});
export const TellSupportEnded = defineJob('notifications.tell-support-ended', { on: SupportEnded });
export const TellDocumentIssued = defineJob('notifications.tell-document-issued', { on: DocumentIssued });
export const TellNominationProposed = defineJob('notifications.tell-nomination-proposed', {
  on: NominationProposed,
});
export const TellAppointmentEnded = defineJob('notifications.tell-appointment-ended', {
  on: AppointmentEnded,
});
export const TellKeyIssued = defineJob('notifications.tell-key-issued', { on: KeyIssued });
export const WriteToParty = defineJob('notifications.write-to-party', { on: LetterToPartyRequested });
