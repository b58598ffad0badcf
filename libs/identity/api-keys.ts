import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  Config,
  forbidden,
  insertNew,
  mustSay,
  newId,
  notFound,
  publish,
  record,
  Refusal,
  shortDate,
  Temporal,
  type Actor,
  type SystemTx,
  type Tx,
} from '#platform';
import { KeptApiKey, type KeyScope } from './api-key.entity.js';
import { revokeAllOf } from './api-key.repository.js';
import { KeyIssued } from './events.js';
import { Parties } from './parties.js';
import { leads, requireAdministrator } from './roles.js';
import { texts } from './texts.js';
import { hashOf, newToken } from './tokens.js';

/** Those that are not `works` do nothing. `stopped`: whoever issued it is no administrator now. */
export type KeyState = 'works' | 'waiting' | 'declined' | 'lapsed' | 'revoked' | 'stopped';

export interface ApiKey {
  readonly apiKeyId: string;
  readonly organisationId: string;
  /** Its party buys here, as a school does: that says who leads it. */
  readonly buyer: boolean;
  /** The operator's own. */
  readonly host: boolean;
  readonly name: string;
  readonly lastFour: string;
  readonly scopes: readonly KeyScope[];
  readonly issuedAt: Date;
  readonly revokedAt: Date | null;
  readonly state: KeyState;
  /** The last day on which its party may confirm it; null: it needs no yes. */
  readonly lapsesOn: string | null;
  /** Who said yes or no for the party. */
  readonly decider: string | null;
  readonly decidedAt: Date | null;
}

/** A key that waits for its party's yes. */
export interface AskedKey {
  readonly apiKeyId: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly issuedBy: string;
  readonly issuer: string;
  readonly issuedAt: Date;
  readonly lapsesOn: string;
}

/**
 * A party's keys to the API. Only a hash is kept; the key itself is shown once. A key is an administrator's: it
 * works while the person who issued it is one here, because they have seen it. It orders in the party's name, so one for
 * somebody else does nothing until a colleague who leads there confirms it. The operator's own needs nobody's yes, nor does one
 * issued at the terminal: whoever runs the installation has the database anyway, as with `person appoint`.
 */
@Injectable()
export class ApiKeys {
  constructor(@Inject(Config) private readonly config: Pick<Config, 'NOMINATION_DAYS'>) {}

  /**
   * `apiKeyId` is minted with the form, so that a form sent twice issues one key. It waits as long as a nomination does, and then
   * lapses. Refuses: `platform.forbidden`, `platform.not-found`, `identity.key-name`, `identity.key-scopes`,
   * `identity.key-shown` (this one was issued already, and is shown once).
   */
  async issue(
    tx: Tx,
    key: { apiKeyId?: string; organisationId: string; name: string; scopes: readonly KeyScope[] },
  ): Promise<{ apiKeyId: string; key: string; lapsesOn: Temporal.PlainDate | null }> {
    requireAdministrator(tx);
    const { role, personId } = tx.actor;
    const name = key.name.trim();
    mustSay(name, texts.keyName);
    if (!key.scopes.length)
      throw new Refusal('identity.key-scopes', 'Say what the key may do: read, write, or both.', 'invalid');
    const secret = `mt_${newToken()}`;
    const { apiKeyId = newId(), organisationId } = key;
    const terminal = role === 'job' && !personId;
    const waits = !terminal && !(await new Parties().find(tx, organisationId)).host;
    if (waits && !personId) throw forbidden('Only a signed-in person issues a key for somebody else.');
    const lapsesOn = waits ? tx.today.add({ days: this.config.NOMINATION_DAYS }) : null;
    const isNew = await insertNew(tx, KeptApiKey, {
      operatorId: tx.operatorId,
      apiKeyId,
      organisationId,
      name,
      hash: hashOf(secret),
      lastFour: secret.slice(-4),
      scopes: [...key.scopes],
      issuedAt: tx.now,
      issuedBy: personId,
      state: waits ? 'waiting' : 'confirmed',
      lapsesOn,
    });
    if (!isNew)
      throw new Refusal(
        'identity.key-shown',
        'This key was issued already, and a key is shown once. Issue another, and revoke this one if nobody has it.',
      );
    await publish(tx, KeyIssued, apiKeyId);
    await recordOf(tx, 'identity.issue-key', { apiKeyId, organisationId }, { scopes: key.scopes.join(' ') });
    return { apiKeyId, key: secret, lapsesOn };
  }

