import { Injectable } from '@nestjs/common';
import { notFound, record, requireStaff, Temporal, type Tx } from '#platform';
import type { Grant, Need, NewOffer, NewPrice, Offer, OfferKind } from './offer.js';
import type { PriceRule } from './price.js';

type OfferRow = Omit<Offer, 'prices' | 'grants' | 'withdrawnOn'> & {
  withdrawnOn: string | null;
  prices: (Omit<PriceRule, 'amount' | 'minimum' | 'bands'> & {
    amount: string;
    minimum: string;
    bands: { to: number | null; amount: string }[];
  })[];
  grants: (Omit<Grant, 'amount'> & { amount: string })[];
};

/** How alike each typed word and a word of an offer must be: one slip in a word of five letters passes. */
const wordSimilarity = 0.5;
/** Words of a search that are looked for. */
const mostWords = 8;

/** What can be bought from whom, and what each school pays for it. */
@Injectable()
export class Catalogue {
  /** Publishes an offer from today, with its prices and what it grants. Refuses: `platform.forbidden`. */
  async publish(tx: Tx, offer: NewOffer): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    await tx.query(
      `INSERT INTO catalogue.offer (operator_id, offer_id, slug, provider_id, kind, title, summary, need, service_type, accepts, tier, cfr_code, aar_code, published_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        tx.operatorId,
        offer.offerId,
        offer.slug,
        offer.providerId,
        offer.kind,
        offer.title,
        offer.summary,
        offer.need,
        offer.serviceType,
        offer.accepts,
        offer.tier,
        offer.cfrCode,
        offer.aarCode,
        tx.today.toString(),
      ],
    );
    for (const price of offer.prices) await this.price(tx, offer.offerId, price);
    for (const [position, grant] of offer.grants.entries()) {
      await tx.query(
        `INSERT INTO catalogue.plan_grant (operator_id, offer_id, position, unit, pool, amount, label) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [tx.operatorId, offer.offerId, position, grant.unit, grant.pool, grant.amount, grant.label],
      );
    }
    await record(
      tx,
      'catalogue.publish',
      { type: 'offer', id: offer.offerId, organisationId: offer.providerId },
      { kind: offer.kind, slug: offer.slug },
    );
  }

  /** Adds a price that starts on a date; the earlier one ends the day before. Prices are never changed. Refuses: `platform.forbidden`. */
  async price(tx: Tx, offerId: string, price: NewPrice): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    await tx.query(
      `INSERT INTO catalogue.price (operator_id, offer_id, starts_on, unit, for_schools, basis, amount, minimum, bands, illustrative, source)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        tx.operatorId,
        offerId,
        price.startsOn.toString(),
        price.unit,
        price.forSchools,
        price.basis,
        price.amount,
        price.minimum,
        JSON.stringify(price.bands.map((band) => ({ to: band.to, amount: band.amount.toString() }))),
        price.illustrative,
        price.source,
      ],
    );
    await record(
      tx,
      'catalogue.price',
      { type: 'offer', id: offerId },
      {
        from: price.startsOn.toString(),
        unit: price.unit,
        basis: price.basis,
        amount: price.amount.toString(),
      },
    );
  }

  /** One offer with the prices of a day. Refuses: `platform.not-found`. */
  async offer(tx: Tx, offerId: string, on: Temporal.PlainDate = tx.today): Promise<Offer> {
    const [offer] = await this.offers(tx, { offerIds: [offerId], on, withdrawn: true });
    if (!offer) throw notFound('offer');
    return offer;
  }

  /** Published offers, plans in the order of their tiers first. `text` forgives typing mistakes. */
  async offers(
    tx: Tx,
    filter: {
      kind?: OfferKind;
      need?: Need;
      text?: string;
      offerIds?: readonly string[];
      on?: Temporal.PlainDate;
      withdrawn?: boolean;
    } = {},
  ): Promise<Offer[]> {
    const on = (filter.on ?? tx.today).toString();
    const words = filter.text?.match(/[\p{L}\p{N}]+/gu)?.slice(0, mostWords) ?? [];
    if (words.length) await tx.query(`SET LOCAL pg_trgm.word_similarity_threshold = ${wordSimilarity}`);
    const rows = await tx.query<OfferRow>(
      `SELECT o.offer_id, o.slug, o.provider_id, o.kind, o.title, o.summary, o.need,
              o.service_type, o.accepts, o.tier, o.cfr_code, o.aar_code, o.withdrawn_on,
              coalesce((SELECT json_agg(json_build_object('unit', p.unit, 'forSchools', p.for_schools, 'basis', p.basis, 'amount', p.amount::text,
                                 'minimum', p.minimum::text, 'bands', p.bands, 'illustrative', p.illustrative))
                 FROM (SELECT DISTINCT ON (unit, for_schools) * FROM catalogue.price
                        WHERE operator_id = o.operator_id AND offer_id = o.offer_id AND starts_on <= $2
                        ORDER BY unit, for_schools, starts_on DESC) p), '[]') AS prices,
              coalesce((SELECT json_agg(json_build_object('unit', g.unit, 'pool', g.pool, 'amount', g.amount::text, 'label', g.label) ORDER BY g.position)
                 FROM catalogue.plan_grant g WHERE g.operator_id = o.operator_id AND g.offer_id = o.offer_id), '[]') AS grants
         FROM catalogue.offer o
        WHERE o.operator_id = $1 AND ($7 OR o.withdrawn_on IS NULL OR o.withdrawn_on > $2)
          AND ($3::text IS NULL OR o.kind = $3) AND ($4::text IS NULL OR o.need = $4)
          AND ($5::uuid[] IS NULL OR o.offer_id = ANY ($5))
          AND ($6::text[] IS NULL OR (SELECT bool_and(word <% (o.title || ' ' || o.summary)) FROM unnest($6) word))
        ORDER BY o.kind <> 'plan', o.tier, o.title, o.offer_id`,
      [
        tx.operatorId,
        on,
        filter.kind ?? null,
        filter.need ?? null,
        filter.offerIds ?? null,
        words.length ? words : null,
        filter.withdrawn ?? false,
      ],
    );
    return rows.map(toOffer);
  }
}

function toOffer(row: OfferRow): Offer {
  return {
    ...row,
    withdrawnOn: row.withdrawnOn ? Temporal.PlainDate.from(row.withdrawnOn) : null,
    prices: row.prices.map((price) => ({
      ...price,
      amount: BigInt(price.amount),
      minimum: BigInt(price.minimum),
      bands: price.bands.map((band) => ({ to: band.to, amount: BigInt(band.amount) })),
    })),
    grants: row.grants.map((grant) => ({ ...grant, amount: BigInt(grant.amount) })),
  };
}
