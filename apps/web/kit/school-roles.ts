import { committingRoles, schoolRoles, type Actor, type Role } from '#platform';

export { committingRoles, schoolRoles };

export const mayCommit = (actor: Actor): boolean => committingRoles.includes(actor.role as Role);
