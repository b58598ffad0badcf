import { confirmingRoles, roleName, type ApiKey, type AskedKey, type LimitSet, type Party } from '#identity';
import type { Approver, Settings } from '#operating-model';
import { pounds, shortDate, type Actor, type Role } from '#platform';
import { toSummary } from '../../kit/check.js';
import { page } from '../../kit/page.js';
import { dayOf, theOperator } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { keyMay } from '../colleagues/presenter.js';

export interface KeyAsked {
  readonly actor: Actor;
  readonly key: AskedKey;
  readonly party: Party;
  readonly settings: Pick<Settings, 'approvals' | 'ledger'>;
  /** Those that the actor's role sets. */
  readonly limits: ReadonlyMap<Approver, Pick<LimitSet, 'pence'>>;
}

/** The keys that act for an organisation today; who leads it ends one. */
export const presentKeys = (keys: readonly ApiKey[], { role }: Pick<Actor, 'role'>) =>
  page(
    'account/keys/list.njk',
    'Programs that act for you',
    {
      keys: keys.map((key) => ({
        name: key.name,
        may: `${keyMay(key)}, made ${dayOf(key.issuedAt)} by ${theOperator}${key.decider ? ` and confirmed by ${key.decider}` : ''}`,
        endAction:
          !key.host && confirmingRoles(key).some((one) => one === role)
            ? paths.keys.ending(key.apiKeyId)
            : null,
      })),
    },
    { back: { href: paths.colleagues } },
  );

/** What a program that holds the key could do, in the words of whoever answers for it. */
export function presentKey(asked: KeyAsked) {
  const { actor, key, party } = asked;
  const leads = confirmingRoles(party).includes(actor.role as Role);
  const issued = actor.personId === key.issuedBy;
  return page(
    'account/keys/page.njk',
    `${key.name}: may it act for you?`,
    {
      rows: toSummary([
        { key: 'What it is for', value: key.name },
        { key: 'For', value: key.organisationName },
        { key: 'Made', value: `${dayOf(key.issuedAt)}, by ${key.issuer} for ${theOperator}` },
        { key: 'Can be confirmed until', value: shortDate(key.lapsesOn) },
      ]),
      organisationName: key.organisationName,
      changes: key.scopes.includes('write'),
      may: key.scopes.includes('write') ? changing(asked) : [],
      givesWord: leads && !issued,
      otherwise: issued
        ? `You made this key for ${theOperator}, so someone else who leads here answers for it.`
        : `${party.buyer ? 'The headteacher or the chair of governors' : 'Someone who leads here'} answers for it.`,
      confirmAction: paths.keys.confirmation(key.apiKeyId),
      declineAction: paths.keys.refusal(key.apiKeyId),
    },
    { back: { href: paths.colleagues } },
  );
}

function changing(asked: KeyAsked): string[] {
  const { party, settings } = asked;
  return [
    ...(party.buyer
      ? [
          ...ordering(asked, 'school', 'order plans, courses and services'),
          'book visits and course places, and call them off',
          'ask for support from other schools, and say how visits went',
          ...(settings.ledger.giving === 'allowed' ? ['give your credits to other schools'] : []),
          'choose whether an agreement goes on or ends',
        ]
      : []),
    ...(party.commissioner
      ? ['open funds', ...ordering(asked, 'authority', 'earmark money for schools')]
      : []),
    ...(party.provider ? ['set course dates, report visits and say what was delivered'] : []),
  ];
}

/** A key orders as a role may, within its limit. */
function ordering(
  { actor, settings: { approvals }, limits }: KeyAsked,
  ladder: 'school' | 'authority',
  what: string,
): string[] {
  const waits = 'prepare plans, which somebody here approves';
  const role = approvals[ladder].keys_as;
  const limit = role && limits.get(role)?.pence;
  if (!role || limit === 0n) return ladder === 'school' ? [waits] : [];
  const who = role === actor.role ? 'you' : `your ${roleName(role).toLowerCase()}`;
  if (limit === undefined) return [`${what}, as much as ${who} may alone`];
  if (limit === null) return [`${what}, without a limit, as ${who} may`];
  return [`${what}, up to ${pounds(limit)} in ${approvals.window_days} days together with ${who}`];
}
