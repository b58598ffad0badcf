import type { Actor, Role } from '#platform';

/** Who sees a school's own pages, and who of them commits the school. Governors read, ask and evaluate. */
export const schoolRoles: readonly Role[] = ['business-manager', 'headteacher', 'chair'];
export const committingRoles: readonly Role[] = ['business-manager', 'headteacher'];

export const mayCommit = (actor: Actor): boolean => committingRoles.includes(actor.role as Role);
