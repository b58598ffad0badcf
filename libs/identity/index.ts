export {
  actingField,
  ChoiceRequired,
  CurrentActor,
  CurrentVisitor,
  Keys,
  nobody,
  opensFor,
  Public,
  requireSameSession,
  Roles,
  SignedIn,
  SignInRequired,
  Visitors,
  whoMayUse,
  type AccessRequest,
  type Visitor,
  type Who,
} from './access.js';
export { ApiKeys, type ApiKey, type AskedKey, type KeyState } from './api-keys.js';
export type { KeyScope } from './api-key.entity.js';
export { Audit, identityChecks, type AuditEntry, type AuditMark } from './audit.js';
export {
  AppointmentEnded,
  KeyIssued,
  LetterToPartyRequested,
  NominationProposed,
  PasswordForgotten,
  PasswordResetRequested,
} from './events.js';
export { Idempotency } from './idempotency.js';
export { IdentityModule } from './identity.module.js';
export { AnswerForgotten, SealAudit } from './jobs.js';
export { Limits, type Commitment } from './limits.js';
export { requireDecliner, type Approval, type Decision, type LimitSet } from './rungs.js';
export {
  Nominations,
  officeMailboxes,
  type Nomination,
  type OfficeMailbox,
  type Waiting,
} from './nominations.js';
export { Memberships } from './memberships.js';
export { Parties, type NewParty, type Part, type Party } from './parties.js';
export type { Appointment } from './appointment.entity.js';
export {
  behind,
  ownPart,
  ownParts,
  People,
  requireNoPart,
  type NewAppointment,
  type Person,
} from './people.js';
export { confirmingRoles, isStaff, leadingRoles, oneStays, roleName, rolesAt, staffRoles } from './roles.js';
export { actorOf, Sessions, type Acting, type Session } from './sessions.js';
export { passwordLength, resetLinkHours } from './passwords.js';
export { SignIn, type Client, type Cookies, type DemonstrationPerson } from './sign-in.js';
export { texts } from './texts.js';
export { identityRetentions } from './retention.repository.js';
