import { roleName, type Nomination, type Person } from '#identity';
import type { Role } from '#platform';
import { page } from '../kit/page.js';
import { paths } from '../paths.js';

export function presentColleagues(
  people: readonly (Person & { role: Role })[],
  waiting: readonly Nomination[],
) {
  return page('colleagues/page.njk', 'Who acts for you', {
    people: people.map((one) => ({ name: one.name, who: `${roleName(one.role)}, ${one.email}` })),
    waiting: waiting.map((one) => ({
      name: one.name,
      who: `${roleName(one.role)} for ${one.organisationName}, proposed by the operator`,
      href: paths.nominations.show(one.nominationId),
    })),
  });
}
