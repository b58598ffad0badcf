import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Practitioners, Visits } from '#delivery';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Database, type Actor, type Tx } from '#platform';
import { blankForm, readForm, refused } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ReportForm } from './form.js';
import { presentReport, presentReportCheck, presentReported } from './presenter.js';

const visitId = () => Param('visitId', ParseUUIDPipe);

/** A visit's report: written, checked, filed. */
@Controller()
@Roles('practitioner', 'manager', 'headteacher')
export class VisitReportController {
  constructor(
    private readonly db: Database,
    private readonly visits: Visits,
    private readonly practitioners: Practitioners,
    private readonly directory: Directory,
  ) {}

  @Get(paths.visitReport(':visitId'))
  form(@CurrentActor() actor: Actor, @visitId() id: string) {
    return this.db.tx(actor, async (tx) => presentReport(await this.facts(tx, id), blankForm()));
  }

  @Post(paths.visitReport(':visitId'))
  check(@CurrentActor() actor: Actor, @visitId() id: string, @Body() body: unknown) {
    const submitted = readForm(ReportForm, body);
    return this.db.tx(actor, async (tx) => {
      const facts = await this.facts(tx, id);
      if (!submitted.ok || submitted.form.values.change) return presentReport(facts, submitted.form);
      return presentReportCheck(facts, submitted.data.report, submitted.form);
    });
  }

  @Post(paths.visitReported(':visitId'))
  async file(@CurrentActor() actor: Actor, @visitId() id: string, @Body() body: unknown) {
    const submitted = readForm(ReportForm, body);
    if (!submitted.ok)
      return this.db.tx(actor, async (tx) => presentReport(await this.facts(tx, id), submitted.form));
    const form = await this.db
      .tx(actor, async (tx) => void (await this.visits.report(tx, id, submitted.data.report)))
      .catch((error: unknown) => refused(submitted.form, error, 'report'));
    return form
      ? this.db.tx(actor, async (tx) => presentReport(await this.facts(tx, id), form))
      : redirect(paths.visitReported(id));
  }

  @Get(paths.visitReported(':visitId'))
  reported(@CurrentActor() actor: Actor, @visitId() id: string) {
    return this.db.tx(actor, async (tx) => presentReported(await this.facts(tx, id)));
  }

  private async facts(tx: Tx, id: string) {
    const visit = await this.visits.find(tx, id);
    const practitioner = await this.practitioners.find(tx, visit.practitionerId);
    return {
      visit,
      practitioner: practitioner.name,
      school: (await this.directory.find(tx, visit.schoolId))!.name,
    };
  }
}
