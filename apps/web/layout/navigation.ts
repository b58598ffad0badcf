import type { Role } from '#platform';
import { schoolRoles } from '../kit/school-roles.js';
import { paths } from '../paths.js';

interface Entry {
  readonly text: string;
  readonly href: string;
  /** Who sees it; nobody named: everyone. */
  readonly roles?: readonly Role[];
}

/** The service navigation, in order. A journey adds its entry here, with the roles that see it. */
const entries: readonly Entry[] = [
  { text: 'Home', href: paths.home },
  { text: 'Visits', href: paths.visits.index, roles: schoolRoles },
  { text: 'Courses', href: paths.courses.index, roles: schoolRoles },
  { text: 'Support', href: paths.support.index, roles: schoolRoles },
  { text: 'Catalogue', href: paths.catalogue.index, roles: schoolRoles },
  { text: 'Agreements', href: paths.agreements.index, roles: schoolRoles },
  { text: 'Invoices', href: paths.documents.index, roles: schoolRoles },
];

/** The entries of a role, the one that the page belongs to marked. */
export const navigationFor = (role: Role, path: string) =>
  entries
    .filter((entry) => !entry.roles || entry.roles.includes(role))
    .map(({ text, href }) => ({ text, href, current: path === href, active: path.startsWith(`${href}/`) }));
