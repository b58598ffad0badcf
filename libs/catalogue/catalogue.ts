import { Injectable } from '@nestjs/common';
import { notFound, record, requireStaff, type Temporal, type Tx } from '#platform';
import { Vocabularies } from '#operating-model';
import { foundOffers, offerRows, type OfferFilter } from './catalogue.queries.js';
import type { NewOffer, NewPrice, Offer } from './offer.js';
import type { FoundOffers, OfferSearch } from './search.js';

/** What can be bought from whom, and what each school pays for it. */
@Injectable()
export class Catalogue {
  constructor(private readonly vocabularies: Vocabularies) {}

  /**
   * Publishes an offer from today, with its prices and what it grants. Refuses: `platform.forbidden`,
   * `operating-model.no-such-word`.
   */
  async publish(tx: Tx, offer: NewOffer): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    await this.vocabularies.require(tx, 'needs', [offer.need]);
    await this.vocabularies.require(tx, 'service_types', [offer.serviceType]);
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
  async offers(tx: Tx, filter: OfferFilter = {}): Promise<Offer[]> {
    return offerRows(tx, filter);
  }

  /**
   * A page of what is offered today, with how many offers there are under each value of each facet. Plans first in the order of
   * their tiers, then by title; with a text, what has it in its title before the rest.
   */
  async search(tx: Tx, asked: OfferSearch): Promise<FoundOffers> {
    return foundOffers(tx, asked);
  }
}
