import { committingRoles, forbidden, type Role, type Tx } from '#platform';
import { Parties, type Part } from './parties.js';

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

/** The roles that there are at a party, by the parts it plays. */
export function rolesAt(party: { readonly [part in Part]: boolean }): readonly Role[] {
  return [
    ...(party.host ? staffRoles : []),
    ...(party.buyer ? (['business-manager', 'headteacher', 'chair'] as const) : []),
    ...(party.provider || party.buyer || party.host ? (['manager', 'practitioner'] as const) : []),
    ...(party.commissioner ? (['commissioner', 'budget-holder'] as const) : []),
  ];
}

/** Somebody must be there to appoint the next: an administrator without a last day. */
export const oneStays = (people: readonly { readonly role: Role; readonly goes: boolean }[]): boolean =>
  people.some(({ role, goes }) => role === 'administrator' && !goes);

/** Those who lead their party. */
export const leadingRoles: readonly Role[] = [
  'headteacher',
  'chair',
  'manager',
  'commissioner',
  'budget-holder',
];
/** Those whose word is their party's on who else acts for it: of a school its head or chair, of another body any who leads. */
export const confirmingRoles = (party: { readonly buyer: boolean }): readonly Role[] =>
  party.buyer ? ['headteacher', 'chair'] : leadingRoles;

/** Roles that a person in this one does not have at the same party on the same day; as `appointment_one_side` (ADR 16). */
export function notBeside(role: Role): readonly Role[] {
  if (role === 'chair') return committingRoles;
  return committingRoles.includes(role) ? ['chair'] : [];
}

/** Whether the actor's word is a party's on who acts for it; of the operator's own organisation that is its administrators'. Refuses: `platform.not-found`. */
export async function leads(tx: Tx, organisationId: string): Promise<boolean> {
  const { role, organisationIds } = tx.actor;
  const party = await new Parties().find(tx, organisationId);
  return (
    !party.host && organisationIds.includes(organisationId) && confirmingRoles(party).includes(role as Role)
  );
}

/** For an administrator, and whoever runs the installation. Refuses: `platform.forbidden`. */
export function requireAdministrator({ actor }: Tx): void {
  if (actor.role !== 'administrator' && actor.role !== 'job')
    throw forbidden('Only an administrator of the operator does this.');
}
