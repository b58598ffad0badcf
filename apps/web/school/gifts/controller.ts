import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { CreditBank, Entitlements } from '#entitlements';
import { committingRoles, Database, parseQuantity, type Actor, type Tx } from '#platform';
import { CREDIT } from '#operating-model';
import { blankForm, handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { nearest } from '../../kit/nearest.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { GiftForm, SentGiftForm } from './form.js';
import { presentGift, presentGiftCheck } from './presenter.js';

/** Giving credits to another school, where the operator's rules allow it. */
@Controller()
@Roles(...committingRoles)
export class GiftsController {
  constructor(
    private readonly db: Database,
    private readonly directory: Directory,
    private readonly bank: CreditBank,
    private readonly entitlements: Entitlements,
  ) {}

  @Get(paths.gifts.new)
  async new(@CurrentActor() actor: Actor, @Query('q') q?: string) {
    return this.give(actor, blankForm({ q }));
  }

  @Post(paths.gifts.new)
  async check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(GiftForm, body, {
      again: (form) => this.give(actor, form),
      refusedAt: ({ code }) => (toField.has(code) ? 'to' : 'amount'),
      next: ({ to, amount }, form) =>
        this.db.tx(actor, async (tx) => {
          const given = parseQuantity(amount, CREDIT);
          await this.bank.mayGive(tx, { from: actor.organisationId!, to, amount: given });
          return presentGiftCheck(
            await this.directory.school(tx, to),
            given,
            await this.left(tx),
            spendingForm(form.values),
          );
        }),
    });
  }

  @Post(paths.gifts.index)
  async send(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(SentGiftForm, body, {
      again: (form) => this.give(actor, form),
      refusedAt: 'amount',
      next: async ({ to, amount, message, transferId }) => {
        await this.db.tx(actor, (tx) =>
          this.bank.give(tx, {
            id: transferId,
            from: actor.organisationId!,
            to,
            amount: parseQuantity(amount, CREDIT),
            message,
          }),
        );
        return redirect(paths.statement.show('credits'), { flash: 'The credits are given.' });
      },
    });
  }

  private async give(actor: Actor, form: FormState) {
    const { q, to } = form.values;
    return this.db.tx(actor, async (tx) => {
      await this.bank.mayGiveAny(tx, actor.organisationId!);
      const among = q || to ? await this.bank.neighbours(tx, actor.organisationId!) : [];
      const chosen = to && among.includes(String(to)) ? await this.directory.schools(tx, [String(to)]) : [];
      const others = among.filter((id) => id !== to);
      const found = await nearest((limit) =>
        this.directory.search(tx, String(q ?? ''), { among: others, limit }),
      );
      return presentGift(chosen, found, await this.left(tx), form);
    });
  }

  private async left(tx: Tx): Promise<bigint> {
    return (await this.entitlements.held(tx, tx.actor.organisationId!)).CREDIT.available;
  }
}

/** Refusals that are about whom it is for. */
const toField = new Set(['entitlements.not-a-neighbour', 'entitlements.same-school']);
