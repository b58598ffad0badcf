import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Funds, type NewFund } from '#funding';
import { CurrentActor, Roles } from '#identity';
import { Database, parseQuantity, Refusal, Temporal, type Actor } from '#platform';
import { readForm, refused, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { fundOf } from './fund-of.js';
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
    const read = readFund(body);
    if ('form' in read) return presentNewFund(read.form);
    if (read.state.values.change) return presentNewFund(read.state);
    return this.db
      .tx(actor, async (tx) => {
        await this.funds.mayOpen(tx, { ...read.fund, laId: actor.organisationId! });
        return presentFundCheck(read.fund, read.state);
      })
      .catch((error: unknown) => presentNewFund(refusedFund(read.state, error)));
  }

  @Post()
  async open(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const read = readFund(body);
    if ('form' in read) return presentNewFund(read.form);
    const { fund } = read;
    const form = await this.db
      .tx(actor, (tx) => this.funds.open(tx, { ...fund, laId: actor.organisationId! }))
      .catch((error: unknown) => refusedFund(read.state, error));
    return form ? presentNewFund(form) : redirect(paths.funds.opened(fund.fundId));
  }

  @Get(':fundId/opened')
  opened(@CurrentActor() actor: Actor, @fundId() id: string) {
    return this.db.tx(actor, async (tx) => presentOpened(await fundOf(this.funds, tx, id)));
  }

  @Get(':fundId')
  show(@CurrentActor() actor: Actor, @fundId() id: string, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const fund = await fundOf(this.funds, tx, id);
      const wallets = await this.funds.wallets(tx, { fundId: id }, sliceOf(number));
      return presentFund(fund, wallets, tx.today, number);
    });
  }
}

/** The end of the funding year in which a day lies. */
const yearEnd = (today: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: today.month < 4 ? today.year : today.year + 1, month: 3, day: 31 });

type FundAnswers = Omit<NewFund, 'laId'>;

function readFund(body: unknown): { form: FormState } | { fund: FundAnswers; state: FormState } {
  const submitted = readForm(FundForm, body);
  if (!submitted.ok) return { form: submitted.form };
  const { transferId, title, purpose = '', amount, opensOn, closesOn } = submitted.data;
  try {
    return {
      fund: {
        fundId: transferId,
        title,
        purpose,
        amount: parseQuantity(amount, 'GBP'),
        opensOn: Temporal.PlainDate.from(opensOn),
        closesOn: Temporal.PlainDate.from(closesOn),
      },
      state: submitted.form,
    };
  } catch (error) {
    return { form: refused(submitted.form, error, 'amount') };
  }
}

const refusedFund = (form: FormState, error: unknown): FormState =>
  refused(form, error, error instanceof Refusal && error.code === 'funding.dates' ? 'closesOn' : 'amount');
