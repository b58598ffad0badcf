import type { Tx } from '#platform';

/** Whatever keys act for those of these parties that have left work no more; which they were. */
export const revokeAllOfLeft = (
  tx: Tx,
  organisationIds: readonly string[],
): Promise<{ apiKeyId: string; organisationId: string }[]> =>
  tx.query<{ apiKeyId: string; organisationId: string }>(
    `WITH revoked AS (
       UPDATE identity.api_key k SET revoked_at = $3 FROM identity.party p
        WHERE k.operator_id = $1 AND k.organisation_id = ANY ($2) AND k.revoked_at IS NULL
          AND p.operator_id = $1 AND p.organisation_id = k.organisation_id AND p.left_on < $4
       RETURNING k.api_key_id, k.organisation_id)
     SELECT api_key_id, organisation_id FROM revoked ORDER BY api_key_id`,
    [tx.operatorId, organisationIds, tx.now.toString(), tx.today.toString()],
  );

/** Whatever keys a person issued here work no more; which they were. */
export const revokeAllOf = (
  tx: Tx,
  personId: string,
): Promise<{ apiKeyId: string; organisationId: string }[]> =>
  tx.query<{ apiKeyId: string; organisationId: string }>(
    `WITH revoked AS (
       UPDATE identity.api_key SET revoked_at = $3 WHERE operator_id = $1 AND issued_by = $2 AND revoked_at IS NULL
       RETURNING api_key_id, organisation_id)
     SELECT api_key_id, organisation_id FROM revoked ORDER BY api_key_id`,
    [tx.operatorId, personId, tx.now.toString()],
  );
