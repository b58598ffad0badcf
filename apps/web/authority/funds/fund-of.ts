import type { FundPosition, Funds } from '#funding';
import { notFound, type Tx } from '#platform';

/** One fund of the authority that the actor acts for. Refuses: `platform.not-found`. */
export async function fundOf(funds: Funds, tx: Tx, fundId: string): Promise<FundPosition> {
  const fund = await funds.fund(tx, fundId);
  if (fund.laId !== tx.actor.organisationId) throw notFound('fund');
  return fund;
}
