import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Purchases } from '#agreements';
import { Directory } from '#directory';
import { Funds, isOpen } from '#funding';
import { CurrentActor, ownParts, Parties, requireNoPart, Roles } from '#identity';
import { GBP, Database, isId, notFound, parseQuantity, type Actor } from '#platform';
import { handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { nearest } from '../../kit/nearest.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { EarmarkForm } from './form.js';
import {
  presentEarmark,
  presentEarmarkCheck,
  presentEarmarked,
  presentSchoolChoice,
  presentWallet,
} from './presenter.js';

const id = (name: string) => Param(name, ParseUUIDPipe);

/** Part of a fund for one school: the school found, the amount checked, the wallet and what was bought from it. */
@Controller(paths.funds.index)
@Roles('commissioner', 'budget-holder')
export class EarmarkController {
  constructor(
    private readonly db: Database,
    private readonly funds: Funds,
    private readonly purchases: Purchases,
    private readonly directory: Directory,
    private readonly parties: Parties,
  ) {}

  @Get(':fundId/earmark')
  async search(@CurrentActor() actor: Actor, @id('fundId') fundId: string, @Query('text') asked?: string) {
    const text = String(asked ?? '')
      .trim()
      .slice(0, 80);
    return this.db.tx(actor, async (tx) => {
      const fund = await this.funds.fund(tx, fundId);
      isOpen(fund, tx.today);
      if (!text) return presentSchoolChoice(fund, text);
      const members = await this.parties.memberSchools(tx, fund.laId);
      const among = members.map((school) => school.organisationId);
      const found = await nearest((limit) => this.directory.search(tx, text, { among, limit }));
      const own = await ownParts(
        tx,
        found.shown.map((school) => school.organisationId),
      );
      return presentSchoolChoice(fund, text, { found, own });
    });
  }

  @Get(':fundId/earmark/:schoolId')
  form(@CurrentActor() actor: Actor, @id('fundId') fundId: string, @id('schoolId') schoolId: string) {
    return this.db.tx(actor, async (tx) => {
      const fund = await this.funds.fund(tx, fundId);
      isOpen(fund, tx.today);
      await requireNoPart(tx, schoolId);
      return presentEarmark(fund, await this.directory.school(tx, schoolId), spendingForm());
    });
  }

  @Post(':fundId/earmark/:schoolId')
  async check(
    @CurrentActor() actor: Actor,
    @id('fundId') fundId: string,
    @id('schoolId') schoolId: string,
    @Body() body: unknown,
  ) {
    return handleForm(EarmarkForm, body, {
      again: (form) => this.show(actor, fundId, schoolId, form),
      refusedAt: 'amount',
      next: ({ purpose, amount: written }, form) =>
        this.db.tx(actor, async (tx) => {
          const amount = parseQuantity(written, GBP);
          await this.funds.mayEarmark(tx, { fundId, schoolId, amount });
          return presentEarmarkCheck(
            await this.funds.fund(tx, fundId),
            await this.directory.school(tx, schoolId),
            { purpose, amount },
            { ...form, values: { ...form.values, schoolId } },
          );
        }),
    });
  }

  @Post(':fundId/wallets')
  async earmark(@CurrentActor() actor: Actor, @id('fundId') fundId: string, @Body() body: unknown) {
    const { schoolId } = body as { schoolId?: unknown };
    if (!isId(schoolId)) throw notFound('school');
    return handleForm(EarmarkForm, body, {
      again: (form) => this.show(actor, fundId, schoolId, form),
      refusedAt: 'amount',
      next: async ({ transferId, purpose, amount }) => {
        await this.db.tx(actor, (tx) =>
          this.funds.earmark(tx, {
            walletId: transferId,
            fundId,
            schoolId,
            purpose,
            amount: parseQuantity(amount, GBP),
          }),
        );
        return redirect(paths.funds.earmarked(fundId, transferId));
      },
    });
  }

  @Get(':fundId/wallets/:walletId/earmarked')
  earmarked(@CurrentActor() actor: Actor, @id('fundId') fundId: string, @id('walletId') walletId: string) {
    return this.db.tx(actor, async (tx) => {
      const wallet = await this.funds.wallet(tx, walletId);
      return presentEarmarked(await this.funds.fund(tx, fundId), wallet);
    });
  }

  @Get(':fundId/wallets/:walletId')
  wallet(@CurrentActor() actor: Actor, @id('walletId') walletId: string, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const wallet = await this.funds.wallet(tx, walletId);
      const purchases = await this.purchases.list(tx, { walletId, ...sliceOf(number) });
      const names = new Map(
        (
          await this.directory.list(
            tx,
            purchases.map((one) => one.providerId),
          )
        ).map((one) => [one.organisationId, one.name]),
      );
      return presentWallet(
        wallet,
        purchases.map((one) => ({ ...one, provider: names.get(one.providerId) ?? '' })),
        number,
      );
    });
  }

  private async show(actor: Actor, fundId: string, schoolId: string, form: FormState) {
    return this.db.tx(actor, async (tx) =>
      presentEarmark(await this.funds.fund(tx, fundId), await this.directory.school(tx, schoolId), form),
    );
  }
}
