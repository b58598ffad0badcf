import { Injectable } from '@nestjs/common';
import { notFound, Refusal, shortDate, Temporal, type Tx, record, recordAll } from '#platform';
import type { School } from '#directory';
import type { Deed } from '#operating-model';
import { revokeAllOfLeft } from './api-key.repository.js';
import { joinParties, leaveParty, lockParty } from './party.repository.js';

/** An organisation's membership of one operator, and what it does there by the roles that it has. */
export interface Party {
  readonly organisationId: string;
  readonly buyer: boolean;
  readonly provider: boolean;
  readonly commissioner: boolean;
  /** The operator's own organisation; one per operator. */
  readonly host: boolean;
  readonly joinedOn: Temporal.PlainDate;
  readonly leftOn: Temporal.PlainDate | null;
}
/** What someone is called who does a thing here. */
const does = {
  buyer: 'buys',
  provider: 'provides',
  commissioner: 'commissions',
  host: 'hosts',
} as const satisfies Record<string, Deed>;
export type Part = keyof typeof does;
/** `buyer` and its like: in that of the operator's roles which does this and the least besides, the first of such. `roles`: by their codes. */
export type NewParty = {
  readonly organisationId: string;
  readonly joinedOn?: Temporal.PlainDate;
  readonly roles?: readonly string[];
} & { readonly [part in Part]?: boolean };

const noSuchRole = (why: string, words: readonly { readonly code: string }[]): Refusal =>
  new Refusal(
    'identity.no-such-role',
    `${why} There are: ${words.map(({ code }) => code).join(', ')}.`,
    'invalid',
  );

/** The roles that someone joins in; of `words` the first that does what they do. Refuses: `identity.no-such-role`. */
function rolesOf(
  { roles = [], ...party }: NewParty,
  words: readonly { readonly code: string; readonly may: readonly Deed[] }[],
): string[] {
  const unsaid = Object.entries(does)
    .filter(([part]) => party[part as Part])
    .map(([, deed]) => {
      const role = words.find(({ may }) => may.includes(deed));
      if (!role) throw noSuchRole(`No role of a party here ${deed}.`, words);
      return role.code;
    });
  const unknown = roles.find((role) => !words.some(({ code }) => code === role));
  if (unknown !== undefined) throw noSuchRole(`There is no role “${unknown}” of a party here.`, words);
  const all = [...new Set([...unsaid, ...roles])];
  if (!all.length) throw noSuchRole('Nobody joins without a role.', words);
  return all;
}

const columns = `organisation_id, buyer, provider, commissioner, host, joined_on, left_on`;
type Row = Omit<Party, 'joinedOn' | 'leftOn'> & { joinedOn: string; leftOn: string | null };
const toParty = (row: Row): Party => ({
  ...row,
  joinedOn: Temporal.PlainDate.from(row.joinedOn),
  leftOn: row.leftOn === null ? null : Temporal.PlainDate.from(row.leftOn),
});

/** Without it nobody could act for the operator any more. */
export const oneHost = (): Refusal =>
  new Refusal('identity.one-host', 'One organisation is the operator itself, for good.', 'invalid');

/** Who belongs to an operator. In party scope each organisation sees its own membership only. */
@Injectable()
export class Parties {
  add(tx: Tx, party: NewParty): Promise<void> {
    return this.addMany(tx, [party]);
  }

  /**
   * Adds many at once. A party already there gains the roles named and keeps the ones it had; one that left is back in those
   * named, and none of its keys of before works. Refuses: `identity.no-such-role`, `identity.join-later`.
   */
  async addMany(tx: Tx, parties: readonly NewParty[]): Promise<void> {
    const words = await tx.query<{ code: string; may: Deed[] }>(
      `SELECT code, may FROM operating_model.party_roles WHERE operator_id = $1 AND from_on <= $2 AND (until_on IS NULL OR until_on >= $2)
        ORDER BY cardinality(may), position`,
      [tx.operatorId, tx.today.toString()],
    );
    if (parties.some(({ joinedOn }) => joinedOn && Temporal.PlainDate.compare(joinedOn, tx.today) > 0))
      throw new Refusal('identity.join-later', 'Nobody joins on a day that is still to come.', 'invalid');
    const joining = parties.map((party) => {
      const roles = rolesOf(party, words);
      const host = words.some(({ code, may }) => may.includes('hosts') && roles.includes(code));
      const { organisationId, joinedOn = tx.today } = party;
      return { organisationId, host, from: joinedOn.toString(), roles };
    });
    const ended = await revokeAllOfLeft(
      tx,
      joining.map(({ organisationId }) => organisationId),
    );
    await recordAll(
      tx,
      'identity.revoke-key',
      ended.map(({ apiKeyId: id, organisationId }) => ({ type: 'api-key', id, organisationId })),
    );
    await joinParties(tx, joining);
    await recordAll(
      tx,
      'identity.join',
      joining.map(({ organisationId: id, roles }) => ({
        type: 'party',
        id,
        organisationId: id,
        details: { as: roles.join(' ') },
      })),
    );
  }

