import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  Parameters,
  publish,
  committingRoles,
  mustSay,
  forbidden,
  notFound,
  Refusal,
  requireActsFor,
  type Actor,
  type Tx,
  record,
} from '#platform';
import { behind, Limits, Parties } from '#identity';
import {
  asShown,
  Catalogue,
  isWithdrawn,
  notOwn,
  priceFor,
  type Offer,
  type OfferKind,
  type ShownPrice,
} from '#catalogue';
import { Directory, ofOneTrust, stillOpen, type School } from '#directory';
import { Funds } from '#funding';
import { PurchaseDelivered } from './events.js';
import { Purchase } from './purchase.entity.js';
import { texts } from './texts.js';

/** What is bought as such: a plan has its agreement, a course its places. */
export const soldOnce: readonly OfferKind[] = ['service', 'day'];

/** Whoever provides it says that it is delivered; the school that bought it calls it off. */
type Side = 'providerId' | 'schoolId';

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

const finished = (): Refusal =>
  new Refusal('agreements.finished', 'This purchase was already delivered or called off.');

/** Services bought once, with the school's money or from its wallet of an LA's fund, from whichever provider it chooses. */
@Injectable()
export class Purchases {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly funds: Funds,
    private readonly limits: Limits,
    private readonly parties: Parties,
  ) {}

  /**
   * Buys at the school's own price of today. From a wallet the amount is committed there; the caller's id makes a
   * second click a replay. Refuses: `agreements.id-reused`, `agreements.purchase-order`, `catalogue.own-offer`, `identity.provider-left`, `agreements.not-for-sale`, `agreements.no-price`, `catalogue.price-changed`, `directory.school-closed`,
   * `identity.not-a-member`, `catalogue.roll-unknown`, `funding.insufficient`, `funding.expired`, `identity.above-limit`, `platform.forbidden`, `platform.not-found`.
   */
  async buy(
    tx: Tx,
    request: {
      purchaseId: string;
      schoolId: string;
      offerId: string;
      walletId?: string;
      purchaseOrder?: string;
      shownPrice?: ShownPrice;
    },
  ): Promise<Purchase> {
    requireActsFor(tx.actor, request.schoolId, committingRoles);
    const { purchaseId, schoolId, offerId, walletId } = request;
    const content = { schoolId, offerId, walletId, purchaseOrder: request.purchaseOrder };
    const earlier = await askedBefore(tx, Purchase, { purchaseId }, content, 'agreements.id-reused');
    if (earlier) return earlier;
    mustSay(request.purchaseOrder ?? '', texts.purchaseOrder);
    if (walletId && request.purchaseOrder)
      throw new Refusal(
        texts.purchaseOrder.code,
        'The authority pays this from its fund, so no order number of the school’s is printed on its invoice.',
        'invalid',
      );
    await this.parties.requireBuyer(tx, schoolId);
    const offer = await this.catalogue.offer(tx, offerId);
    notOwn(offer, schoolId);
    await this.parties.requireProvider(tx, offer.providerId);
    const means = walletId ? 'fund' : 'money';
    const sold = soldOnce.includes(offer.kind) && !isWithdrawn(offer, tx.today);
    if (!sold || !offer.accepts.includes(means)) {
      throw new Refusal(
        'agreements.not-for-sale',
        `${offer.title} cannot be bought ${walletId ? 'from a fund' : 'for money'}.`,
        'invalid',
      );
    }
    const { school, provider } = await this.directory.withProvider(tx, schoolId, offer.providerId);
    if (walletId) mayTakeFund(offer, school, provider);
    stillOpen(school, tx.today);
    const price = priceFor(offer.prices, 'GBP', school);
    if (!price?.amount)
      throw new Refusal('agreements.no-price', `${offer.title} has no price for your school.`, 'invalid');
    asShown(price, request.shownPrice);
    await this.limits.commit(tx, {
      organisationId: schoolId,
      pence: price.amount,
      subject: { type: 'purchase', id: purchaseId },
    });
    const wallet = walletId
      ? await this.funds.commit(tx, {
          id: purchaseId,
          walletId,
          schoolId,
          amount: price.amount,
          reference: { type: 'purchase', id: purchaseId },
          description: offer.title,
        })
      : null;
    const bought: Purchase = {
      operatorId: tx.operatorId,
      purchaseId,
      schoolId,
      providerId: offer.providerId,
      laId: wallet?.laId ?? null,
      walletId: wallet?.walletId ?? null,
      offerId: offer.offerId,
      title: offer.title,
      taxedAs: offer.taxedAs,
      cfrCode: offer.cfrCode,
      aarCode: offer.aarCode,
      amount: price.amount,
      purchaseOrder: request.purchaseOrder || null,
      state: 'committed',
      boughtOn: tx.today.toString(),
      boughtBy: tx.actor.personId,
      finishedOn: null,
      version: 1,
    };
    await tx.say('purchase', [bought.purchaseId, bought.state, bought.amount]);
    await tx.em.insert(Purchase, bought);
    await record(tx, 'agreements.buy', {
      type: 'purchase',
      id: purchaseId,
      organisationId: schoolId,
    });
    return bought;
  }

  /**
   * The provider says it is delivered: a wallet's commitment is spent, and it will be billed. Refuses: `agreements.finished`,
   * `platform.forbidden`, `platform.not-found`.
   */
  async deliver(tx: Tx, purchaseId: string): Promise<Purchase> {
    const purchase = await this.finish(tx, purchaseId, 'delivered', 'providerId');
    if (purchase.walletId) await this.funds.spend(tx, purchaseId);
    await publish(tx, PurchaseDelivered, purchaseId);
    return purchase;
  }

  /**
   * The school calls it off before delivery: a wallet has its money back. Refuses: `agreements.finished`, `platform.forbidden`,
   * `platform.not-found`.
   */
  async cancel(tx: Tx, purchaseId: string): Promise<Purchase> {
    const purchase = await this.finish(tx, purchaseId, 'cancelled', 'schoolId');
    if (purchase.walletId) await this.funds.release(tx, purchaseId);
    await this.limits.release(tx, { type: 'purchase', id: purchaseId });
    return purchase;
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, purchaseId: string): Promise<Purchase> {
    const purchase = await tx.em.findOneBy(Purchase, { operatorId: tx.operatorId, purchaseId });
    if (!purchase) throw notFound('purchase');
    return purchase;
  }

  /** Newest first unless `oldestFirst`: a school's, or those a provider delivers, each with how many there are altogether. `after`: the last one of the page before, newest first. */
  async list(
    tx: Tx,
    filter: {
      schoolId?: string;
      providerId?: string;
      laId?: string;
      walletId?: string;
      /** False: only those that still wait; true: only those delivered or called off. */
      finished?: boolean;
      oldestFirst?: boolean;
      after?: string;
      offset?: number;
      limit?: number;
    },
  ): Promise<(Purchase & { total: number })[]> {
    const order = filter.oldestFirst ? 'ASC' : 'DESC';
    const { values, and, page } = new Parameters(tx.operatorId);
    return tx.query(
      `SELECT operator_id, purchase_id, school_id, provider_id, la_id, wallet_id, offer_id, title, taxed_as, cfr_code, aar_code, amount,
              purchase_order, state, bought_on, bought_by, finished_on, version, count(*) OVER ()::int AS total
         FROM agreements.purchase WHERE operator_id = $1 ${and('school_id = ?', filter.schoolId)} ${and('provider_id = ?', filter.providerId)}
          ${and('la_id = ?', filter.laId)} ${and('wallet_id = ?', filter.walletId)} ${and(`state ${filter.finished ? '<>' : '='} 'committed'`, filter.finished)}
          ${and('(bought_on, purchase_id) < (SELECT bought_on, purchase_id FROM agreements.purchase WHERE operator_id = $1 AND purchase_id = ?)', filter.after)}
        ORDER BY bought_on ${order}, purchase_id ${order} ${page(filter)}`,
      values,
    );
  }

  private async finish(
    tx: Tx,
    purchaseId: string,
    state: 'delivered' | 'cancelled',
    by: Side,
  ): Promise<Purchase> {
    const purchase = await this.find(tx, purchaseId);
    mayFinish({ ...tx.actor, personId: await behind(tx) }, purchase, by);
    const changes = { state, finishedOn: tx.today.toString(), version: purchase.version + 1 };
    await tx.say('purchase', [purchaseId, state, purchase.amount]);
    const { affected } = await tx.em.update(
      Purchase,
      { operatorId: tx.operatorId, purchaseId, state: 'committed' },
      changes,
    );
    if (affected !== 1) throw finished();
    await record(tx, `agreements.${state === 'delivered' ? 'deliver' : 'cancel'}-purchase`, {
      type: 'purchase',
      id: purchaseId,
      organisationId: purchase.schoolId,
    });
    return { ...purchase, ...changes };
  }
}
