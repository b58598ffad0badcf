import type { Role } from '#platform';
import { paths } from '../paths.js';

interface Entry {
  readonly text: string;
  readonly href: string;
  /** Who sees it; nobody named: everyone. */
  readonly roles?: readonly Role[];
}

/** The service navigation, in order. A journey adds its entry here, with the roles that see it. */
const entries: readonly Entry[] = [{ text: 'Home', href: paths.home }];

/** The entries of a role, the one that the page belongs to marked. */
export const navigationFor = (role: Role, path: string) =>
  entries
    .filter((entry) => !entry.roles || entry.roles.includes(role))
    .map(({ text, href }) => ({ text, href, current: path === href, active: path.startsWith(`${href}/`) }));