  /** Of a party, all that there ever were, or those that act for it today. */
  async list(tx: Tx, organisationId: string, which: 'all' | 'working' = 'all'): Promise<ApiKey[]> {
    return tx.query<ApiKey>(
      `SELECT * FROM (SELECT api_key_id, organisation_id, p.buyer, p.host, k.name, last_four, scopes, issued_at, revoked_at, lapses_on, by.name AS decider, decided_at,
           CASE WHEN k.state = 'declined' THEN 'declined' WHEN revoked_at IS NOT NULL THEN 'revoked'
             WHEN issued_by IS NOT NULL AND identity.issuer_of(api_key_id) IS NULL THEN 'stopped'
             WHEN k.state = 'confirmed' THEN 'works' WHEN lapses_on < $3 THEN 'lapsed' ELSE 'waiting' END AS state
         FROM identity.api_key k JOIN identity.parties p USING (operator_id, organisation_id) LEFT JOIN identity.person by ON by.id = k.decided_by
         WHERE operator_id = $1 AND organisation_id = $2) known
       WHERE $4 = 'all' OR state = 'works' ORDER BY api_key_id`,
      [tx.operatorId, organisationId, tx.today.toString(), which],
    );
  }

  /**
   * One that waits for its party's yes. Refuses: `platform.not-found`, `identity.key-decided` (also revoked meanwhile, stopped, or one
   * that needs no yes), `identity.key-lapsed`.
   */
  async asked(tx: Tx, apiKeyId: string): Promise<AskedKey> {
    const [found] = await tx.query<AskedKey & { waits: boolean }>(
      `SELECT k.api_key_id, k.organisation_id, o.name AS organisation_name, k.name, k.scopes, k.issued_by, identity.issuer_of(k.api_key_id) AS issuer,
         k.issued_at, k.lapses_on, k.state = 'waiting' AND k.revoked_at IS NULL AS waits
       FROM identity.api_key k JOIN directory.organisations o USING (organisation_id) WHERE k.operator_id = $1 AND k.api_key_id = $2`,
      [tx.operatorId, apiKeyId],
    );
    if (!found) throw notFound('key');
    const { waits, ...key } = found;
    if (!waits || !key.issuer) throw decided();
    if (key.lapsesOn < tx.today.toString())
      throw new Refusal(
        'identity.key-lapsed',
        `Nobody said yes by ${shortDate(key.lapsesOn)}, so this key has lapsed and never works. The organisation that runs this marketplace can issue another.`,
      );
    return key;
  }

  /**
   * The party's yes, by a colleague who leads there; from now on it works. Refuses: `platform.forbidden`, `identity.own-key`, and as
   * `asked` does.
   */
  async confirm(tx: Tx, apiKeyId: string): Promise<void> {
    await this.decide(tx, apiKeyId, 'confirmed');
  }

  /** Its no: it never works. By whoever may confirm; an administrator revokes. Refuses as `confirm` does. */
  async decline(tx: Tx, apiKeyId: string): Promise<void> {
    await this.decide(tx, apiKeyId, 'declined');
  }

  /** One, as it is kept; also one that is revoked. Refuses: `platform.not-found`. */
  async find(tx: Tx, apiKeyId: string): Promise<KeptApiKey> {
    const key = await tx.em.findOneBy(KeptApiKey, { operatorId: tx.operatorId, apiKeyId });
    if (!key) throw notFound('key');
    return key;
  }

