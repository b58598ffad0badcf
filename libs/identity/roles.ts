import type { Role } from '#platform';

/** The operator's own staff: they see the whole operator. Every other role sees the party it acts for. */
export const staffRoles: readonly Role[] = ['administrator', 'broker', 'finance'];
export const isStaff = (role: Role): boolean => staffRoles.includes(role);

const names: Record<Role, string> = {
  'business-manager': 'Business manager',
  headteacher: 'Headteacher',
  chair: 'Chair of governors',
  manager: 'Service manager',
  practitioner: 'Practitioner',
  commissioner: 'Commissioner',
  'budget-holder': 'Budget holder',
  administrator: 'Administrator',
  broker: 'Broker',
  finance: 'Finance officer',
};
/** The role as pages say it. */
export const roleName = (role: Role): string => names[role];
