import type { PriceRule } from './price.js';

/** The words of the unit that a row is in. */
export const wordsOf = (row: string): string =>
  `(SELECT u.words FROM operating_model.units u WHERE u.operator_id = ${row}.operator_id AND u.code = ${row}.unit)`;

/** The prices of an offer `o` on a day, as JSON, for whoever's statement reads offers; `toPrices` makes rules of it. */
export const pricesJson = (day: string): string => `coalesce((
  SELECT json_agg(json_build_object('unit', ${wordsOf('p')}, 'forSchools', p.for_schools, 'basis', p.basis,
      'amount', p.amount::text, 'minimum', p.minimum::text, 'bands', p.bands, 'illustrative', p.illustrative) ORDER BY p.unit, p.for_schools)
    FROM catalogue.prices p WHERE p.operator_id = o.operator_id AND p.offer_id = o.offer_id
     AND p.starts_on <= ${day} AND (p.followed_on IS NULL OR p.followed_on > ${day})), '[]')`;

export type PricesJson = readonly (Omit<PriceRule, 'amount' | 'minimum' | 'bands'> & {
  amount: string;
  minimum: string;
  bands: { to: number | null; amount: string }[];
})[];

export const toPrices = (json: PricesJson): PriceRule[] =>
  json.map((price) => ({
    ...price,
    amount: BigInt(price.amount),
    minimum: BigInt(price.minimum),
    bands: price.bands.map((band) => ({ to: band.to, amount: BigInt(band.amount) })),
  }));
