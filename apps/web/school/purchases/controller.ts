import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isHeld, mayFinish, mayTakeFund, Purchases, soldOnce, type HeldMeans } from '#agreements';
import { priceFor } from '#catalogue';
import { Directory, stillOpen } from '#directory';
import { costsOf, Entitlements } from '#entitlements';
import { Funds } from '#funding';
import { CurrentActor, Limits, Roles, staffRoles } from '#identity';
import { SchoolYear } from '#insight';
import { OperatingModel } from '#operating-model';
import {
  authorityRoles,
  committingRoles,
  Database,
  GBP,
  isId,
  notFound,
  refusalOf,
  schoolRoles,
  type Actor,
  type Tx,
} from '#platform';
import { blankForm, handleForm, orAgain, spendingForm, type FormState } from '../../kit/form.js';
import { leadOn, redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { priceSent, priceShown } from '../../kit/rules.js';
import { paths } from '../../paths.js';
import { moneyPrice } from '../catalogue/prices.js';
import { BoughtForm, PurchaseForm } from './form.js';
import { budgetsFor, whyNot, type Buying } from './budgets.js';
import {
  presentBought,
  presentBuy,
  presentBuyCheck,
  presentCancel,
  presentPurchase,
  presentPurchases,
  presentWallet,
} from './presenter.js';

/** Services bought once, from the school's budget or from a wallet of its authority's fund; and the wallet itself. */
@Controller()
@Roles(...committingRoles)
export class PurchasesController {
  constructor(
    private readonly db: Database,
    private readonly purchases: Purchases,
    private readonly year: SchoolYear,
    private readonly directory: Directory,
    private readonly entitlements: Entitlements,
    private readonly funds: Funds,
    private readonly limits: Limits,
    private readonly model: OperatingModel,
  ) {}

  @Get(paths.purchases.index)
  @Roles(...schoolRoles)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const purchases = await this.purchases.list(tx, {
        schoolId: actor.organisationId!,
        ...sliceOf(number),
      });
      return presentPurchases(
        purchases,
        number,
        await this.names(
          tx,
          purchases.map((one) => one.providerId),
        ),
      );
    });
  }

  @Get(paths.purchases.new)
  async new(@CurrentActor() actor: Actor, @Query('offer') offer: string) {
    return this.buy(actor, blankForm({ offer }));
  }

  @Post(paths.purchases.new)
  async check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(PurchaseForm, body, {
      again: (form) => this.buy(actor, form),
      refusedAt: 'from',
      next: ({ offer, from }, form) =>
        this.db.tx(actor, async (tx) => {
          const facts = await this.facts(tx, offer);
          const way = budgetsFor(facts).find((one) => one.value === from && one.open);
          return whyNot(facts) || !way
            ? presentBuy(facts, form)
            : presentBuyCheck(facts, way, spendingForm({ ...form.values, price: priceSent(way.cost) }));
        }),
    });
  }

  @Post(paths.purchases.index)
  async confirm(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(BoughtForm, body, {
      again: (form) => this.buy(actor, form),
      refusedAt: 'from',
      next: async ({ offer, from, purchaseOrder, transferId, price }) => {
        const request = {
          purchaseId: transferId,
          schoolId: actor.organisationId!,
          offerId: offer,
          ...priceShown(price),
          ...(from === 'money'
            ? { purchaseOrder }
            : isId(from)
              ? { walletId: from }
              : { means: from as HeldMeans }),
        };
        await this.db.tx(actor, (tx) => this.purchases.buy(tx, request));
        return redirect(paths.purchases.bought(transferId));
      },
    });
  }

  @Get(paths.purchases.bought(':purchaseId'))
  async bought(@CurrentActor() actor: Actor, @Param('purchaseId') purchaseId: string) {
    return this.db.tx(actor, async (tx) => {
      const purchase = await this.purchases.find(tx, purchaseId);
      return presentBought(
        purchase,
        (await this.names(tx, [purchase.providerId])).get(purchase.providerId) ?? '',
      );
    });
  }

  @Get(paths.purchases.cancellation(':purchaseId'))
  async cancellation(@CurrentActor() actor: Actor, @Param('purchaseId') purchaseId: string) {
    return this.callOff(actor, purchaseId, blankForm());
  }

  @Post(paths.purchases.cancellation(':purchaseId'))
  async cancel(@CurrentActor() actor: Actor, @Param('purchaseId') purchaseId: string) {
    const how = { again: (form: FormState) => this.callOff(actor, purchaseId, form), refusedAt: 'confirm' };
    return orAgain(blankForm(), how, async () => {
      await this.db.tx(actor, (tx) => this.purchases.cancel(tx, purchaseId));
      return redirect(paths.purchases.show(purchaseId), { flash: 'The purchase is called off.' });
    });
  }

  private callOff(actor: Actor, purchaseId: string, form: FormState) {
    const asked = this.db.tx(actor, async (tx) => {
      const purchase = await this.purchases.find(tx, purchaseId);
      mayFinish(actor, purchase, 'schoolId');
      return presentCancel(purchase, form);
    });
    return asked.catch(leadOn(paths.purchases.show(purchaseId)));
  }

  private async buy(actor: Actor, form: FormState) {
    return this.db.tx(actor, async (tx) => presentBuy(await this.facts(tx, String(form.values.offer)), form));
  }

  private async facts(tx: Tx, offerId: string): Promise<Buying> {
    const schoolId = tx.actor.organisationId!;
    const { offer, school, provider } = await this.year.onSale(tx, schoolId, offerId);
    const accepts = offer.accepts.filter(isHeld);
    const ways = accepts.length
      ? await this.entitlements.waysToPay(tx, schoolId, costsOf({ ...offer, accepts }, school), {
          on: tx.today,
          purpose: offer.serviceType,
        })
      : [];
    // Where something else may pay, a price that needs a quotation keeps nobody from that.
    const price = accepts.length ? moneyPrice(offer, school) : priceFor(offer.prices, GBP.code, school);
    if ((!price && !ways.length) || !soldOnce.includes(offer.kind)) throw notFound('service');
    return {
      offer,
      schoolId,
      closed: refusalOf(() => stillOpen(school, tx.today))?.message ?? null,
      price,
      provider: provider.name,
      noFund: refusalOf(() => mayTakeFund(offer, school, provider))?.message ?? null,
      wallets: await this.funds.wallets(tx, { schoolId, openOn: tx.today.toString() }),
      ways,
      endsWithIt: ways.length > 0 && (await this.model.on(tx)).ledger.expired_holds === 'released',
      beyond: price && (await this.limits.beyond(tx, schoolId, price.amount)),
      today: tx.today.toString(),
    };
  }

  private async names(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await this.directory.list(tx, ids)).map((one) => [one.organisationId, one.name]));
  }
}

