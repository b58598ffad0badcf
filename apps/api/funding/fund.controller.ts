import { Body, Get, Post, Query } from '@nestjs/common';
import { Funds } from '#funding';
import { Temporal } from '#platform';
import { ApiRequest, ApiTransactions, partyOf } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { FundAnswer, presentFund } from './fund.presenter.js';
import { FundList, FundOpening } from './fund.requests.js';

@ApiController('funds', 'Funds')
export class FundController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly funds: Funds,
  ) {}

  @Get()
  @Operation({
    id: 'funds.list',
    summary: 'An authority’s funds with their money',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(FundAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: FundList): Promise<Paged<FundAnswer>> {
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (fund) => fund.fundId,
        (part) => this.funds.funds(tx, { laId: partyOf(tx.actor, query.laId) }, part),
        presentFund,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'funds.open',
    summary: 'Open a fund',
    visibility: 'party',
    keys: 'party',
    answers: FundAnswer,
    creates: 'fundId',
    refuses: ['funding.not-an-authority', 'funding.title', 'funding.amount', 'funding.dates'],
  })
  open(@ApiRequest() request: ApiRequest, @Body() body: FundOpening): Promise<FundAnswer> {
    return this.transactions.create(
      request,
      (tx, fundId) =>
        this.funds.open(tx, {
          fundId,
          laId: partyOf(tx.actor, body.laId),
          title: body.title,
          purpose: body.purpose,
          amount: BigInt(body.amount.value),
          opensOn: Temporal.PlainDate.from(body.opensOn),
          closesOn: Temporal.PlainDate.from(body.closesOn),
        }),
      async (tx, fundId) => presentFund(await this.funds.fund(tx, fundId)),
    );
  }
}
