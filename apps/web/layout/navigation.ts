import { staffRoles } from '#identity';
import type { Role } from '#platform';
import { schoolRoles } from '../kit/school-roles.js';
import { authorityRoles, providerRoles } from '../kit/other-roles.js';
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
  { text: 'Requests', href: paths.brokerage.index, roles: ['broker', 'administrator'] },
  { text: 'Schools to call', href: paths.schoolsToCall, roles: ['broker'] },
  { text: 'Invoices', href: paths.worklist, roles: ['finance', 'administrator'] },
  { text: 'Credits', href: paths.credits.index, roles: staffRoles },
  { text: 'Offers', href: paths.offers, roles: staffRoles },
  { text: 'Parties', href: paths.parties.index, roles: ['administrator'] },
  { text: 'Audit', href: paths.auditTrail, roles: staffRoles },
  { text: 'Clock', href: paths.clock.index, roles: ['administrator'] },
  { text: 'Funds', href: paths.funds.index, roles: authorityRoles },
  { text: 'Schools', href: paths.authoritySchools, roles: authorityRoles },
  { text: 'Course dates', href: paths.courseDates.index, roles: providerRoles },
  { text: 'Deliveries', href: paths.deliveries.index, roles: ['manager'] },
];

/** The entries of a role, the one that the page belongs to marked. */
export const navigationFor = (role: Role, path: string) =>
  entries
    .filter((entry) => !entry.roles || entry.roles.includes(role))
    .map(({ text, href }) => ({ text, href, current: path === href, active: path.startsWith(`${href}/`) }));
