export { Audit, type AuditEntry, type Details, type Subject } from './audit.js';
export { IdentityModule } from './identity.module.js';
export { Limits, type Approver } from './limits.js';
export { Parties, type NewParty, type Part, type Party } from './parties.js';
export { People, type Appointment, type NewAppointment, type Person } from './people.js';
export { isStaff, roleName, staffRoles } from './roles.js';
export { PasswordResetRequested } from './events.js';
export {
  publicUrl,
  SignIn,
  type Client,
  type Cookies,
  type DemonstrationPerson,
  type Session,
} from './sign-in.js';
