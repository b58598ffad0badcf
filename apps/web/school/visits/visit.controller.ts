import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { brokeringRoles, mayEvaluate, Visits } from '#delivery';
import { CurrentActor, ownParts, Roles, staffRoles } from '#identity';
import { SchoolYear } from '#insight';
import { OperatingModel } from '#operating-model';
import { committingRoles, Database, providerRoles, schoolRoles, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { leadOn, redirect } from '../../kit/page.js';
import { portionWord } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { CallOffForm, EvaluationForm } from './form.js';
import {
  presentCancellation,
  presentEvaluation,
  presentVisit,
  whyNotCallOff,
  type Notice,
} from './presenter.js';

/** One visit, for whoever it names: its report, who read it, how it went. */
@Controller()
export class VisitController {
  constructor(
    private readonly db: Database,
    private readonly visits: Visits,
    private readonly year: SchoolYear,
    private readonly model: OperatingModel,
  ) {}

  @Get(paths.visits.show(':visitId'))
  @Roles(...schoolRoles, ...providerRoles, ...staffRoles)
  async show(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return this.db.tx(actor, async (tx) => {
      const visit = await this.year.visit(tx, visitId);
      return presentVisit(visit, actor, await this.notice(tx, visit));
    });
  }

  @Post(paths.visits.reading(':visitId'))
  @Roles('headteacher', 'chair')
  async read(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    await this.db.tx(actor, (tx) => this.visits.read(tx, visitId));
    return redirect(paths.visits.show(visitId), { flash: 'The report is marked as read.' });
  }

  @Get(paths.visits.evaluation(':visitId'))
  @Roles(...schoolRoles)
  async evaluation(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return this.evaluate(actor, visitId, blankForm());
  }

  @Post(paths.visits.evaluation(':visitId'))
  @Roles(...schoolRoles)
  async rate(@CurrentActor() actor: Actor, @Param('visitId') visitId: string, @Body() body: unknown) {
    return handleForm(EvaluationForm, body, {
      again: (form) => this.evaluate(actor, visitId, form),
      refusedAt: 'rating',
      next: async ({ rating, comment }) => {
        await this.db.tx(actor, (tx) => this.visits.evaluate(tx, visitId, Number(rating), comment ?? ''));
        return redirect(paths.visits.show(visitId), {
          flash: 'Thank you. Your evaluation is kept, and counts when others are matched.',
        });
      },
    });
  }

  @Get(paths.visits.cancellation(':visitId'))
  @Roles(...committingRoles, ...providerRoles, ...brokeringRoles)
  async cancellation(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return this.callOff(actor, visitId, blankForm());
  }

  @Post(paths.visits.cancellation(':visitId'))
  @Roles(...committingRoles, ...providerRoles, ...brokeringRoles)
  async cancel(@CurrentActor() actor: Actor, @Param('visitId') visitId: string, @Body() body: unknown) {
    const staff = actor.scope === 'operator';
    return handleForm(CallOffForm, body, {
      again: (form) => this.callOff(actor, visitId, form),
      refusedAt: staff ? 'reason' : 'confirm',
      next: async ({ reason }) => {
        const visit = await this.db.tx(actor, (tx) =>
          this.visits.cancel(tx, visitId, staff ? reason : undefined),
        );
        const back = visit.proposalId
          ? 'Another day can be booked for it.'
          : `${portionWord(visit.portion)} is back in the entitlement.`;
        return redirect(paths.visits.show(visitId), { flash: `The visit is called off. ${back}` });
      },
    });
  }

  private async notice(tx: Tx, { schoolId }: { schoolId: string }): Promise<Notice> {
    const noticeDays = (await this.model.on(tx)).delivery.visit_notice_days;
    const ownPart = tx.actor.scope === 'operator' && (await ownParts(tx, [schoolId])).size > 0;
    return { today: tx.today, noticeDays, ownPart };
  }

  private evaluate(actor: Actor, visitId: string, form: FormState) {
    const asked = this.db.tx(actor, async (tx) => {
      const visit = await this.year.visit(tx, visitId);
      mayEvaluate(actor, visit);
      return presentEvaluation(visit, form);
    });
    return asked.catch(leadOn(paths.visits.show(visitId)));
  }

  private callOff(actor: Actor, visitId: string, form: FormState) {
    const asked = this.db.tx(actor, async (tx) => {
      const visit = await this.year.visit(tx, visitId);
      const why = whyNotCallOff(visit, actor, await this.notice(tx, visit));
      if (why) throw why;
      return presentCancellation(visit, actor, form);
    });
    return asked.catch(leadOn(paths.visits.show(visitId)));
  }
}