  /**
   * Works no more from now on: by an administrator, or by a person who leads its party if that is not the operator's own. Refuses: `platform.forbidden`,
   * `platform.not-found`.
   */
  async revoke(tx: Tx, apiKeyId: string): Promise<void> {
    const { organisationId, state, decidedBy } = await this.find(tx, apiKeyId);
    if (!tx.actor.personId || !(await leads(tx, organisationId))) requireAdministrator(tx);
    await tx.say('key', [apiKeyId, state, decidedBy]);
    const { affected } = await tx.em.update(
      KeptApiKey,
      { operatorId: tx.operatorId, apiKeyId, revokedAt: IsNull() },
      { revokedAt: tx.now },
    );
    if (affected) await recordOf(tx, 'identity.revoke-key', { apiKeyId, organisationId });
  }

  /**
   * Who a key acts as, and what it may do; null when it is unknown, not confirmed or revoked, its party has left, or the person who
   * issued it is no administrator now. The operator's own key sees the operator. Of one that only `looks`, transactions are read only.
   */
  async resolve(
    tx: SystemTx,
    key: string,
    requestId: string,
    looks = false,
  ): Promise<{ actor: Actor; scopes: readonly KeyScope[] } | null> {
    const [row] = await tx.query<{
      apiKeyId: string;
      operatorId: string;
      organisationId: string;
      scopes: KeyScope[];
      host: boolean;
      organisationIds: string[];
      rehearsalNow: Date | null;
    }>(
      `SELECT k.api_key_id, k.operator_id, k.organisation_id, k.scopes, p.host, o.rehearsal_now,
         identity.acts_for(k.operator_id, k.organisation_id) AS organisation_ids
       FROM identity.api_key k JOIN identity.party p USING (operator_id, organisation_id)
         JOIN platform.operators o USING (operator_id)
       WHERE k.hash = $1 AND k.state = 'confirmed' AND k.revoked_at IS NULL AND (p.left_on IS NULL OR p.left_on >= platform.today_at(o))
         AND (k.issued_by IS NULL OR EXISTS (SELECT FROM identity.acting(k.issued_by) a
           WHERE a.operator_id = k.operator_id AND a.role = 'administrator'))`,
      [hashOf(key)],
    );
    if (!row) return null;
    const { apiKeyId, operatorId, organisationId, organisationIds, scopes, host, rehearsalNow } = row;
    return {
      scopes,
      actor: {
        operatorId,
        organisationId,
        organisationIds,
        scope: host ? 'operator' : 'party',
        personId: null,
        role: 'key',
        apiKeyId,
        requestId,
        ...(looks && { clock: { rehearsalNow } }),
      },
    };
  }

  private async decide(tx: Tx, apiKeyId: string, state: 'confirmed' | 'declined'): Promise<void> {
    const { organisationId, issuedBy } = await this.asked(tx, apiKeyId);
    const { personId } = tx.actor;
    if (!personId || !(await leads(tx, organisationId)))
      throw forbidden('Only those who lead this organisation say which keys act for it.');
    if (personId === issuedBy)
      throw new Refusal('identity.own-key', 'Nobody answers for a key that they issued.', 'forbidden');
    await tx.say('key', [apiKeyId, state, personId]);
    const { affected } = await tx.em.update(
      KeptApiKey,
      { operatorId: tx.operatorId, apiKeyId, state: 'waiting', revokedAt: IsNull() },
      { state, decidedBy: personId, decidedAt: tx.now },
    );
    if (!affected) throw decided();
    const verb = state === 'confirmed' ? 'identity.confirm-key' : 'identity.decline-key';
    await recordOf(tx, verb, { apiKeyId, organisationId });
  }
}

/** Whoever issued a key has seen it: once they are no administrator it works no more. */
export async function revokeKeysOf(tx: Tx, personId: string): Promise<void> {
  for (const key of await revokeAllOf(tx, personId)) await recordOf(tx, 'identity.revoke-key', key);
}

const recordOf = (
  tx: Tx,
  verb: string,
  { apiKeyId, organisationId }: { apiKeyId: string; organisationId: string },
  details: Readonly<Record<string, string>> = {},
) => record(tx, verb, { type: 'api-key', id: apiKeyId, organisationId }, details);

const decided = () =>
  new Refusal('identity.key-decided', 'This key was confirmed, declined or taken back already.');
