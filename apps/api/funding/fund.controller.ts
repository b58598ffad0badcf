import { Body, Get, Post, Query } from '@nestjs/common';
import { Funds } from '#funding';
import { notFound, Temporal, type Tx } from '#platform';
import { invalid } from '../../boot/problem.js';
import { Asked, Exchanges, partyAsked, type Exchange } from '../kit/exchange.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageOfAll, PageOf, type Paged } from '../kit/page.js';
import { FundAnswer, presentFund } from './fund.presenter.js';
import { FundList, FundOpening } from './fund.requests.js';

@ApiController('funds', 'Funds')
export class FundController {
  constructor(
    private readonly exchanges: Exchanges,
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
  list(@Asked() asked: Exchange, @Query() query: FundList): Promise<Paged<FundAnswer>> {
    return this.exchanges.page(asked, query, async (tx, slice) =>
      pageOfAll(
        slice,
        (fund) => fund.fundId,
        await this.funds.funds(tx, partyAsked(tx.actor, query.laId)),
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
  })
  open(@Asked() asked: Exchange, @Body() body: FundOpening): Promise<FundAnswer> {
    if (body.closesOn <= body.opensOn) {
      throw invalid({ path: 'closesOn', messages: ['closesOn must be after opensOn'] });
    }
    const laId = (tx: Tx) => partyAsked(tx.actor, body.laId);
    return this.exchanges.create(
      asked,
      (tx, fundId) =>
        this.funds.open(tx, {
          fundId,
          laId: laId(tx),
          title: body.title,
          purpose: body.purpose,
          amount: BigInt(body.amount.value),
          opensOn: Temporal.PlainDate.from(body.opensOn),
          closesOn: Temporal.PlainDate.from(body.closesOn),
        }),
      async (tx, fundId) => {
        const fund = (await this.funds.funds(tx, laId(tx))).find((one) => one.fundId === fundId);
        if (!fund) throw notFound('fund');
        return presentFund(fund);
      },
    );
  }
}
