import type { Tx } from '#platform';

/** Whatever keys a person issued here work no more; which they were. */
export const revokeAllOf = (
  tx: Tx,
  personId: string,
): Promise<{ apiKeyId: string; organisationId: string }[]> =>
  tx.query<{ apiKeyId: string; organisationId: string }>(
    `UPDATE identity.api_key SET revoked_at = $3 WHERE operator_id = $1 AND issued_by = $2 AND revoked_at IS NULL
     RETURNING api_key_id, organisation_id`,
    [tx.operatorId, personId, tx.now.toString()],
  );
