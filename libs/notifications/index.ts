export { AgreementLetters } from './agreement-letters.js';
export { AppointmentLetters } from './appointment-letters.js';
export { notificationsChecks } from './checks.js';
export { DeliveryLetters } from './delivery-letters.js';
export { DocumentLetters } from './document-letters.js';
export { MailQueued } from './events.js';
export {
  SendMail,
  SendWaiting,
  TellAppointmentEnded,
  TellApprovalRequested,
  TellDeclined,
  TellDocumentIssued,
  TellKeyIssued,
  TellNominationProposed,
  TellRenewalNotified,
  TellRenewed,
  TellSigned,
  TellSupportAgreed,
  TellSupportDeclined,
  TellSupportEnded,
  TellSupportProposed,
  TellSupportRequested,
  TellSupportTakenBack,
  TellVisitBooked,
  TellVisitCalledOff,
  TellVisitReported,
  WriteResetMail,
  WriteToParty,
} from './jobs.js';
export { officeLetter, resetLetter, type Letter } from './letters/index.js';
export type { Links } from './links.js';
export { Mail, type Recipient } from './mail.js';
export type { Message, UnsentBecause } from './message.repository.js';
export { NotificationsModule } from './notifications.module.js';
export { MailServer, refusesLetter } from './mail-server.js';
export { notificationsRetentions } from './retention.repository.js';
