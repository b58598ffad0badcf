import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, notFound, type Actor, type SystemTx, type Tx } from '#platform';

export type KeyScope = 'read' | 'write';
export interface ApiKey {
  readonly apiKeyId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly lastFour: string;
  readonly scopes: readonly KeyScope[];
  readonly issuedAt: Date;
  readonly revokedAt: Date | null;
}

/** 256 random bits need no salt and no slow hash: there is nothing to guess. */
const hash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** A party's keys to the API. Only a hash is kept; the key itself is shown once. */
@Injectable()
export class ApiKeys {
  async issue(
    tx: Tx,
    key: { organisationId: string; name: string; scopes: readonly KeyScope[] },
  ): Promise<{ apiKeyId: string; key: string }> {
    const secret = `mt_${randomBytes(32).toString('base64url')}`;
    const apiKeyId = newId();
    await tx.query(
      `INSERT INTO identity.api_key (operator_id, api_key_id, organisation_id, name, hash, last_four, scopes, issued_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        tx.operatorId,
        apiKeyId,
        key.organisationId,
        key.name,
        hash(secret),
        secret.slice(-4),
        key.scopes,
        tx.now.toString(),
      ],
    );
    return { apiKeyId, key: secret };
  }

  async list(tx: Tx, organisationId: string): Promise<ApiKey[]> {
    return tx.query<ApiKey>(
      `SELECT api_key_id AS "apiKeyId", organisation_id AS "organisationId", name, last_four AS "lastFour", scopes,
         issued_at AS "issuedAt", revoked_at AS "revokedAt"
       FROM identity.api_key WHERE operator_id = $1 AND organisation_id = $2 ORDER BY api_key_id`,
      [tx.operatorId, organisationId],
    );
  }

  /** Works no more from now on. Refuses: `platform.not-found`. */
  async revoke(tx: Tx, apiKeyId: string): Promise<void> {
    const rows = await tx.query(
      'UPDATE identity.api_key SET revoked_at = coalesce(revoked_at, $3) WHERE operator_id = $1 AND api_key_id = $2 RETURNING api_key_id',
      [tx.operatorId, apiKeyId, tx.now.toString()],
    );
    if (!rows.length) throw notFound('key');
  }

  /** Who a key acts as, and what it may do; null when it is unknown or revoked. The operator's own key sees the operator. */
  async resolve(
    tx: SystemTx,
    key: string,
    requestId: string,
  ): Promise<{ actor: Actor; scopes: readonly KeyScope[] } | null> {
    const [row] = await tx.query<{
      apiKeyId: string;
      operatorId: string;
      organisationId: string;
      scopes: KeyScope[];
      host: boolean;
      organisationIds: string[];
    }>(
      `SELECT k.api_key_id AS "apiKeyId", k.operator_id AS "operatorId", k.organisation_id AS "organisationId", k.scopes, p.host,
         identity.acts_for(k.operator_id, k.organisation_id) AS "organisationIds"
       FROM identity.api_key k JOIN identity.party p USING (operator_id, organisation_id)
       WHERE k.hash = $1 AND k.revoked_at IS NULL`,
      [hash(key)],
    );
    if (!row) return null;
    const { apiKeyId, operatorId, organisationId, organisationIds, scopes, host } = row;
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
      },
    };
  }
}
