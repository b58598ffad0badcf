import { roleName, type KeyScope, type Person, type Waiting } from '#identity';
import type { Approver } from '#operating-model';
import { authorityRoles, pounds, type Role } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { task, type Task } from '../../kit/task.js';
import { theOperator } from '../../kit/words.js';
import { paths } from '../../paths.js';

/** How much one role may order alone, over so many days. */
export interface Limit {
  readonly role: Approver;
  /** Null: as much as they like. */
  readonly pence: bigint | null;
  readonly days: number;
}

/** What a role does within its limit. */
const earmarks = (role: Role): boolean => authorityRoles.includes(role);
const does = (role: Role): string => (earmarks(role) ? 'earmark' : 'order');

/** `your business manager orders up to £500.00 in 30 days without asking`. */
export function limitSaid({ role, pence, days }: Limit): string {
  const who = `your ${roleName(role).toLowerCase()}`;
  if (pence === null) return `${who} ${does(role)}s without a limit`;
  if (pence === 0n)
    return earmarks(role)
      ? `${who} earmarks nothing alone`
      : `${who} prepares orders, and each is approved by somebody else`;
  return `${who} ${does(role)}s up to ${pounds(pence)} in ${days} days without asking`;
}

/** Where one says yes or no. */
export const waitsAt = ({ kind, id }: Waiting): string =>
  kind === 'key' ? paths.keys.show(id) : paths.nominations.show(id);

/** `A key that reads and changes`. */
export const keyMay = ({ scopes }: { readonly scopes: readonly KeyScope[] }): string =>
  scopes.includes('write') ? 'A key that reads and changes' : 'A key that reads';

/** What is for the reader to confirm, on a home: of each kind who or what it is, or how many. */
export function toConfirm(waiting: readonly Waiting[]): Task[] {
  const ofKind = (kind: Waiting['kind'], several: (count: number) => string): Task[] => {
    const [one, ...further] = waiting.filter((each) => each.kind === kind);
    if (!one) return [];
    const [what, hint, href] = further.length
      ? [several(further.length + 1), `Asked by ${theOperator}`, paths.colleagues]
      : [
          one.kind === 'key' ? `the key ${one.name} may act for you` : `${one.name} acts for you`,
          one.kind === 'key' ? keyMay(one) : `Proposed as ${roleName(one.role).toLowerCase()}`,
          waitsAt(one),
        ];
    return [task(`Say whether ${what}`, hint, 'To confirm', 'blue', href)];
  };
  return [
    ...ofKind('nomination', (count) => `${count} people act for you`),
    ...ofKind('key', (count) => `${count} keys may act for you`),
  ];
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

export function presentColleagues(
  people: readonly (Person & { role: Role })[],
  waiting: readonly Waiting[],
  limits: readonly (Limit & { readonly own: boolean })[],
) {
  return page('account/colleagues/page.njk', 'Who acts for you', {
    people: people.map((one) => ({ name: one.name, who: `${roleName(one.role)}, ${one.email}` })),
    waiting: waiting.map((one) => ({
      name: one.name,
      who: `${one.kind === 'key' ? keyMay(one) : roleName(one.role)} for ${one.organisationName}, ${one.kind === 'key' ? 'made' : 'proposed'} by ${theOperator}`,
      href: waitsAt(one),
    })),
    limitsTitle: `What may be ${limits.some(({ role }) => earmarks(role)) ? 'earmarked' : 'ordered'} without asking`,
    limits: limits.map((one) => ({
      text: sentence(limitSaid(one)),
      role: roleName(one.role).toLowerCase(),
      href: one.own ? null : paths.limit(one.role),
    })),
  });
}

export function presentLimit(limit: Limit, form: FormState) {
  return page(
    'account/colleagues/limit.njk',
    `How much may your ${roleName(limit.role).toLowerCase()} ${does(limit.role)} alone?`,
    {
      now: `At present ${limitSaid(limit)}.`,
      hint: earmarks(limit.role)
        ? `In any ${limit.days} days together. Enter 0 where somebody else earmarks everything.`
        : `Before VAT, in any ${limit.days} days together. Enter 0 where every order needs approval.`,
      action: paths.limit(limit.role),
    },
    { form, back: { href: paths.colleagues } },
  );
}
