import type { Grant, Offer, Price } from '#catalogue';
import { Refusal } from '#platform';
import { answer } from '../kit/answer.js';
import { Amount, Day, Flag, Id, Parts, TextList, Whole, Words } from '../kit/fields.js';
import { toQuantity, type Quantity } from '../kit/quantity.js';

/** The asking school's own price in one unit, and how it is worked out. */
export class PriceAnswer {
  @Amount({ nullable: true, about: 'Null when it needs a quotation: see because.' }) price: Quantity | null;
  @Words({ about: 'How it was worked out, in one sentence.' }) because: string;
  @Flag({ about: 'The figure is an illustration, not the operator’s published price.' })
  illustrative: boolean;
}

export class GrantAnswer {
  @Amount() amount: Quantity;
  @Words() label: string;
  @TextList({ nullable: true, about: 'The kinds of service it may pay for; null: any.' }) restriction:
    string[] | null;
}

/** Something that can be bought. */
export class OfferAnswer {
  @Id() offerId: string;
  @Words() slug: string;
  @Words({ about: 'plan, day, service or course.' }) kind: string;
  @Id() providerId: string;
  @Words() title: string;
  @Words() summary: string;
  @Words() need: string;
  @TextList({
    about:
      'What may pay: entitlement, credits, money, fund; or free; or a unit of the operator’s own, by its code.',
  })
  accepts: string[];
  @Whole({ nullable: true, about: 'A plan’s place among the tiers, lowest first.' }) tier: number | null;
  @Parts(() => PriceAnswer, { about: 'Empty for a caller that is no school.' }) prices: PriceAnswer[];
  @Parts(() => GrantAnswer, { about: 'What a plan grants for a whole term.' }) grants: GrantAnswer[];
  @Day({ nullable: true }) withdrawnOn: string | null;
}

export const presentGrant = (grant: Grant): GrantAnswer =>
  answer(GrantAnswer, { ...grant, amount: toQuantity(grant.amount, grant.unit.code) });

export const presentOffer = (offer: Offer, prices: readonly (Price | Refusal)[]): OfferAnswer =>
  answer(OfferAnswer, {
    ...offer,
    prices: prices.map(presentPrice),
    grants: offer.grants.map(presentGrant),
  });

const presentPrice = (price: Price | Refusal): PriceAnswer =>
  price instanceof Refusal
    ? { price: null, because: price.message, illustrative: false }
    : {
        price: toQuantity(price.amount, price.unit.code),
        because: price.because,
        illustrative: price.illustrative,
      };
