import type { Tx } from '#platform';
import { type Customer } from '#catalogue';
import { type Standing } from '#directory';
import { accountId } from '#ledger';
import { poolOf } from '#entitlements';

/** What a price, a way to pay and whether anything is sold depend on, and the names of those who sell. */
export interface Buying {
  readonly school: Customer & Standing;
  /** The first day for which the school has a free place; null where it has none. */
  readonly placesFrom: string | null;
  /** The last day for which it has one. */
  readonly placesUntil: string | null;
  readonly names: ReadonlyMap<string, string>;
}

/** Of a school that looks at offers of these providers, in one statement. */
export async function buyingOf(tx: Tx, schoolId: string, providerIds: readonly string[]): Promise<Buying> {
  const rows = await tx.query<
    Standing & {
      organisationId: string;
      name: string;
      fundingStatus: Customer['fundingStatus'] | null;
      roll: number | null;
      placesFrom: string | null;
      placesUntil: string | null;
    }
  >(
    `SELECT o.organisation_id, o.name, s.funding_status, s.roll, s.status, s.closed_on, s.missing_since, places.places_from, places.places_until
       FROM directory.organisations o
       LEFT JOIN directory.schools s ON s.organisation_id = o.organisation_id AND o.organisation_id = $2
       CROSS JOIN (SELECT min(greatest(valid_from, $4)) AS places_from, max(coalesce(expires_on, '9999-12-31')) AS places_until FROM ledger.lots
          WHERE operator_id = $1 AND account_id = $3 AND available > 0 AND (expires_on IS NULL OR expires_on >= $4)) places
      WHERE o.organisation_id = ANY ($5)`,
    [
      tx.operatorId,
      schoolId,
      accountId(tx.operatorId, poolOf(schoolId, 'PLACE')),
      tx.today.toString(),
      [schoolId, ...providerIds],
    ],
  );
  const own = rows.find(({ organisationId }) => organisationId === schoolId)!;
  return {
    school: { ...own, fundingStatus: own.fundingStatus ?? 'other' },
    placesFrom: own.placesFrom,
    placesUntil: own.placesUntil,
    names: new Map(rows.map(({ organisationId, name }) => [organisationId, name])),
  };
}
