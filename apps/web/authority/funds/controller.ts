import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Funds, type NewFund } from '#funding';
import { CurrentActor, Roles } from '#identity';
import { GBP, Database, parseQuantity, Temporal, type Actor } from '#platform';
import { handleForm, spendingForm, type Handling } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { FundForm } from './form.js';
import { presentFund, presentFundCheck, presentFunds, presentNewFund, presentOpened } from './presenter.js';

const fundId = () => Param('fundId', ParseUUIDPipe);

/** An authority's funds: opened, and where their money is. */
@Controller(paths.funds.index)
@Roles('commissioner', 'budget-holder')
export class FundsController {
  constructor(
    private readonly db: Database,
    private readonly funds: Funds,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentFunds(await this.funds.funds(tx, { laId: actor.organisationId! }, sliceOf(number)), number),
    );
  }

  @Get('new')
  form(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) =>
      presentNewFund(spendingForm({ opensOn: tx.today.toString(), closesOn: yearEnd(tx.today).toString() })),
    );
  }

  @Post('new')
  check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(FundForm, body, {
      ...again,
      next: (data, form) =>
        this.db.tx(actor, async (tx) => {
          const fund = fundIn(data, actor);
          await this.funds.mayOpen(tx, fund);
          return presentFundCheck(fund, form);
        }),
    });
  }

  @Post()
  async open(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(FundForm, body, {
      ...again,
      next: async (data) => {
        const fund = fundIn(data, actor);
        await this.db.tx(actor, (tx) => this.funds.open(tx, fund));
        return redirect(paths.funds.opened(fund.fundId));
      },
    });
  }

  @Get(':fundId/opened')
  opened(@CurrentActor() actor: Actor, @fundId() id: string) {
    return this.db.tx(actor, async (tx) => presentOpened(await this.funds.fund(tx, id), tx.today));
  }

  @Get(':fundId')
  show(@CurrentActor() actor: Actor, @fundId() id: string, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const fund = await this.funds.fund(tx, id);
      const wallets = await this.funds.wallets(tx, { fundId: id }, sliceOf(number));
      return presentFund(fund, wallets, tx.today, number);
    });
  }
}

/** The end of the funding year in which a day lies. */
const yearEnd = (today: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: today.month < 4 ? today.year : today.year + 1, month: 3, day: 31 });

const again: Handling<ReturnType<typeof presentNewFund>> = {
  again: presentNewFund,
  refusedAt: ({ code }) => (code === 'funding.dates' ? 'closesOn' : 'amount'),
};

const fundIn = (form: FundForm, { organisationId }: Actor): NewFund => ({
  fundId: form.transferId,
  laId: organisationId!,
  title: form.title,
  purpose: form.purpose ?? '',
  amount: parseQuantity(form.amount, GBP),
  opensOn: Temporal.PlainDate.from(form.opensOn),
  closesOn: Temporal.PlainDate.from(form.closesOn),
});
