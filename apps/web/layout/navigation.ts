import type { Role } from '#platform';
import { paths } from '../paths.js';

interface Entry {
  readonly text: string;
  readonly href: string;
  /** Whose menu it is in, when the page opens for more than need it there. */
  readonly roles?: readonly Role[];
}

/** The service navigation, in order. A journey adds its entry here; who sees it follows from whom its page opens for. */
const entries: readonly Entry[] = [
  { text: 'Home', href: paths.home },
  { text: 'Visits', href: paths.visits.index },
  { text: 'Courses', href: paths.courses.index },
  { text: 'Support', href: paths.support.index },
  { text: 'Catalogue', href: paths.catalogue.index },
  { text: 'Agreements', href: paths.agreements.index },
  { text: 'People', href: paths.colleagues },
  { text: 'Requests', href: paths.brokerage.index },
  { text: 'Schools to call', href: paths.schoolsToCall, roles: ['broker'] },
  { text: 'Invoices', href: paths.worklist },
  { text: 'Credits', href: paths.credits.index },
  { text: 'Offers', href: paths.offers },
  { text: 'Organisations', href: paths.parties.index },
  { text: 'Settings', href: paths.settings.index },
  { text: 'Audit', href: paths.auditTrail },
  { text: 'Problems', href: paths.unfinished.index },
  { text: 'Clock', href: paths.clock.index },
  { text: 'Funds', href: paths.funds.index },
  { text: 'Schools', href: paths.authoritySchools },
  { text: 'Course dates', href: paths.courseDates.index },
  { text: 'Deliveries', href: paths.deliveries.index },
  { text: 'Invoices', href: paths.documents.index },
];

/** Where a page is in the menu: the same for all pages whose menus look the same to one role. */
export const placeInMenu = (path: string): string =>
  entries
    .flatMap(({ href }) => (path === href ? [href] : path.startsWith(`${href}/`) ? [`${href}/`] : []))
    .join(' ');

/** The entries of a role, the one that the page belongs to marked. */
export const navigationFor = (role: Role, path: string, opens: (href: string) => boolean) =>
  entries
    .filter((entry) => (!entry.roles || entry.roles.includes(role)) && opens(entry.href))
    .map(({ text, href }) => ({ text, href, current: path === href, active: path.startsWith(`${href}/`) }));
