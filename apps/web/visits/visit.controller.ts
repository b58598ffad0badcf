import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Visits } from '#delivery';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { SchoolYear } from '#insight';
import { Database, type Actor } from '#platform';
import { blankForm, readForm, refused, type FormState } from '../kit/form.js';
import { providerRoles } from '../kit/other-roles.js';
import { redirect } from '../kit/page.js';
import { committingRoles, schoolRoles } from '../kit/school-roles.js';
import { paths } from '../paths.js';
import { EvaluationForm } from './form.js';
import { presentCancellation, presentEvaluation, presentVisit } from './presenter.js';

/** One visit, for whoever it names: its report, who read it, how it went. */
@Controller()
export class VisitController {
  constructor(
    private readonly db: Database,
    private readonly visits: Visits,
    private readonly year: SchoolYear,
  ) {}

  @Get(paths.visits.show(':visitId'))
  @Roles(...schoolRoles, ...providerRoles, ...staffRoles)
  async show(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return this.db.tx(actor, async (tx) => presentVisit(await this.year.visit(tx, visitId), actor, tx.today));
  }

  @Post(paths.visits.reading(':visitId'))
  @Roles('headteacher', 'chair')
  async read(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    await this.db.tx(actor, (tx) => this.visits.read(tx, visitId));
    return redirect(paths.visits.show(visitId), { said: 'The report is marked as read.' });
  }

  @Get(paths.visits.evaluation(':visitId'))
  @Roles(...schoolRoles)
  async evaluation(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return this.evaluate(actor, visitId, blankForm());
  }

  @Post(paths.visits.evaluation(':visitId'))
  @Roles(...schoolRoles)
  async rate(@CurrentActor() actor: Actor, @Param('visitId') visitId: string, @Body() body: unknown) {
    const submitted = readForm(EvaluationForm, body);
    if (!submitted.ok) return this.evaluate(actor, visitId, submitted.form);
    const { rating, comment } = submitted.data;
    const failed = await this.db
      .tx(actor, (tx) => this.visits.evaluate(tx, visitId, Number(rating), comment ?? ''))
      .then(
        () => null,
        (error: unknown) => refused(submitted.form, error, 'rating'),
      );
    return failed
      ? this.evaluate(actor, visitId, failed)
      : redirect(paths.visits.show(visitId), {
          said: 'Thank you. Your evaluation is kept, and counts when others are matched.',
        });
  }

  @Get(paths.visits.cancellation(':visitId'))
  @Roles(...committingRoles, ...providerRoles)
  async cancellation(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    return presentCancellation(await this.db.tx(actor, (tx) => this.year.visit(tx, visitId)), blankForm());
  }

  @Post(paths.visits.cancellation(':visitId'))
  @Roles(...committingRoles, ...providerRoles)
  async cancel(@CurrentActor() actor: Actor, @Param('visitId') visitId: string) {
    const failed = await this.db
      .tx(actor, (tx) => this.visits.cancel(tx, visitId))
      .then(
        () => null,
        (error: unknown) => refused(blankForm(), error, 'confirm'),
      );
    if (failed)
      return presentCancellation(await this.db.tx(actor, (tx) => this.year.visit(tx, visitId)), failed);
    return redirect(paths.visits.show(visitId), { said: 'The visit is called off.' });
  }

  private async evaluate(actor: Actor, visitId: string, form: FormState) {
    return presentEvaluation(await this.db.tx(actor, (tx) => this.year.visit(tx, visitId)), form);
  }
}
