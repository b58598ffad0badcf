import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Funds } from '#funding';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { presentWallet, WalletAnswer } from './wallet.presenter.js';
import { Earmarking, WalletList } from './wallet.requests.js';

@ApiController('wallets', 'Funds')
export class WalletController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly funds: Funds,
  ) {}

  @Get()
  @Operation({
    id: 'wallets.list',
    summary: 'Wallets with what is available, committed and spent',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(WalletAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: WalletList): Promise<Paged<WalletAnswer>> {
    const { schoolId, laId, fundId } = query;
    const filter = { ...(schoolId && { schoolId }), ...(laId && { laId }), ...(fundId && { fundId }) };
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (wallet) => wallet.walletId,
        (part) => this.funds.wallets(tx, filter, part),
        presentWallet,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'wallets.earmark',
    summary: 'Earmark part of a fund for one school',
    visibility: 'party',
    keys: 'party',
    answers: WalletAnswer,
    creates: 'walletId',
    refuses: [
      'funding.not-an-authority',
      'funding.purpose',
      'funding.amount',
      'funding.not-a-member',
      'funding.not-open',
      'funding.closed',
      'funding.open-earmarks',
      'funding.insufficient',
    ],
  })
  earmark(
    @ApiRequest() request: ApiRequest,
    @Body() { fundId, schoolId, purpose, amount }: Earmarking,
  ): Promise<WalletAnswer> {
    return this.transactions.create(
      request,
      (tx, walletId) =>
        this.funds.earmark(tx, { walletId, fundId, schoolId, purpose, amount: BigInt(amount.value) }),
      async (tx, walletId) => presentWallet(await this.funds.wallet(tx, walletId)),
    );
  }

  @Get(':walletId')
  @Operation({
    id: 'wallets.show',
    summary: 'One wallet',
    visibility: 'party',
    keys: 'party',
    answers: WalletAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('walletId', IdPipe) walletId: string,
  ): Promise<WalletAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentWallet(await this.funds.wallet(tx, walletId)),
    );
  }
}
