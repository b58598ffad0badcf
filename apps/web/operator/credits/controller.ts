import { Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { Credits, Membership } from '#insight';
import { CreditBank } from '#entitlements';
import { Database, type Actor } from '#platform';
import { figure } from '../../kit/figure.js';
import { blankForm, orAgain, type FormState } from '../../kit/form.js';
import { pageNumber, sliceAndOne } from '../../kit/page-number.js';
import { leadOn, redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { correctionField, monthsFigure, presentCredits } from './presenter.js';

const adjustmentId = () => Param('adjustmentId', ParseUUIDPipe);

/** The operator's credits: in issue, month by month, and corrections that wait for a second person. */
@Controller(paths.credits.index)
@Roles(...staffRoles)
export class CreditsController {
  constructor(
    private readonly db: Database,
    private readonly credits: Credits,
    private readonly bank: CreditBank,
    private readonly membership: Membership,
  ) {}

  @Get()
  show(@CurrentActor() actor: Actor, @Query('page') asked?: string) {
    return this.page(actor, blankForm(), pageNumber(asked));
  }

  @Post('adjustments/:adjustmentId/approval')
  @Roles('administrator', 'finance')
  async approve(@CurrentActor() actor: Actor, @adjustmentId() id: string) {
    const how = { again: (form: FormState) => this.page(actor, form), refusedAt: correctionField(id) };
    return orAgain(blankForm(), how, async () => {
      await this.db.tx(actor, (tx) => this.bank.approveAdjustment(tx, id));
      return redirect(paths.credits.index, {
        flash: 'The correction is approved, and the school’s statement shows it.',
      });
    });
  }

  @Post('adjustments/:adjustmentId/rejection')
  @Roles('administrator', 'finance')
  async reject(@CurrentActor() actor: Actor, @adjustmentId() id: string) {
    const rejected = this.db.tx(actor, (tx) => this.bank.rejectAdjustment(tx, id));
    return rejected
      .then(() => redirect(paths.credits.index, { flash: 'The correction is rejected. Nothing has moved.' }))
      .catch(leadOn(paths.credits.index));
  }

  private async page(actor: Actor, form: FormState, number = 1) {
    const facts = await this.db.tx(actor, async (tx) => {
      const adjustments = await this.bank.adjustments(tx, sliceAndOne(number));
      return {
        totals: await this.credits.totals(tx),
        months: await this.bank.months(tx, tx.today.subtract({ months: 11 }), tx.today),
        adjustments,
        names: await this.membership.names(
          tx,
          adjustments.flatMap((one) => [one.schoolId, one.proposedBy, one.decidedBy ?? []].flat()),
        ),
        personId: actor.personId,
        number,
      };
    });
    return presentCredits(facts, await figure(monthsFigure(facts.months)), form);
  }
}
