import type { Funds } from '#funding';
import { refusalIn, type Refusal, type Tx } from '#platform';

/** Why an authority opens no fund and earmarks nothing any more; null while it does. */
export const whyGone = (funds: Funds, tx: Tx, laId: string): Promise<Refusal | null> =>
  funds.mayFund(tx, laId).then(() => null, refusalIn);
