import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Agreements, Renewals } from '#agreements';
import { CurrentActor, ownParts, Roles } from '#identity';
import { SchoolYear, Season } from '#insight';
import { Database, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, mistaken, type FormState } from '../../kit/form.js';
import { pageNumber, sliceAndOne } from '../../kit/page-number.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ResolutionForm } from './form.js';
import { presentProblem, presentProblems } from './presenter.js';

const agreementId = () => Param('agreementId', ParseUUIDPipe);

/** What the renewal run left for a person: why, and what becomes of it. */
@Controller(paths.renewalProblems.index)
@Roles('administrator', 'finance')
export class RenewalProblemsController {
  constructor(
    private readonly db: Database,
    private readonly agreements: Agreements,
    private readonly renewals: Renewals,
    private readonly season: Season,
    private readonly year: SchoolYear,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query('page') asked?: string) {
    const number = pageNumber(asked);
    return this.db.tx(actor, async (tx) =>
      presentProblems(await this.season.renewalProblems(tx, sliceAndOne(number)), number),
    );
  }

  @Get(':agreementId')
  show(@CurrentActor() actor: Actor, @agreementId() id: string) {
    return this.db.tx(actor, (tx) => this.problem(tx, id, blankForm()));
  }

  @Post(':agreementId')
  async resolve(@CurrentActor() actor: Actor, @agreementId() id: string, @Body() body: unknown) {
    const again = (form: FormState) => this.db.tx(actor, (tx) => this.problem(tx, id, form));
    return handleForm(ResolutionForm, body, {
      again,
      refusedAt: 'how',
      next: async ({ how }, form) => {
        const { renewalProblem } = await this.db.tx(actor, (tx) => this.renewals.resolve(tx, id, how));
        if (renewalProblem) return again(mistaken(form, 'how', 'It was tried, and still could not renew.'));
        return redirect(paths.renewalProblems.index, {
          flash: how === 'try-again' ? 'The agreement is renewed.' : 'The agreement stays ended.',
        });
      },
    });
  }

  private async problem(tx: Tx, id: string, form: FormState) {
    const { renewalProblem, schoolId } = await this.agreements.find(tx, id);
    if (!renewalProblem)
      return redirect(paths.agreements.show(id), { notice: 'It was decided already. Nothing was changed.' });
    const own = (await ownParts(tx, [schoolId])).size > 0;
    return presentProblem(await this.year.agreement(tx, id), renewalProblem, own, form);
  }
}
