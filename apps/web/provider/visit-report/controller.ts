import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Practitioners, requireHome, Visits } from '#delivery';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Database, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ReportForm } from './form.js';
import { mayWrite, presentReport, presentReportCheck, presentReported } from './presenter.js';

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
    return this.write(actor, id, blankForm());
  }

  @Post(paths.visitReport(':visitId'))
  check(@CurrentActor() actor: Actor, @visitId() id: string, @Body() body: unknown) {
    return handleForm(ReportForm, body, {
      again: (form) => this.write(actor, id, form),
      refusedAt: 'report',
      next: ({ report }, form) =>
        this.db.tx(actor, async (tx) => {
          const facts = await this.facts(tx, id);
          mayWrite(facts);
          return presentReportCheck(facts, report, form);
        }),
    });
  }

  @Post(paths.visitReported(':visitId'))
  async file(@CurrentActor() actor: Actor, @visitId() id: string, @Body() body: unknown) {
    return handleForm(ReportForm, body, {
      again: (form) => this.write(actor, id, form),
      refusedAt: 'report',
      next: async ({ report }) => {
        await this.db.tx(actor, (tx) => this.visits.report(tx, id, report));
        return redirect(paths.visitReported(id));
      },
    });
  }

  @Get(paths.visitReported(':visitId'))
  reported(@CurrentActor() actor: Actor, @visitId() id: string) {
    return this.db.tx(actor, async (tx) => presentReported(await this.facts(tx, id)));
  }

  private write(actor: Actor, id: string, form: FormState) {
    return this.db.tx(actor, async (tx) => presentReport(await this.facts(tx, id), form));
  }

  /** Refuses what `Visits.report` does of the person. */
  private async facts(tx: Tx, id: string) {
    const visit = await this.visits.find(tx, id);
    const practitioner = await this.practitioners.find(tx, visit.practitionerId);
    requireHome(tx.actor, { ...visit, practitionerPersonId: practitioner.personId });
    return {
      visit,
      practitioner: practitioner.name,
      school: (await this.directory.find(tx, visit.schoolId))!.name,
      today: tx.today,
      actor: tx.actor,
    };
  }
}
