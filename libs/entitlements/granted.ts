import { quantity, Refusal, type Tx } from '#platform';
import { CREDIT, settings } from '#operating-model';
import { accountId } from '#ledger';
import { poolOf } from './pools.js';
import { amountAllowed } from './rules.js';

/** What a school may be granted now without a second person: of the most in so many days, what is left. */
export interface Grantable {
  readonly left: bigint;
  readonly most: bigint;
  readonly days: number;
}

const unsaid = settings.shape.ledger.shape;
/** As the operator's settings say, whoever granted what it was granted lately; what two people decided together is not counted. */
export async function grantable(tx: Tx, schoolId: string): Promise<Grantable> {
  const [row] = await tx.query<Omit<Grantable, 'left'> & { recent: bigint }>(
    // One statement, for the page that says it before it is asked.
    `SELECT most, days, (SELECT coalesce(sum(posted), 0)::bigint FROM ledger.transfers
        WHERE operator_id = $1 AND credit_id = $2 AND reference_type = 'grant' AND counts_on > $3::date - days) AS recent
       FROM (SELECT coalesce(operating_model.chosen($1, 'ledger.most_granted', $3)::bigint, $4) AS most,
                    coalesce(operating_model.chosen($1, 'ledger.granted_days', $3)::int, $5) AS days) bound`,
    [
      tx.operatorId,
      accountId(tx.operatorId, poolOf(schoolId, CREDIT.code)),
      tx.today.toString(),
      unsaid.most_granted.parse(undefined),
      unsaid.granted_days.parse(undefined),
    ],
  );
  const { most, days, recent } = row!;
  return { left: most > recent ? most - recent : 0n, most, days };
}

/** Refuses: `entitlements.amount`, `entitlements.most-granted`. */
export function grantAllowed(amount: bigint, { left, most, days }: Grantable): void {
  amountAllowed(amount);
  if (amount > left)
    throw new Refusal(
      'entitlements.most-granted',
      `Without a second person a school is granted up to ${quantity(most, CREDIT)} in ${days} days, and now ${left > 0n ? `up to ${quantity(left, CREDIT)}` : 'none'} more. For more than that propose a correction that adds credits, which somebody else decides.`,
      'forbidden',
    );
}
