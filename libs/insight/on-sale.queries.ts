import { pricesJson, toPrices, type Customer, type Offer, type PricesJson } from '#catalogue';
import type { School, Standing } from '#directory';
import { Temporal, type Tx } from '#platform';

/** What is sold, whom it is sold to, and who sells it. */
export interface OnSale {
  readonly offer: Pick<
    Offer,
    | 'offerId'
    | 'providerId'
    | 'kind'
    | 'title'
    | 'summary'
    | 'serviceType'
    | 'accepts'
    | 'withdrawnOn'
    | 'prices'
  >;
  readonly school: Customer & Standing & Pick<School, 'trustUid'>;
  /** With its trust, if it is a school of one. */
  readonly provider: { readonly name: string } & Pick<School, 'trustUid'>;
}

type Row = Omit<OnSale['offer'], 'withdrawnOn' | 'prices'> &
  OnSale['school'] & {
    withdrawnOn: string | null;
    prices: PricesJson;
    provider: string;
    providerTrustUid: string | null;
  };

/** An offer with its prices today, as a school would buy it; undefined where there is no such offer or school. */
export async function onSale(tx: Tx, schoolId: string, offerId: string): Promise<OnSale | undefined> {
  const [row] = await tx.query<Row>(
    `SELECT o.offer_id, o.provider_id, o.kind, o.title, o.summary, o.service_type, o.accepts, o.withdrawn_on, ${pricesJson('$4')} AS prices,
            s.organisation_id, s.funding_status, s.roll, s.status, s.closed_on, s.missing_since, s.trust_uid,
            seller.name AS provider, of_seller.trust_uid AS provider_trust_uid
       FROM catalogue.offers o JOIN directory.schools s ON s.organisation_id = $2
       JOIN directory.organisations seller ON seller.organisation_id = o.provider_id
       LEFT JOIN directory.schools of_seller ON of_seller.organisation_id = o.provider_id
      WHERE o.operator_id = $1 AND o.offer_id = $3`,
    [tx.operatorId, schoolId, offerId, tx.today.toString()],
  );
  return (
    row && {
      offer: {
        ...row,
        withdrawnOn: row.withdrawnOn === null ? null : Temporal.PlainDate.from(row.withdrawnOn),
        prices: toPrices(row.prices),
      },
      school: row,
      provider: { name: row.provider, trustUid: row.providerTrustUid },
    }
  );
}
