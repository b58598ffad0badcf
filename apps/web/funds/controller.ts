import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Funds } from '#funding';
import { CurrentActor, Roles } from '#identity';
import { Directory } from '#directory';
import { Database, parseQuantity, Refusal, Temporal, type Actor } from '#platform';
import { readForm, refused, spendingForm, type FormState } from '../kit/form.js';
import { redirect } from '../kit/page.js';
import { paths } from '../paths.js';
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
    private readonly directory: Directory,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => presentFunds(await this.funds.funds(tx, actor.organisationId!)));
  }

  @Get('new')
  form(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) =>
      presentNewFund(spendingForm({ opensOn: tx.today.toString(), closesOn: yearEnd(tx.today).toString() })),
    );
  }

  @Post('new')
  check(@Body() body: unknown) {
    const read = readFund(body);
    if ('form' in read) return presentNewFund(read.form);
    return read.state.values.change
      ? presentNewFund(read.state)
      : presentFundCheck(read.fund, read.fund.amount, read.state);
  }

  @Post()
  async open(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const read = readFund(body);
    if ('form' in read) return presentNewFund(read.form);
    const { fund } = read;
    await this.db.tx(actor, (tx) =>
      this.funds.open(tx, {
        ...fund,
        laId: actor.organisationId!,
        opensOn: Temporal.PlainDate.from(fund.opensOn),
        closesOn: Temporal.PlainDate.from(fund.closesOn),
      }),
    );
    return redirect(paths.funds.opened(fund.fundId));
  }

  @Get(':fundId/opened')
  opened(@CurrentActor() actor: Actor, @fundId() id: string) {
    return this.db.tx(actor, async (tx) => presentOpened(await fundOf(this.funds, tx, id)));
  }

  @Get(':fundId')
  show(@CurrentActor() actor: Actor, @fundId() id: string) {
    return this.db.tx(actor, async (tx) => {
      const fund = await fundOf(this.funds, tx, id);
      const wallets = await this.funds.wallets(tx, { fundId: id });
      const schools = await this.directory.list(tx, [...new Set(wallets.map((wallet) => wallet.schoolId))]);
      return presentFund(
        fund,
        wallets,
        new Map(schools.map((one) => [one.organisationId, one.name])),
        tx.today,
      );
    });
  }
}

/** The end of the funding year in which a day lies. */
const yearEnd = (today: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: today.month < 4 ? today.year : today.year + 1, month: 3, day: 31 });

interface FundAnswers {
  readonly fundId: string;
  readonly title: string;
  readonly purpose: string;
  readonly amount: bigint;
  readonly opensOn: string;
  readonly closesOn: string;
}

function readFund(body: unknown): { form: FormState } | { fund: FundAnswers; state: FormState } {
  const submitted = readForm(FundForm, body);
  if (!submitted.ok) return { form: submitted.form };
  const { transferId, title, purpose = '', amount, opensOn, closesOn } = submitted.data;
  try {
    const pence = parseQuantity(amount, 'GBP');
    if (pence === 0n) throw new Refusal('platform.amount', 'Enter an amount above £0.', 'invalid');
    if (closesOn <= opensOn)
      return {
        form: refused(
          submitted.form,
          new Refusal('funding.dates', 'The last day must come after the first.', 'invalid'),
          'closesOn',
        ),
      };
    return {
      fund: { fundId: transferId, title, purpose, amount: pence, opensOn, closesOn },
      state: submitted.form,
    };
  } catch (error) {
    return { form: refused(submitted.form, error, 'amount') };
  }
}