/** A purchase and a wallet, for whoever they name: the school, the provider, the authority. */
@Controller()
export class PurchaseController {
  constructor(
    private readonly db: Database,
    private readonly purchases: Purchases,
    private readonly directory: Directory,
    private readonly funds: Funds,
  ) {}

  @Get(paths.purchases.show(':purchaseId'))
  @Roles(...schoolRoles, 'manager', ...authorityRoles, ...staffRoles)
  async show(@CurrentActor() actor: Actor, @Param('purchaseId') purchaseId: string) {
    return this.db.tx(actor, async (tx) => {
      const purchase = await this.purchases.find(tx, purchaseId);
      const names = await this.directory.list(tx, [
        purchase.schoolId,
        purchase.providerId,
        ...(purchase.laId ? [purchase.laId] : []),
      ]);
      return presentPurchase(purchase, new Map(names.map((one) => [one.organisationId, one.name])), actor);
    });
  }

  @Get(paths.wallet(':walletId'))
  @Roles(...schoolRoles)
  async wallet(
    @CurrentActor() actor: Actor,
    @Param('walletId') walletId: string,
    @Query('page') page?: string,
  ) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const wallet = await this.funds.wallet(tx, walletId);
      const purchases = await this.purchases.list(tx, { walletId, ...sliceOf(number) });
      const names = await this.directory.list(tx, [
        wallet.schoolId,
        wallet.laId,
        ...purchases.map((one) => one.providerId),
      ]);
      return presentWallet(
        wallet,
        purchases,
        new Map(names.map((one) => [one.organisationId, one.name])),
        actor,
        number,
        tx.today,
      );
    });
  }
}
