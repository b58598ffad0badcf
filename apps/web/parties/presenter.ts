import type { Organisation } from '#directory';
import {
  roleName,
  rolesAt,
  type ApiKey,
  type Nomination,
  type Part,
  type Party,
  type Person,
} from '#identity';
import type { Member } from '#insight';
import { civilDate, newId, shortDate, Temporal, type Role } from '#platform';
import type { FormState } from '../kit/form.js';
import { page } from '../kit/page.js';
import { addressQuery } from '../kit/page-number.js';
import { counted } from '../kit/words.js';
import { paths } from '../paths.js';

export const membersPerPage = 50;
const parts: Record<Part, string> = {
  host: 'The operator itself',
  commissioner: 'Local authority',
  provider: 'Provider',
  buyer: 'School',
};
const partNames = (party: { readonly [part in Part]: boolean }): string =>
  (['host', 'commissioner', 'provider', 'buyer'] as const)
    .filter((part) => party[part])
    .map((part) => parts[part])
    .join(', ');

export function presentParties(
  { members, total }: { members: readonly Member[]; total: number },
  asked: { text: string; part: string },
  number: number,
) {
  const at = (page: number) => ({
    href: `${paths.parties.index}?${addressQuery({ ...asked, page: String(page) })}`,
  });
  return page('parties/page.njk', 'Parties', {
    count: counted(total, 'party', 'parties'),
    rows: members.map((one) => ({
      name: one.name,
      href: paths.parties.show(one.organisationId),
      parts: partNames(one),
      place: [one.town, one.la].filter(Boolean).join(', '),
      people: one.people ? counted(one.people, 'person', 'people') : 'Nobody yet',
      left: one.leftOn ? `Left on ${shortDate(one.leftOn)}` : null,
    })),
    asked,
    parts: [
      { value: '', text: 'Everyone', selected: !asked.part },
      ...(['buyer', 'commissioner', 'provider'] as const).map((part) => ({
        value: part,
        text: { buyer: 'Schools', commissioner: 'Local authorities', provider: 'Providers' }[part],
        selected: part === asked.part,
      })),
    ],
    previous: number > 1 ? at(number - 1) : undefined,
    next: number * membersPerPage < total ? at(number + 1) : undefined,
  });
}

export interface PartyFacts {
  readonly party: Party;
  readonly organisation: Organisation;
  readonly people: readonly (Person & { role: Role; appointmentId: string })[];
  readonly waiting: readonly Nomination[];
  readonly keys: readonly ApiKey[];
}

const day = (date: Date): string =>
  shortDate(civilDate(Temporal.Instant.fromEpochMilliseconds(date.getTime())));

export function presentParty({ party, organisation, people, waiting, keys }: PartyFacts, form: FormState) {
  const id = party.organisationId;
  return page(
    'parties/party.njk',
    organisation.name,
    {
      parts: partNames(party),
      backdatedHref: party.buyer ? paths.parties.backdated(id) : null,
      joined: shortDate(party.joinedOn),
      people: people.map((one) => ({
        name: one.name,
        email: one.email,
        role: roleName(one.role),
        endAction: paths.parties.appointment(id, one.appointmentId),
      })),
      waiting: waiting.map((one) => ({
        name: one.name,
        role: roleName(one.role),
        href: paths.nominations.show(one.nominationId),
      })),
      host: party.host,
      appointAction: paths.parties.people(id),
      roles: [
        { value: '', text: 'Choose a role' },
        ...rolesAt(party).map((role) => ({
          value: role,
          text: roleName(role),
          selected: role === form.values.role,
        })),
      ],
      issueAction: paths.parties.keys(id),
      apiKeyId: newId(),
      keys: keys.map((key) => ({
        name: key.name,
        ends: `ends in ${key.lastFour}`,
        may: key.scopes.includes('write') ? 'Reads and changes' : 'Reads',
        issued: day(key.issuedAt),
        revoked: key.revokedAt ? day(key.revokedAt) : null,
        revokeAction: paths.parties.key(id, key.apiKeyId),
      })),
      scopes: [
        { value: 'read', text: 'Read only', checked: form.values.scope !== 'write' },
        { value: 'write', text: 'Read and change', checked: form.values.scope === 'write' },
      ],
    },
    { form, back: { href: paths.parties.index, text: 'All parties' } },
  );
}
