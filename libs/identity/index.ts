export {
  ChoiceRequired,
  CurrentActor,
  CurrentVisitor,
  Public,
  Roles,
  SignedIn,
  SignInRequired,
  Visitors,
  type AccessRequest,
  type Visitor,
} from './access.js';
export { ApiKeys, type ApiKey, type KeyScope } from './api-keys.js';
export { Audit, type AuditEntry, type Details, type Subject } from './audit.js';
export { PasswordResetRequested } from './events.js';
export { Idempotency } from './idempotency.js';
export { IdentityModule } from './identity.module.js';
export { Limits, type Approver } from './limits.js';
export { Parties, type NewParty, type Part, type Party } from './parties.js';
export { People, type Appointment, type NewAppointment, type Person } from './people.js';
export { isStaff, roleName, staffRoles } from './roles.js';
export { actorOf, Sessions, type Acting } from './sessions.js';
export {
  publicUrl,
  SignIn,
  type Client,
  type Cookies,
  type DemonstrationPerson,
  type Session,
} from './sign-in.js';
