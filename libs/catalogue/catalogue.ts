import { Injectable } from '@nestjs/common';
import {
  GBP,
  mustSay,
  notFound,
  record,
  Refusal,
  requireSees,
  requireStaff,
  shortDate,
  sqlState,
  Temporal,
  type Tx,
} from '#platform';
import { DAY, labelOf, Vocabularies } from '#operating-model';
import { foundOffers, offerRows, type OfferFilter } from './catalogue.queries.js';
import { paidSo, type GrantRow, type NewGrant, type NewOffer, type NewPrice, type Offer } from './offer.js';
import { KeptOffer, KeptPrice, ownUnit, PlanGrant } from './offer.entity.js';
import { priceFor, type Customer, type Price } from './price.js';
import type { FoundOffers, OfferSearch } from './search.js';
import { texts } from './texts.js';

/** What can be bought from whom, and what each school pays for it. */
@Injectable()
export class Catalogue {
  constructor(private readonly vocabularies: Vocabularies) {}

  /**
   * Publishes an offer from today, with its prices and what it grants. Refuses: `platform.forbidden`,
   * `catalogue.title`, `catalogue.summary`, `catalogue.means`, `catalogue.amount`, `catalogue.restricted-days`, `catalogue.price-source`, `catalogue.price-begins`, `operating-model.no-such-word`.
   */
  async publish(tx: Tx, offer: NewOffer): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    mustSay(offer.title, texts.title);
    mustSay(offer.summary, texts.summary);
    paidSo(offer);
    await this.vocabularies.require(tx, 'needs', [offer.need]);
    await this.vocabularies.require(tx, 'service_types', [offer.serviceType]);
    const units = [...offer.grants.map(({ unit }) => unit), ...offer.accepts.filter(ownUnit)];
    await this.vocabularies.require(tx, 'units', units);
    if (offer.grants.some((grant) => grant.amount <= 0n)) throw amount('A plan grants more than nothing.');
    const { operatorId } = tx;
    const { offerId, prices, grants } = offer;
    await tx.em.insert(KeptOffer, { ...offer, operatorId, publishedOn: tx.today });
    for (const price of prices) await this.add(tx, offerId, price);
    for (const [position, grant] of grants.entries())
      await tx.em.insert(PlanGrant, { ...(await this.kept(tx, grant)), operatorId, offerId, position });
    await record(
      tx,
      'catalogue.publish',
      { type: 'offer', id: offer.offerId, organisationId: offer.providerId },
      { kind: offer.kind, slug: offer.slug },
    );
  }

  /**
   * Adds a price that starts today or on a later day; the earlier one ends the day before. Prices are never changed: what was agreed
   * by those of the past stays. Refuses: `platform.forbidden`, `catalogue.past-price`, `catalogue.amount`, `catalogue.price-source`, `catalogue.price-begins`, `operating-model.no-such-word`.
   */
  async price(tx: Tx, offerId: string, price: NewPrice): Promise<void> {
    requireStaff(tx.actor, ['administrator']);
    if (Temporal.PlainDate.compare(price.startsOn, tx.today) < 0)
      throw new Refusal(
        'catalogue.past-price',
        `A price starts on ${shortDate(tx.today)} or a later day: those of the past stay.`,
        'invalid',
      );
    await this.add(tx, offerId, price);
  }

  /** A grant for what it is kept for, which its label says: it is read wherever the grant is, for as long as what was signed. */
  private async kept(tx: Tx, { restriction, label, ...grant }: NewGrant): Promise<GrantRow> {
    if (!restriction?.length) return { ...grant, label, restriction: null };
    if (grant.unit === DAY.code) throw restrictedDays();
    const purposes = [...new Set(restriction)];
    await this.vocabularies.require(tx, 'service_types', purposes);
    const { service_types: words } = await this.vocabularies.words(tx);
    const only = purposes.map((code) => labelOf(words, code)).join(' or ');
    return { ...grant, label: `${label} for ${only} only`, restriction: purposes };
  }

  private async add(tx: Tx, offerId: string, price: NewPrice): Promise<void> {
    if (price.amount < 0n || price.minimum < 0n) throw amount('A price is not below nothing.');
    mustSay(price.source, texts.source);
    if (price.unit !== GBP.code) await this.vocabularies.require(tx, 'units', [price.unit]);
    await tx.em
      .insert(KeptPrice, { ...price, operatorId: tx.operatorId, offerId })
      .catch((error: unknown) => {
        throw sqlState(error) === '23505' ? beginsTwice(price.startsOn) : error;
      });
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

  /** What a school pays for an offer, in each unit that it has a price in; or why nobody can say. Refuses: `platform.forbidden`. */
  prices(tx: Tx, { prices }: Offer, school: Customer): (Price | Refusal)[] {
    requireSees(tx.actor, school.organisationId);
    return [...new Set(prices.map(({ unit }) => unit.code))].flatMap((unit) => {
      try {
        return priceFor(prices, unit, school) ?? [];
      } catch (error) {
        if (error instanceof Refusal) return error;
        throw error;
      }
    });
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

const beginsTwice = (on: Temporal.PlainDate): Refusal =>
  new Refusal(
    'catalogue.price-begins',
    `There is such a price from ${shortDate(on)} already. Choose a later day.`,
    'invalid',
  );
const restrictedDays = (): Refusal =>
  new Refusal(
    'catalogue.restricted-days',
    'Days pay for visits, which are of no kind of service, so a plan keeps none for one.',
    'invalid',
  );
const amount = (sentence: string): Refusal => new Refusal('catalogue.amount', sentence, 'invalid');
