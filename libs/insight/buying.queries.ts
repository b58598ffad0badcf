import { Temporal, type Tx } from '#platform';
import { type Customer } from '#catalogue';
import { type Standing } from '#directory';
import { accountId, type Lot } from '#ledger';
import { poolOf } from '#entitlements';

/** Free places of a school, of one grant: for which days, and for which kinds of service. */
export type FreePlaces = Pick<Lot, 'available' | 'validFrom' | 'expiresOn' | 'restriction'>;

/** What a price, a way to pay and whether anything is sold depend on, and the names of those who sell. */
export interface Buying {
  readonly school: Customer & Standing;
  /** Those that are left, and not all past; what begins first comes first. */
  readonly places: readonly FreePlaces[];
  readonly names: ReadonlyMap<string, string>;
}

/** Of a school that looks at offers of these providers, in one statement: a row for each of them, and of the school itself one for each of its places. */
export async function buyingOf(tx: Tx, schoolId: string, providerIds: readonly string[]): Promise<Buying> {
  const rows = await tx.query<
    Standing & {
      organisationId: string;
      name: string;
      fundingStatus: Customer['fundingStatus'] | null;
      roll: number | null;
      available: bigint | null;
      validFrom: string | null;
      expiresOn: string | null;
      restriction: readonly string[] | null;
    }
  >(
    `SELECT o.organisation_id, o.name, s.funding_status, s.roll, s.status, s.closed_on, s.missing_since, l.available, l.valid_from, l.expires_on, l.restriction
       FROM directory.organisations o
       LEFT JOIN directory.schools s ON s.organisation_id = o.organisation_id AND o.organisation_id = $2
       LEFT JOIN ledger.lots l ON l.operator_id = $1 AND l.account_id = $3 AND o.organisation_id = $2
            AND l.available > 0 AND (l.expires_on IS NULL OR l.expires_on >= $4)
      WHERE o.organisation_id = ANY ($5)
      ORDER BY l.valid_from NULLS FIRST, l.expires_on`,
    [
      tx.operatorId,
      schoolId,
      accountId(tx.operatorId, poolOf(schoolId, 'PLACE')),
      tx.today.toString(),
      [schoolId, ...providerIds],
    ],
  );
  const own = rows.find(({ organisationId }) => organisationId === schoolId)!;
  const day = (text: string | null) => (text === null ? null : Temporal.PlainDate.from(text));
  return {
    school: { ...own, fundingStatus: own.fundingStatus ?? 'other' },
    places: rows.flatMap(({ available, validFrom, expiresOn, restriction }) =>
      available === null
        ? []
        : [{ available, restriction, validFrom: day(validFrom), expiresOn: day(expiresOn) }],
    ),
    names: new Map(rows.map(({ organisationId, name }) => [organisationId, name])),
  };
}
