import { Injectable } from '@nestjs/common';
import {
  askedBefore,
  publish,
  committingRoles,
  mustSay,
  notFound,
  Refusal,
  requireActsFor,
  type Tx,
  record,
} from '#platform';
import { behind, Limits, Parties } from '#identity';
import { asShown, Catalogue, isWithdrawn, notOwn, type ShownPrice } from '#catalogue';
import { Directory, stillOpen } from '#directory';
import { Entitlements, release, settle } from '#entitlements';
import { Funds } from '#funding';
import { Ledger, type Command } from '#ledger';
import { PurchaseDelivered } from './events.js';
import {
  finished,
  isHeld,
  mayFinish,
  mayTakeFund,
  paidNoMore,
  payHoldId,
  purchaseCost,
  purchaseTaking,
  soldOnce,
  type Side,
} from './purchase.js';
import { Purchase, type PurchaseMeans } from './purchase.entity.js';
import { purchaseRows, type PurchaseFilter, type PurchaseRow } from './purchases.queries.js';
import { texts } from './texts.js';

/** Services bought once, with the school's money, from its wallet of an LA's fund or with what it holds, from whichever provider it chooses. */
@Injectable()
export class Purchases {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly entitlements: Entitlements,
    private readonly funds: Funds,
    private readonly ledger: Ledger,
    private readonly limits: Limits,
    private readonly parties: Parties,
  ) {}

  /**
   * Buys at the school's own price of today. From a wallet the amount is committed there; of credits or a unit of the operator's own
   * it is held; the caller's id makes a second click a replay. Refuses: `agreements.id-reused`, `agreements.purchase-order`,
   * `catalogue.own-offer`, `identity.provider-left`, `agreements.not-for-sale`, `agreements.no-price`, `catalogue.price-changed`,
   * `directory.school-closed`, `identity.not-a-member`, `catalogue.roll-unknown`, `funding.insufficient`, `funding.expired`,
   * `entitlements.not-enough-credits`, `.not-enough`, `.restricted`, `identity.above-limit`, `platform.forbidden`, `platform.not-found`.
   */
  async buy(
    tx: Tx,
    request: {
      purchaseId: string;
      schoolId: string;
      offerId: string;
      /** Money unless given; from a wallet it is said which. */
      means?: Exclude<PurchaseMeans, 'fund'>;
      walletId?: string;
      purchaseOrder?: string;
      shownPrice?: ShownPrice;
    },
  ): Promise<PurchaseRow> {
    requireActsFor(tx.actor, request.schoolId, committingRoles);
    const { purchaseId, schoolId, offerId, walletId } = request;
    const means = walletId ? 'fund' : (request.means ?? 'money');
    const content = { schoolId, offerId, means, walletId, purchaseOrder: request.purchaseOrder };
    if (await askedBefore(tx, Purchase, { purchaseId }, content, 'agreements.id-reused'))
      return this.find(tx, purchaseId);
    mustSay(request.purchaseOrder ?? '', texts.purchaseOrder);
    if (means !== 'money' && request.purchaseOrder)
      throw new Refusal(
        texts.purchaseOrder.code,
        walletId
          ? 'The authority pays this from its fund, so no order number of the school’s is printed on its invoice.'
          : 'Nothing is invoiced for this, so no order number is printed.',
        'invalid',
      );
    await this.parties.requireBuyer(tx, schoolId);
    const offer = await this.catalogue.offer(tx, offerId);
    notOwn(offer, schoolId);
    await this.parties.requireProvider(tx, offer.providerId);
    // A wallet pays alone, and nothing else pays from a fund.
    const oneThing = walletId ? !request.means : means === 'money' || isHeld(means);
    if (!soldOnce.includes(offer.kind) || isWithdrawn(offer, tx.today) || !oneThing)
      throw new Refusal('agreements.not-for-sale', `${offer.title} cannot be bought so.`, 'invalid');
    const { school, provider } = await this.directory.withProvider(tx, schoolId, offer.providerId);
    if (walletId) mayTakeFund(offer, school, provider);
    stillOpen(school, tx.today);
    const cost = purchaseCost(offer, school, means);
    asShown(cost, request.shownPrice);
    if (!isHeld(means))
      await this.limits.commit(tx, {
        organisationId: schoolId,
        pence: cost.amount,
        subject: { type: 'purchase', id: purchaseId },
      });
    const wallet = walletId
      ? await this.funds.commit(tx, {
          id: purchaseId,
          walletId,
          schoolId,
          amount: cost.amount,
          reference: { type: 'purchase', id: purchaseId },
          description: offer.title,
        })
      : null;
    const bought = {
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
      means,
      amount: cost.amount,
      purchaseOrder: request.purchaseOrder || null,
      state: 'committed',
      boughtOn: tx.today.toString(),
      boughtBy: tx.actor.personId,
      finishedOn: null,
      version: 1,
    } as const;
    await tx.say('purchase', [bought.purchaseId, bought.state, bought.means, bought.amount]);
    await tx.em.insert(Purchase, bought);
    if (isHeld(means))
      await this.entitlements.take(
        tx,
        purchaseTaking(bought, cost, { on: tx.today, purpose: offer.serviceType }),
      );
    await record(tx, 'agreements.buy', {
      type: 'purchase',
      id: purchaseId,
      organisationId: schoolId,
    });
    return this.find(tx, purchaseId);
  }

  /**
   * The provider says it is delivered: what a wallet or the school kept for it is spent, and what is money will be billed. Where
   * promises end with their lot, nothing may be kept any more. Refuses: `agreements.finished`, `agreements.paid-no-more`,
   * `platform.forbidden`, `platform.not-found`.
   */
  async deliver(tx: Tx, purchaseId: string): Promise<PurchaseRow> {
    const purchase = await this.finish(tx, purchaseId, 'delivered', 'providerId');
    if (purchase.walletId) await this.funds.spend(tx, purchaseId);
    const spent = await this.ofWhatIsHeld(tx, purchase, settle);
    if (spent === 0) throw paidNoMore(purchase.unit);
    await publish(tx, PurchaseDelivered, purchaseId);
    return purchase;
  }

  /**
   * The school calls it off before delivery: what was kept for it is free again. Refuses: `agreements.finished`, `platform.forbidden`,
   * `platform.not-found`.
   */
  async cancel(tx: Tx, purchaseId: string): Promise<PurchaseRow> {
    const purchase = await this.finish(tx, purchaseId, 'cancelled', 'schoolId');
    if (purchase.walletId) await this.funds.release(tx, purchaseId);
    await this.ofWhatIsHeld(tx, purchase, release);
    await this.limits.release(tx, { type: 'purchase', id: purchaseId });
    return purchase;
  }

  /** Refuses: `platform.not-found`. */
  async find(tx: Tx, purchaseId: string): Promise<PurchaseRow> {
    const [purchase] = await purchaseRows(tx, { purchaseId });
    if (!purchase) throw notFound('purchase');
    return purchase;
  }

  /** Newest first unless `oldestFirst`: a school's, or those a provider delivers, each with how many there are altogether. `after`: the last one of the page before, newest first. */
  async list(tx: Tx, filter: PurchaseFilter): Promise<(PurchaseRow & { total: number })[]> {
    return purchaseRows(tx, filter);
  }

  /** How many holds that finished; null where none was made, as of money. */
  private async ofWhatIsHeld(
    tx: Tx,
    { purchaseId, means }: PurchaseRow,
    finish: (holds: readonly string[]) => Command[],
  ): Promise<number | null> {
    if (!isHeld(means)) return null;
    return (await this.ledger.apply(tx, finish([payHoldId(purchaseId)]))).length;
  }

  private async finish(
    tx: Tx,
    purchaseId: string,
    state: 'delivered' | 'cancelled',
    by: Side,
  ): Promise<PurchaseRow> {
    const purchase = await this.find(tx, purchaseId);
    mayFinish({ ...tx.actor, personId: await behind(tx) }, purchase, by);
    const changes = { state, finishedOn: tx.today.toString(), version: purchase.version + 1 };
    await tx.say('purchase', [purchaseId, state, purchase.means, purchase.amount]);
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
