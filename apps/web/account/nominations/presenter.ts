import { confirmingRoles, officeMailboxes, roleName, type Nomination, type Party } from '#identity';
import { civilDate, shortDate, Temporal, type Actor, type Role } from '#platform';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { paths } from '../../paths.js';

/** What this person can do about it: an administrator asks for the organisation's word, or brings it; its leads give it. */
export function presentNomination(
  actor: Actor,
  nomination: Nomination,
  party: Party,
  domain: string | null,
  back: string,
  form: FormState,
) {
  const { nominationId: id, personId, proposedBy, name, role, organisationName } = nomination;
  const administrator = actor.role === 'administrator';
  const involved = actor.personId === personId || actor.personId === proposedBy;
  const leads = confirmingRoles(party).includes(actor.role as Role);
  return page(
    'account/nominations/page.njk',
    `${name} as ${roleName(role).toLowerCase()}`,
    {
      rows: [
        { key: { text: 'Who' }, value: { text: `${name}, ${nomination.email}` } },
        { key: { text: 'For' }, value: { text: organisationName } },
        { key: { text: 'Role' }, value: { text: roleName(role) } },
        {
          key: { text: 'Proposed' },
          value: {
            text: `${shortDate(civilDate(Temporal.Instant.fromEpochMilliseconds(nomination.proposedAt.getTime())))}${nomination.proposer ? `, by ${nomination.proposer}` : ''}`,
          },
        },
        { key: { text: 'Can be confirmed until' }, value: { text: shortDate(nomination.lapsesOn) } },
        ...(nomination.letterTo
          ? [{ key: { text: 'Letter sent to' }, value: { text: nomination.letterTo } }]
          : []),
      ],
      leads: party.buyer ? 'The headteacher or the chair of governors' : 'Someone who leads there',
      administrator,
      bringsWord: administrator && !involved,
      givesWord: !administrator && leads && !involved,
      mayDecline: administrator || leads,
      domain,
      mailboxes: [
        { value: '', text: 'Choose a mailbox' },
        ...officeMailboxes.map((mailbox) => ({
          value: mailbox,
          text: `${mailbox}@${domain}`,
          selected: mailbox === form.values.mailbox,
        })),
      ],
      letterAction: paths.nominations.letter(id),
      confirmAction: paths.nominations.confirmation(id),
      declineAction: paths.nominations.refusal(id),
      name,
      organisationName,
    },
    { form, back: { href: back } },
  );
}
