import type { Tx } from '#platform';

/** Held until this transaction ends: nobody is proposed for it, nor is it withdrawn, beside us. */
export async function lockRequest(tx: Tx, requestId: string): Promise<void> {
  await tx.query(
    'SELECT FROM delivery.request WHERE operator_id = $1 AND request_id = $2 FOR NO KEY UPDATE',
    [tx.operatorId, requestId],
  );
}
