import type { HeldRole } from '#identity';
import type { Member } from '#insight';
import { inUse, type PartyRole } from '#operating-model';
import { shortDate, type Temporal } from '#platform';
import { confirmPage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

export interface RolesFacts {
  readonly party: Pick<Member, 'organisationId' | 'name' | 'leftOn'>;
  readonly held: readonly HeldRole[];
  /** The operator's own roles. */
  readonly words: readonly PartyRole[];
  readonly today: Temporal.PlainDate;
}

export const isOver = ({ untilOn }: HeldRole, today: Temporal.PlainDate): boolean =>
  untilOn !== null && untilOn < today.toString();

const days = ({ fromOn, untilOn }: HeldRole): string =>
  `From ${shortDate(fromOn)}${untilOn ? ` until ${shortDate(untilOn)}` : ''}`;

export function presentRoles({ party, held, words, today }: RolesFacts, form: FormState) {
  const id = party.organisationId;
  const now = held.filter((one) => !isOver(one, today));
  return page(
    'operator/party-roles/page.njk',
    `What ${party.name} is here`,
    {
      held: held.map((one) => ({
        label: one.label,
        days: days(one),
        over: isOver(one, today),
        // The last one ends with the membership, the operator's own never.
        endHref: now.length > 1 && now.includes(one) && !one.host ? paths.parties.role(id, one.role) : null,
      })),
      left: party.leftOn && shortDate(party.leftOn),
      action: paths.parties.roles(id),
      roles: [
        { value: '', text: 'Choose a role' },
        ...inUse(words, today)
          .filter(({ code, may }) => !may.includes('hosts') && !now.some(({ role }) => role === code))
          .map(({ code, label }) => ({ value: code, text: label, selected: code === form.values.role })),
      ],
    },
    { form, back: { href: paths.parties.show(id), text: party.name } },
  );
}

export function presentRoleEnd({ party }: RolesFacts, held: HeldRole, form: FormState) {
  const id = party.organisationId;
  return confirmPage(
    `What is the last day of ${party.name} as “${held.label}”?`,
    {
      rows: [{ key: 'So far', value: days(held) }],
      then: 'After that day nothing new is agreed with it in this role, and the people who act for it in this role can no longer do so. What was agreed stays.',
      action: paths.parties.role(id, held.role),
      button: 'Save the last day',
      keep: 'Leave it as it is',
      keepHref: paths.parties.roles(id),
    },
    { form, template: 'operator/party-roles/ending.njk' },
  );
}
