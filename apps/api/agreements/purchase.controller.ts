import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Purchases } from '#agreements';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { shownPrice } from '../kit/quantity.js';
import { presentPurchase, PurchaseAnswer } from './purchase.presenter.js';
import { PurchaseList, PurchaseOrder } from './purchase.requests.js';

@ApiController('purchases', 'Purchases')
export class PurchaseController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly purchases: Purchases,
  ) {}

  @Get()
  @Operation({
    id: 'purchases.list',
    summary: 'Services bought, newest first',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(PurchaseAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: PurchaseList): Promise<Paged<PurchaseAnswer>> {
    const { schoolId, providerId, laId } = query;
    const filter = {
      ...(schoolId && { schoolId }),
      ...(providerId && { providerId }),
      ...(laId && { laId }),
    };
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (purchase) => purchase.purchaseId,
        (part) => this.purchases.list(tx, { ...filter, ...part }),
        presentPurchase,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'purchases.buy',
    summary: 'Buy a service, for the school’s money, from its wallet or with what it holds',
    visibility: 'party',
    keys: 'party',
    answers: PurchaseAnswer,
    creates: 'purchaseId',
    refuses: [
      'catalogue.own-offer',
      'catalogue.price-changed',
      'identity.provider-left',
      'agreements.not-for-sale',
      'agreements.no-price',
      'agreements.purchase-order',
      'funding.insufficient',
      'funding.expired',
      'entitlements.not-enough-credits',
      'entitlements.not-enough',
      'entitlements.restricted',
      'identity.above-limit',
      'identity.not-a-member',
    ],
  })
  buy(@ApiRequest() request: ApiRequest, @Body() body: PurchaseOrder): Promise<PurchaseAnswer> {
    return this.transactions.create(
      request,
      (tx, purchaseId) =>
        this.purchases.buy(tx, {
          purchaseId,
          schoolId: partyOf(tx.actor, body.schoolId),
          offerId: body.offerId,
          ...(body.means && { means: body.means }),
          ...(body.walletId && { walletId: body.walletId }),
          ...(body.purchaseOrder && { purchaseOrder: body.purchaseOrder }),
          ...shownPrice(body.shownPrice),
        }),
      async (tx, purchaseId) => presentPurchase(await this.purchases.find(tx, purchaseId)),
    );
  }

  @Get(':purchaseId')
  @Operation({
    id: 'purchases.show',
    summary: 'One purchase',
    visibility: 'party',
    keys: 'party',
    answers: PurchaseAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('purchaseId', IdPipe) purchaseId: string,
  ): Promise<PurchaseAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentPurchase(await this.purchases.find(tx, purchaseId)),
    );
  }

  @Post(':purchaseId/delivery')
  @Operation({
    id: 'purchases.deliver',
    summary: 'The provider says that it is delivered; what is money will be billed',
    visibility: 'party',
    keys: 'party',
    answers: PurchaseAnswer,
    versioned: true,
    refuses: ['agreements.finished', 'agreements.paid-no-more'],
  })
  deliver(
    @ApiRequest() request: ApiRequest,
    @Param('purchaseId', IdPipe) purchaseId: string,
  ): Promise<PurchaseAnswer> {
    return this.transactions.changeVersion(
      request,
      (tx) => this.purchases.find(tx, purchaseId),
      (tx) => this.purchases.deliver(tx, purchaseId),
      presentPurchase,
    );
  }

  @Post(':purchaseId/cancellation')
  @Operation({
    id: 'purchases.cancel',
    summary: 'The school calls it off before delivery',
    visibility: 'party',
    keys: 'party',
    answers: PurchaseAnswer,
    versioned: true,
    refuses: ['agreements.finished'],
  })
  cancel(
    @ApiRequest() request: ApiRequest,
    @Param('purchaseId', IdPipe) purchaseId: string,
  ): Promise<PurchaseAnswer> {
    return this.transactions.changeVersion(
      request,
      (tx) => this.purchases.find(tx, purchaseId),
      (tx) => this.purchases.cancel(tx, purchaseId),
      presentPurchase,
    );
  }
}
