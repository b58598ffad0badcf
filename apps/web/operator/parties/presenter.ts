import { oneStays, ownPart, roleName, rolesAt, type ApiKey } from '#identity';
import type { Latest, Member, PartyPerson } from '#insight';
import { newId, notFound, shortDate, type Temporal } from '#platform';
import { confirmPage } from '../../kit/check.js';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { addressQuery } from '../../kit/page-number.js';
import { counted, dayOf, listDate } from '../../kit/words.js';
import { stateTag } from '../../school/agreements/presenter.js';
import { visitTag } from '../../school/visits/tag.js';
import { paths } from '../../paths.js';

export const membersPerPage = 50;

export function presentParties(
  { members, total }: { members: readonly Member[]; total: number },
  asked: { text: string; part: string },
  number: number,
) {
  const at = (page: number) => ({
    href: `${paths.parties.index}?${addressQuery({ ...asked, page: String(page) })}`,
  });
  return page('operator/parties/page.njk', 'Organisations', {
    count: counted(total, 'organisation'),
    rows: members.map((one) => ({
      name: one.name,
      href: paths.parties.show(one.organisationId),
      parts: one.roles,
      place: [...new Set([one.town, one.la])].filter(Boolean).join(', '),
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
  readonly party: Member;
  readonly people: readonly PartyPerson[];
  readonly keys: readonly ApiKey[];
  /** Of a school. */
  readonly latest: readonly Latest[];
  readonly today: Temporal.PlainDate;
}

/** Ten of them, and whether that is not all. */
const firstTen = <One>(items: readonly One[]) => ({ items: items.slice(0, 10), cut: items.length > 10 });

export function presentParty(facts: PartyFacts, form: FormState) {
  const { party, people, keys, latest, today } = facts;
  const id = party.organisationId;
  const left =
    party.leftOn && party.leftOn < today.toString()
      ? `It left on ${shortDate(party.leftOn)}, so no agreement is dated back for it.`
      : null;
  const acting = people.filter((one) => !one.waits);
  const mayEnd = (one: PartyPerson) =>
    one.role !== 'administrator' || oneStays(acting.filter((other) => other !== one));
  return page(
    'operator/parties/party.njk',
    party.name,
    {
      parts: party.roles,
      buys: party.buyer,
      backdatedHref: party.ownPart || left ? null : paths.parties.backdated(id),
      left,
      ownPart: party.ownPart ? ownPart().message : null,
      agreements: firstTen(
        latest.flatMap((one) =>
          one.kind === 'agreement'
            ? [
                {
                  text: `${one.title}, ${shortDate(one.startsOn)} to ${shortDate(one.endsOn)}`,
                  state: stateTag[one.state],
                  href: paths.agreements.show(one.id),
                },
              ]
            : [],
        ),
      ),
      visits: firstTen(
        latest.flatMap((one) =>
          one.kind === 'visit'
            ? [
                {
                  text: `${listDate(one.visitOn)}, ${one.practitioner}`,
                  state: visitTag(one, today),
                  href: paths.visits.show(one.id),
                },
              ]
            : [],
        ),
      ),
      joined: shortDate(party.joinedOn),
      people: acting.map((one) => ({
        name: one.name,
        email: one.email,
        role: roleName(one.role),
        endHref: mayEnd(one) ? paths.parties.appointment(id, one.id) : null,
        stays: mayEnd(one) ? null : 'The last administrator: appoint another first',
      })),
      waiting: people
        .filter((one) => one.waits)
        .map((one) => ({
          name: one.name,
          role: roleName(one.role),
          href: paths.nominations.show(one.id),
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
        issued: dayOf(key.issuedAt),
        became: becameOf(key),
        revokeHref: revocable(key) ? paths.parties.key(id, key.apiKeyId) : null,
      })),
      scopes: [
        { value: 'read', text: 'Read only', checked: form.values.scope !== 'write' },
        { value: 'write', text: 'Read and change', checked: form.values.scope === 'write' },
      ],
    },
    { form, back: { href: paths.parties.index, text: 'All organisations' } },
  );
}

/** What became of a key, after “issued 3 May 2027”. */
function becameOf({ state, decider, decidedAt, lapsesOn, revokedAt }: ApiKey): string {
  const decided = () => `by ${decider} on ${dayOf(decidedAt!)}`;
  switch (state) {
    case 'waiting':
      return `. It does nothing yet: it waits for their yes until ${shortDate(lapsesOn!)}`;
    case 'works':
      return decider ? `, confirmed ${decided()}` : '';
    case 'declined':
      return `, declined ${decided()}`;
    case 'lapsed':
      return `. It never works: nobody there confirmed it by ${shortDate(lapsesOn!)}`;
    case 'revoked':
      return `, revoked ${dayOf(revokedAt!)}`;
    case 'stopped':
      return '. It works no more, because whoever issued it is no longer an administrator';
  }
}
/** What works or may yet: the rest is over already. */
const revocable = ({ state }: ApiKey): boolean => ['works', 'waiting', 'stopped'].includes(state);

/** The answer to the form, and nothing else ever, shows the key. */
export function presentIssued(
  party: Pick<Member, 'organisationId' | 'name'>,
  issued: { readonly key: string; readonly name: string; readonly lapsesOn: Temporal.PlainDate | null },
) {
  return page(
    'operator/parties/key.njk',
    'The new key',
    { ...issued, party: party.name, lapsesOn: issued.lapsesOn && shortDate(issued.lapsesOn) },
    { back: { href: paths.parties.show(party.organisationId) } },
  );
}

/** What ends with it is said before it ends. */
export function presentEnding({ party, people }: PartyFacts, appointmentId: string) {
  const id = party.organisationId;
  const acting = people.filter((other) => !other.waits);
  const one = acting.find((other) => other.id === appointmentId);
  if (!one) throw notFound('appointment');
  const others = acting.filter((other) => other.role === one.role && other !== one);
  return confirmPage(`End the appointment of ${one.name}?`, {
    rows: [
      { key: 'Who', value: `${one.name}, ${one.email}` },
      { key: 'For', value: party.name },
      { key: 'Role', value: roleName(one.role) },
      {
        key: 'Who stays in this role',
        value: others.map((other) => other.name).join(', ') || 'Nobody: propose someone new',
      },
    ],
    then: `From now on they do nothing here in this role, and get a mail that says so. If it is their last role, they are signed out.${one.role === 'administrator' ? ' The keys that they issued, for whichever organisation, stop working: issue others first.' : ''}`,
    action: paths.parties.appointment(id, appointmentId),
    button: 'End the appointment',
    keep: 'Keep it',
    keepHref: paths.parties.show(id),
  });
}

export function presentRevoking({ party, keys }: PartyFacts, apiKeyId: string) {
  const id = party.organisationId;
  const key = keys.find((one) => one.apiKeyId === apiKeyId && revocable(one));
  if (!key) throw notFound('key');
  return confirmPage(`Revoke the key ${key.name}?`, {
    rows: [
      { key: 'For', value: party.name },
      { key: 'Ends in', value: key.lastFour },
      { key: 'Issued', value: dayOf(key.issuedAt) },
    ],
    then: `${key.state === 'works' ? 'Whatever uses it stops working at once, until it is given a new key. ' : ''}A key that is revoked cannot be brought back.`,
    action: paths.parties.key(id, apiKeyId),
    button: 'Revoke the key',
    keep: 'Keep it',
    keepHref: paths.parties.show(id),
  });
}
