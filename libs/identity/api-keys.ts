import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  insertNew,
  mustSay,
  newId,
  notFound,
  publish,
  record,
  Refusal,
  type Actor,
  type SystemTx,
  type Tx,
} from '#platform';
import { KeptApiKey, type KeyScope } from './api-key.entity.js';
import { revokeAllOf } from './api-key.repository.js';
import { KeyIssued } from './events.js';
import { requireAdministrator } from './roles.js';
import { texts } from './texts.js';
import { hashOf, newToken } from './tokens.js';

export interface ApiKey {
  readonly apiKeyId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly lastFour: string;
  readonly scopes: readonly KeyScope[];
  readonly issuedAt: Date;
  readonly revokedAt: Date | null;
  /** It is not revoked, and works no more: whoever issued it is no administrator now. The operator's staff see that. */
  readonly stopped: boolean;
}

/**
 * A party's keys to the API. Only a hash is kept; the key itself is shown once. A key is an administrator's: it
 * works while the person who issued it is one here, because they have seen it.
 */
@Injectable()
export class ApiKeys {
  /**
   * `apiKeyId` is minted with the form, so that a form sent twice issues one key. Refuses: `platform.forbidden`, `identity.key-name`, `identity.key-scopes`,
   * `identity.key-shown` (this one was issued already, and is shown once).
   */
  async issue(
    tx: Tx,
    key: { apiKeyId?: string; organisationId: string; name: string; scopes: readonly KeyScope[] },
  ): Promise<{ apiKeyId: string; key: string }> {
    requireAdministrator(tx);
    const name = key.name.trim();
    mustSay(name, texts.keyName);
    if (!key.scopes.length)
      throw new Refusal('identity.key-scopes', 'Say what the key may do: read, write, or both.', 'invalid');
    const secret = `mt_${newToken()}`;
    const { apiKeyId = newId(), organisationId } = key;
    const isNew = await insertNew(tx, KeptApiKey, {
      operatorId: tx.operatorId,
      apiKeyId,
      organisationId,
      name,
      hash: hashOf(secret),
      lastFour: secret.slice(-4),
      scopes: [...key.scopes],
      issuedAt: tx.now,
      issuedBy: tx.actor.personId,
    });
    if (!isNew)
      throw new Refusal(
        'identity.key-shown',
        'This key was issued already, and a key is shown once. Issue another, and revoke this one if nobody has it.',
      );
    await publish(tx, KeyIssued, apiKeyId);
    await record(
      tx,
      'identity.issue-key',
      { type: 'api-key', id: apiKeyId, organisationId },
      { scopes: key.scopes.join(' ') },
    );
    return { apiKeyId, key: secret };
  }

  async list(tx: Tx, organisationId: string): Promise<ApiKey[]> {
    return tx.query<ApiKey>(
      `SELECT api_key_id, organisation_id, name, last_four, scopes,
         issued_at, revoked_at, k.revoked_at IS NULL AND k.issued_by IS NOT NULL AND NOT EXISTS (SELECT FROM identity.appointment a
           WHERE a.operator_id = k.operator_id AND a.person_id = k.issued_by AND a.role = 'administrator' AND identity.in_force(a, $3)) AS stopped
       FROM identity.api_key k WHERE operator_id = $1 AND organisation_id = $2 ORDER BY api_key_id`,
      [tx.operatorId, organisationId, tx.today.toString()],
    );
  }

  /** One, as it is kept; also one that is revoked. Refuses: `platform.not-found`. */
  async find(tx: Tx, apiKeyId: string): Promise<KeptApiKey> {
    const key = await tx.em.findOneBy(KeptApiKey, { operatorId: tx.operatorId, apiKeyId });
    if (!key) throw notFound('key');
    return key;
  }

  /** Works no more from now on. Refuses: `platform.forbidden`, `platform.not-found`. */
  async revoke(tx: Tx, apiKeyId: string): Promise<void> {
    requireAdministrator(tx);
    const of = { operatorId: tx.operatorId, apiKeyId };
    const { affected } = await tx.em.update(
      KeptApiKey,
      { ...of, revokedAt: IsNull() },
      { revokedAt: tx.now },
    );
    const { organisationId } = await this.find(tx, apiKeyId);
    if (affected) await recordRevoked(tx, apiKeyId, organisationId);
  }

  /**
   * Who a key acts as, and what it may do; null when it is unknown or revoked, its party has left, or the person who issued
   * it is no administrator now. The operator's own key sees the operator. Of one that only `looks`, transactions are read only.
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
       WHERE k.hash = $1 AND k.revoked_at IS NULL AND (p.left_on IS NULL OR p.left_on >= platform.today_at(o))
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
}

/** Whoever issued a key has seen it: once they are no administrator it works no more. */
export async function revokeKeysOf(tx: Tx, personId: string): Promise<void> {
  for (const { apiKeyId, organisationId } of await revokeAllOf(tx, personId))
    await recordRevoked(tx, apiKeyId, organisationId);
}

const recordRevoked = (tx: Tx, apiKeyId: string, organisationId: string) =>
  record(tx, 'identity.revoke-key', { type: 'api-key', id: apiKeyId, organisationId });
