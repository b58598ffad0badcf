import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Endings, mayWithdraw, Requests, Shortlists, type ProposalRow } from '#delivery';
import { Directory, stillOpen } from '#directory';
import { DAY, inUse, Vocabularies } from '#operating-model';
import { CurrentActor, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { committingRoles, Database, parseQuantity, refusalOf, schoolRoles, type Actor } from '#platform';
import { blankForm, handleForm, orAgain, spendingForm, type FormState } from '../../kit/form.js';
import { leadOn, redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { AnswerForm, AskedSupportForm, SupportForm } from './form.js';
import {
  presentAsk,
  presentAskCheck,
  presentConsented,
  presentProposal,
  presentRequest,
  presentSupport,
  presentWithdrawal,
} from './presenter.js';

/** Support between schools: asking for it, following it, and for whoever answers for the other party agreeing to give it. */
@Controller()
@Roles(...schoolRoles)
export class SupportController {
  constructor(
    private readonly db: Database,
    private readonly requests: Requests,
    private readonly shortlists: Shortlists,
    private readonly endings: Endings,
    private readonly year: SchoolYear,
    private readonly vocabularies: Vocabularies,
    private readonly directory: Directory,
  ) {}

  @Get(paths.support.index)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string, @Query('given') given?: string) {
    const [number, givenNumber] = [pageNumber(page), pageNumber(given)];
    return this.db.tx(actor, async (tx) => {
      const schoolId = actor.organisationId!;
      return presentSupport(
        await this.requests.list(tx, { schoolId, latestFirst: true, ...sliceOf(number) }),
        await this.requests.proposals(tx, { homeId: schoolId, ...sliceOf(givenNumber) }),
        { number, givenNumber },
      );
    });
  }

  @Get(paths.support.new)
  @Roles(...committingRoles)
  ask(@CurrentActor() actor: Actor) {
    return this.asked(actor, blankForm());
  }

  @Post(paths.support.new)
  @Roles(...committingRoles)
  check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(SupportForm, body, {
      again: (form) => this.asked(actor, form),
      refusedAt: 'need',
      next: ({ need, days: asked }, form) =>
        this.db.tx(actor, async (tx) => {
          const days = parseQuantity(asked, DAY);
          await this.vocabularies.require(tx, 'needs', [need]);
          return presentAskCheck(
            spendingForm(form.values),
            days,
            await this.shortlists.estimate(tx, { schoolId: actor.organisationId!, days }),
            (await this.vocabularies.words(tx)).needs,
          );
        }),
    });
  }

  @Post(paths.support.index)
  @Roles(...committingRoles)
  async send(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(AskedSupportForm, body, {
      again: (form) => this.asked(actor, form),
      refusedAt: 'details',
      next: async ({ need, details, days, transferId }) => {
        await this.db.tx(actor, (tx) =>
          this.requests.ask(tx, {
            requestId: transferId,
            schoolId: actor.organisationId!,
            need,
            details,
            days: parseQuantity(days, DAY),
          }),
        );
        return redirect(paths.support.show(transferId), { flash: 'Your request is sent to the broker.' });
      },
    });
  }

  @Get(paths.support.show(':requestId'))
  async show(@CurrentActor() actor: Actor, @Param('requestId') requestId: string) {
    return this.db.tx(actor, async (tx) =>
      presentRequest({
        request: await this.requests.find(tx, requestId),
        proposals: await this.requests.proposals(tx, { requestId }),
        visits: await this.year.visits(tx, { requestId }),
      }),
    );
  }

  @Get(paths.support.withdrawal(':requestId'))
  @Roles(...committingRoles)
  withdrawal(@CurrentActor() actor: Actor, @Param('requestId') requestId: string) {
    return this.withdrawn(actor, requestId, blankForm());
  }

  @Post(paths.support.withdrawal(':requestId'))
  @Roles(...committingRoles)
  withdraw(@CurrentActor() actor: Actor, @Param('requestId') requestId: string) {
    const how = {
      again: (form: FormState) => this.withdrawn(actor, requestId, form),
      refusedAt: 'confirm',
    };
    return orAgain(blankForm(), how, async () => {
      await this.db.tx(actor, (tx) => this.endings.withdraw(tx, requestId));
      return redirect(paths.support.index, { flash: 'Your request is withdrawn.' });
    });
  }

  @Get(paths.support.proposal(':proposalId'))
  @Roles(...schoolRoles, 'manager')
  async proposal(@CurrentActor() actor: Actor, @Param('proposalId') proposalId: string) {
    return this.proposed(actor, proposalId, blankForm());
  }

  @Post(paths.support.proposal(':proposalId'))
  @Roles('headteacher', 'manager')
  async answer(@CurrentActor() actor: Actor, @Param('proposalId') proposalId: string, @Body() body: unknown) {
    return handleForm(AnswerForm, body, {
      again: (form) => this.proposed(actor, proposalId, form),
      refusedAt: 'consent',
      next: async ({ answer, reason }) => {
        await this.db.tx(actor, (tx) =>
          answer === 'decline'
            ? this.requests.decline(tx, proposalId, reason)
            : this.requests.consent(tx, proposalId),
        );
        const { state } = await this.find(actor, proposalId);
        return state === 'consented'
          ? redirect(`${paths.support.proposal(proposalId)}/agreed`)
          : redirect(actor.role === 'manager' ? paths.home : paths.support.index, {
              flash: 'You declined. The broker is told why, and looks for someone else.',
            });
      },
    });
  }

  @Get(`${paths.support.proposal(':proposalId')}/agreed`)
  @Roles(...schoolRoles, 'manager')
  async agreed(@CurrentActor() actor: Actor, @Param('proposalId') proposalId: string) {
    return presentConsented(await this.find(actor, proposalId));
  }

  /** The first page, with what a day costs and what the school has. */
  private asked(actor: Actor, form: FormState) {
    return this.db.tx(actor, async (tx) => {
      const schoolId = actor.organisationId!;
      const school = await this.directory.school(tx, schoolId);
      return presentAsk(
        form,
        await this.shortlists.estimate(tx, { schoolId, days: 100n }),
        inUse((await this.vocabularies.words(tx)).needs, tx.today),
        refusalOf(() => stillOpen(school, tx.today))?.message ?? null,
      );
    });
  }

  private withdrawn(actor: Actor, requestId: string, form: FormState) {
    const asked = this.db.tx(actor, async (tx) => {
      const request = await this.requests.find(tx, requestId);
      mayWithdraw(request);
      return presentWithdrawal(request, form);
    });
    return asked.catch(leadOn(paths.support.show(requestId)));
  }

  private async proposed(actor: Actor, proposalId: string, form: FormState) {
    return presentProposal(await this.find(actor, proposalId), actor, form);
  }

  private find(actor: Actor, proposalId: string): Promise<ProposalRow> {
    return this.db.tx(actor, (tx) => this.requests.proposal(tx, proposalId));
  }
}
