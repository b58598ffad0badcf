import type { FundPosition, Funds } from '#funding';
import { notFound, type Tx } from '#platform';

/** One fund of the authority that the actor acts for. Refuses: `platform.not-found`. */
export async function fundOf(funds: Funds, tx: Tx, fundId: string): Promise<FundPosition> {
  const fund = (await funds.funds(tx, tx.actor.organisationId!)).find((one) => one.fundId === fundId);
  if (!fund) throw notFound('fund');
  return fund;
}
