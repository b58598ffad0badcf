import { Expiry, Ledger, type HoldsOnExpiredLots } from '#ledger';
import type { Tx } from '#platform';

/** Ends every lot past its last day, and what is held on it where the operator says so, as the worker does. */
export async function expire(tx: Tx, holds: HoldsOnExpiredLots): Promise<void> {
  const expiry = new Expiry(new Ledger());
  let past = await expiry.lotsPast(tx, holds);
  while (past.length) {
    await expiry.end(tx, past);
    past = await expiry.lotsPast(tx, holds);
  }
}
