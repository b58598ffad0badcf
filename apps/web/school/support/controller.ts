import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Requests, type Proposal } from '#delivery';
import { inUse, Vocabularies } from '#operating-model';
import { CurrentActor, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { committingRoles, Database, parseQuantity, schoolRoles, type Actor } from '#platform';
import { blankForm, readForm, refused, spendingForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
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
} from './presenter.js';

/** Support between schools: asking for it, following it, and for the other school's head agreeing to give it. */
@Controller()
@Roles(...schoolRoles)
export class SupportController {
  constructor(
    private readonly db: Database,
    private readonly requests: Requests,
    private readonly year: SchoolYear,
    private readonly vocabularies: Vocabularies,
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
    const submitted = readForm(SupportForm, body);
    if (!submitted.ok || submitted.form.values.change) return this.asked(actor, submitted.form);
    const { need, days: asked } = submitted.data;
    const days = parseQuantity(asked, 'DAY');
    return this.db
      .tx(actor, async (tx) => {
        await this.vocabularies.require(tx, 'needs', [need]);
        return presentAskCheck(
          spendingForm(submitted.form.values),
          days,
          await this.requests.means(tx, { schoolId: actor.organisationId!, days }),
          (await this.vocabularies.words(tx)).needs,
        );
      })
      .catch((error: unknown) => this.asked(actor, refused(submitted.form, error, 'need')));
  }

  @Post(paths.support.index)
  @Roles(...committingRoles)
  async send(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const submitted = readForm(AskedSupportForm, body);
    if (!submitted.ok) return this.asked(actor, submitted.form);
    const { need, details, days, transferId } = submitted.data;
    const failed = await this.db
      .tx(actor, (tx) =>
        this.requests.ask(tx, {
          requestId: transferId,
          schoolId: actor.organisationId!,
          need,
          details,
          days: parseQuantity(days, 'DAY'),
        }),
      )
      .then(
        () => null,
        (error: unknown) => refused(submitted.form, error, 'details'),
      );
    return failed
      ? this.asked(actor, failed)
      : redirect(paths.support.show(transferId), { flash: 'Your request is sent to the broker.' });
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

  @Get(paths.support.proposal(':proposalId'))
  async proposal(@CurrentActor() actor: Actor, @Param('proposalId') proposalId: string) {
    return presentProposal(await this.find(actor, proposalId), actor, blankForm());
  }

  @Post(paths.support.proposal(':proposalId'))
  @Roles('headteacher')
  async answer(@CurrentActor() actor: Actor, @Param('proposalId') proposalId: string, @Body() body: unknown) {
    const submitted = readForm(AnswerForm, body);
    const failed: FormState | null = !submitted.ok
      ? submitted.form
      : await this.db
          .tx(actor, (tx) => this.requests[submitted.data.answer](tx, proposalId))
          .then(
            () => null,
            (error: unknown) => refused(submitted.form, error, 'consent'),
          );
    const proposal = await this.find(actor, proposalId);
    if (failed) return presentProposal(proposal, actor, failed);
    return proposal.state === 'consented'
      ? redirect(`${paths.support.proposal(proposalId)}/agreed`)
      : redirect(paths.support.index, { flash: 'You declined. The broker will look for someone else.' });
  }

  @Get(`${paths.support.proposal(':proposalId')}/agreed`)
  async agreed(@CurrentActor() actor: Actor, @Param('proposalId') proposalId: string) {
    return presentConsented(await this.find(actor, proposalId));
  }

  /** The first page, with what a day costs and what the school has. */
  private asked(actor: Actor, form: FormState) {
    return this.db.tx(actor, async (tx) =>
      presentAsk(
        form,
        await this.requests.means(tx, { schoolId: actor.organisationId!, days: 100n }),
        inUse((await this.vocabularies.words(tx)).needs, tx.today),
      ),
    );
  }

  private find(actor: Actor, proposalId: string): Promise<Proposal> {
    return this.db.tx(actor, (tx) => this.requests.proposal(tx, proposalId));
  }
}
