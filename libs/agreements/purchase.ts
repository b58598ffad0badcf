import {
  committingRoles,
  derivedId,
  forbidden,
  Refusal,
  requireActsFor,
  type Actor,
  type Temporal,
  type Unit,
} from '#platform';
import { ownUnit, type Customer, type Means, type Offer, type OfferKind } from '#catalogue';
import { ofOneTrust, type School } from '#directory';
import { costsOf, type Cost, type Taking } from '#entitlements';
import type { HeldMeans, Purchase, PurchaseMeans } from './purchase.entity.js';

/** What is bought as such: a plan has its agreement, a course its places. */
export const soldOnce: readonly OfferKind[] = ['service', 'day'];

/** Whoever provides it says that it is delivered; the school that bought it calls it off. */
export type Side = 'providerId' | 'schoolId';

/**
 * Whether a purchase waits for one of its sides to finish it. That it was delivered is for somebody else to say than who ordered it:
 * an authority may pay. Refuses: `platform.forbidden`, `agreements.finished`.
 */
export function mayFinish(
  actor: Actor,
  purchase: Pick<Purchase, Side | 'state' | 'boughtBy'>,
  by: Side,
): void {
  requireActsFor(actor, purchase[by], by === 'schoolId' ? committingRoles : ['manager']);
  if (by === 'providerId' && purchase.boughtBy !== null && purchase.boughtBy === actor.personId)
    throw forbidden('You ordered this for the school, so a colleague here says that it is delivered.');
  if (purchase.state !== 'committed') throw finished();
}

/**
 * What an authority earmarked for a school goes to somebody else than the school's own trust, or another school of it: they would earmark
 * it for themselves. `provider`: as the register has it, if it is a school. Refuses: `catalogue.own-offer`.
 */
export function mayTakeFund(
  { providerId, title }: Pick<Offer, 'providerId' | 'title'>,
  school: Pick<School, 'trustUid'>,
  provider: Pick<School, 'trustUid'> | undefined,
): void {
  if (ofOneTrust(school, providerId, provider))
    throw new Refusal(
      'catalogue.own-offer',
      `${title} is your own trust’s. What an authority earmarked for your school does not pay for that.`,
      'invalid',
    );
}

export const finished = (): Refusal =>
  new Refusal('agreements.finished', 'This purchase was already delivered or called off.');

/** What the school kept for it ended by itself: the operator lets promises end with what they are on. */
export const paidNoMore = ({ many }: Pick<Unit, 'many'>): Refusal =>
  new Refusal(
    'agreements.paid-no-more',
    `The ${many} that the school kept for this have ended, so nothing pays for it. Ask the school to call it off and buy it again.`,
  );

/**
 * What a service costs a school by one means, which pays for it. Refuses: `agreements.not-for-sale`, `agreements.no-price`,
 * `catalogue.roll-unknown`.
 */
export function purchaseCost(
  offer: Pick<Offer, 'title' | 'accepts' | 'prices'>,
  school: Customer,
  means: PurchaseMeans,
): Cost & { amount: bigint } {
  if (!offer.accepts.includes(means)) {
    const so = { money: 'for money', fund: 'from a fund', credits: 'with credits' }[means as string];
    throw new Refusal('agreements.not-for-sale', `${offer.title} cannot be bought ${so ?? 'so'}.`, 'invalid');
  }
  const cost = costsOf(offer, school)[means];
  if (cost?.amount instanceof Refusal) throw cost.amount;
  if (!cost?.amount)
    throw new Refusal('agreements.no-price', `${offer.title} has no price for your school.`, 'invalid');
  return { unit: cost.unit, amount: cost.amount };
}

/** Money is billed, and a fund is an authority's. */
export const isHeld = (means: Means): means is HeldMeans => means === 'credits' || ownUnit(means);

/** What pays for it where that is neither money nor a fund. */
export const payHoldId = (purchaseId: string): string => derivedId(purchaseId, 'pay');

/** It is taken of what may be spent on the day on which it is bought: nobody has fixed another. */
export const purchaseTaking = (
  { purchaseId, schoolId, title, amount }: Pick<Purchase, 'purchaseId' | 'schoolId' | 'title' | 'amount'>,
  { unit }: Cost,
  paidFor: { on: Temporal.PlainDate; purpose: string },
): Taking => ({
  ...{ id: payHoldId(purchaseId), schoolId, unit, amount, ...paidFor },
  ...{ code: 'buy', reference: { type: 'purchase', id: purchaseId }, description: title },
});