  /** Those who have not left, all or those who play a part. */
  async list(tx: Tx, part?: Part): Promise<Party[]> {
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM identity.parties WHERE operator_id = $1 AND (left_on IS NULL OR left_on >= $2)
         ${part ? `AND ${part}` : ''} ORDER BY organisation_id`,
      [tx.operatorId, tx.today.toString()],
    );
    return rows.map(toParty);
  }

  /** Which of these organisations are buyers that have not left. */
  async buyers(tx: Tx, organisationIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ organisationId: string }>(
      `SELECT organisation_id FROM identity.parties WHERE operator_id = $1 AND buyer AND (left_on IS NULL OR left_on >= $2) AND organisation_id = ANY ($3)`,
      [tx.operatorId, tx.today.toString(), organisationIds],
    );
    return new Set(rows.map((row) => row.organisationId));
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, organisationId: string): Promise<Party> {
    const [row] = await tx.query<Row>(
      `SELECT ${columns} FROM identity.parties WHERE operator_id = $1 AND organisation_id = $2`,
      [tx.operatorId, organisationId],
    );
    if (!row) throw notFound('party');
    return toParty(row);
  }

  /** Whether a school is a member that buys here on a day, today unless given; also for a party, which sees no membership but its own. */
  async buysHere(tx: Tx, organisationId: string, on: Temporal.PlainDate = tx.today): Promise<boolean> {
    const [row] = await tx.query<{ buys: boolean }>('SELECT identity.buys_here($1, $2) AS buys', [
      organisationId,
      on.toString(),
    ]);
    return row!.buys;
  }

  /** Whether an organisation is a member on a day, as whatever; also for a party. */
  async memberHere(tx: Tx, organisationId: string, on: Temporal.PlainDate): Promise<boolean> {
    const [row] = await tx.query<{ member: boolean }>('SELECT identity.member_here($1, $2) AS member', [
      organisationId,
      on.toString(),
    ]);
    return row!.member;
  }

  /** The schools of an authority, or of a school's own, that are members and buy here today; as `buysHere`, also for a party. */
  async memberSchools(
    tx: Tx,
    organisationId: string,
  ): Promise<Pick<School, 'organisationId' | 'stateFunded' | 'status' | 'closedOn' | 'missingSince'>[]> {
    return tx.query(
      `SELECT s.organisation_id, s.state_funded, s.status, s.closed_on, s.missing_since FROM directory.schools s
        WHERE identity.buys_here(s.organisation_id, $2) AND s.la_code = coalesce(
          (SELECT own.la_code FROM directory.schools own WHERE own.organisation_id = $1),
          (SELECT la.key FROM directory.organisations la WHERE la.organisation_id = $1 AND la.kind = 'la'))`,
      [organisationId, tx.today.toString()],
    );
  }

  /** Refuses: `identity.not-a-member`, for a school that buys nothing here on a day, today unless given. */
  async requireBuyer(tx: Tx, organisationId: string, on: Temporal.PlainDate = tx.today): Promise<void> {
    if (await this.buysHere(tx, organisationId, on)) return;
    throw new Refusal(
      'identity.not-a-member',
      on.equals(tx.today)
        ? 'The school is not a member that buys here.'
        : `The school is not a member that buys here on ${shortDate(on)}.`,
      'invalid',
    );
  }

  /** Refuses: `identity.provider-left`, for who is no member on a day, today unless given. */
  async requireProvider(tx: Tx, organisationId: string, on: Temporal.PlainDate = tx.today): Promise<void> {
    if (await this.memberHere(tx, organisationId, on)) return;
    throw new Refusal(
      'identity.provider-left',
      `Who provides this is no member here${on.equals(tx.today) ? '' : ` on ${shortDate(on)}`}. Choose another.`,
      'invalid',
    );
  }

  /** The operator's own organisation. Staff only. Refuses: `platform.not-found`. */
  async host(tx: Tx): Promise<Party> {
    const [party] = await this.list(tx, 'host');
    if (!party) throw notFound('party');
    return party;
  }

  /** The last day of a membership, in every role. Refuses: `platform.not-found`, `identity.one-host`, `identity.left-before`. */
  async leave(tx: Tx, organisationId: string, on: Temporal.PlainDate): Promise<void> {
    const party = await lockParty(tx, organisationId);
    if (!party) throw notFound('party');
    if (party.host) throw oneHost();
    if (on.toString() < party.since)
      throw new Refusal(
        'identity.left-before',
        `It joined, or took on its latest role, on ${shortDate(party.since)}, so it cannot leave before.`,
        'invalid',
      );
    await leaveParty(tx, organisationId, on.toString(), party.leftOn);
    await record(
      tx,
      'identity.leave',
      { type: 'party', id: organisationId, organisationId },
      { on: on.toString() },
    );
  }
}
