import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { brokeringRoles, Endings, Requests, Shortlists } from '#delivery';
import { CurrentActor, Roles } from '#identity';
import { Brokerage } from '#insight';
import { Database, notFound, type Actor } from '#platform';
import { handleForm, spendingForm, type FormState } from '../../kit/form.js';
import { leadOn, redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { EndForm, ProposeForm } from './form.js';
import { presentBoard, presentProposed, presentRequest, type BoardFilter } from './presenter.js';

/** The broker's board, and a request with those who could meet it. */
@Controller(paths.brokerage.index)
@Roles(...brokeringRoles)
export class BrokerageController {
  constructor(
    private readonly db: Database,
    private readonly brokerage: Brokerage,
    private readonly requests: Requests,
    private readonly shortlists: Shortlists,
    private readonly endings: Endings,
  ) {}

  @Get()
  board(
    @CurrentActor() actor: Actor,
    @Query('need') need?: string,
    @Query('age') age?: string,
    @Query('who') who?: string,
    @Query('page') page?: string,
  ) {
    const number = pageNumber(page);
    const filter: BoardFilter = {
      need,
      age: age === 'late' || age === 'soon' ? age : undefined,
      who: who?.trim().slice(0, 80),
    };
    return this.db.tx(actor, async (tx) => {
      const { open, closed } = await this.brokerage.boards(tx, sliceOf(number));
      return presentBoard(open, closed, tx.today, number, filter);
    });
  }

  @Get(':requestId')
  show(@CurrentActor() actor: Actor, @Param('requestId', ParseUUIDPipe) requestId: string) {
    return this.request(actor, requestId, spendingForm());
  }

  @Post(':requestId/proposals')
  async propose(
    @CurrentActor() actor: Actor,
    @Param('requestId', ParseUUIDPipe) requestId: string,
    @Body() body: unknown,
  ) {
    return handleForm(ProposeForm, body, {
      again: (form) => this.request(actor, requestId, form),
      refusedAt: 'practitioner',
      next: async ({ transferId, practitioner, reason }) => {
        const [practitionerId, designation] = practitioner.split(' ') as [string, string];
        const proposal = { proposalId: transferId, requestId, practitionerId, designation, reason };
        await this.db.tx(actor, (tx) => this.requests.propose(tx, proposal));
        return redirect(paths.brokerage.proposed(requestId));
      },
    });
  }

  /** When nobody answers: it counts as declined. */
  @Post(':requestId/proposals/:proposalId/unanswered')
  async unanswered(
    @CurrentActor() actor: Actor,
    @Param('requestId', ParseUUIDPipe) requestId: string,
    @Param('proposalId', ParseUUIDPipe) proposalId: string,
  ) {
    const to = paths.brokerage.show(requestId);
    const declined = this.db.tx(actor, (tx) => this.requests.decline(tx, proposalId));
    return declined
      .then(() => redirect(to, { flash: 'The request is new again, and its credits are free.' }))
      .catch(leadOn(to));
  }

  /** When whoever was to come no longer does. */
  @Post(':requestId/proposals/:proposalId/ending')
  async end(
    @CurrentActor() actor: Actor,
    @Param('requestId', ParseUUIDPipe) requestId: string,
    @Param('proposalId', ParseUUIDPipe) proposalId: string,
    @Body() body: unknown,
  ) {
    return handleForm(EndForm, body, {
      again: (form) => this.request(actor, requestId, form),
      refusedAt: 'reason',
      next: async ({ reason }) => {
        await this.db.tx(actor, (tx) => this.endings.end(tx, proposalId, reason));
        return redirect(paths.brokerage.show(requestId), {
          flash:
            'The support has ended. The request is new for the days that are left, and their credits are free.',
        });
      },
    });
  }

  @Get(':requestId/proposed')
  proposed(@CurrentActor() actor: Actor, @Param('requestId', ParseUUIDPipe) requestId: string) {
    return this.db.tx(actor, async (tx) => {
      const request = await this.requests.find(tx, requestId);
      const [proposal] = await this.requests.proposals(tx, { requestId });
      if (!proposal) throw notFound('proposal');
      return presentProposed(request, proposal);
    });
  }

  private request(actor: Actor, requestId: string, form: FormState) {
    return this.db.tx(actor, async (tx) => {
      const [request] = await this.brokerage.board(tx, { requestId });
      if (!request) throw notFound('request');
      const estimate = () => this.shortlists.estimate(tx, { ...request, days: request.daysLeft });
      const [choice, proposals] = await Promise.all([
        request.stage === 'new'
          ? this.shortlists.choice(tx, request)
          : estimate().then((estimate) => ({ shortlist: [], estimate })),
        this.requests.proposals(tx, { requestId }),
      ]);
      return presentRequest({ request, ...choice, proposals, today: tx.today }, form);
    });
  }
}
