import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Endings, Requests, Shortlists } from '#delivery';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { presentProposal, ProposalAnswer } from './proposal.presenter.js';
import { presentCandidate, presentRequest, RequestAnswer, ShortlistAnswer } from './request.presenter.js';
import { NewProposal, RequestList, SupportAsked } from './request.requests.js';

@ApiController('requests', 'School-to-school support')
export class RequestController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly requests: Requests,
    private readonly shortlists: Shortlists,
    private readonly endings: Endings,
  ) {}

  @Get()
  @Operation({
    id: 'requests.list',
    summary: 'Requests for support, oldest first',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(RequestAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: RequestList): Promise<Paged<RequestAnswer>> {
    const { schoolId } = query;
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (request) => request.requestId,
        (part) => this.requests.list(tx, { ...(schoolId && { schoolId }), ...part }),
        presentRequest,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'requests.ask',
    summary: 'Ask for support',
    visibility: 'party',
    keys: 'party',
    answers: RequestAnswer,
    creates: 'requestId',
    refuses: ['delivery.details', 'delivery.request-days', 'identity.not-a-member'],
  })
  ask(
    @ApiRequest() request: ApiRequest,
    @Body() { schoolId, need, details, days }: SupportAsked,
  ): Promise<RequestAnswer> {
    return this.transactions.create(
      request,
      (tx, requestId) =>
        this.requests.ask(tx, {
          requestId,
          schoolId: partyOf(tx.actor, schoolId),
          need,
          details,
          days: BigInt(days.value),
        }),
      async (tx, requestId) => presentRequest(await this.requests.find(tx, requestId)),
    );
  }

  @Get(':requestId')
  @Operation({
    id: 'requests.show',
    summary: 'One request',
    visibility: 'party',
    keys: 'party',
    answers: RequestAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('requestId', IdPipe) requestId: string,
  ): Promise<RequestAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentRequest(await this.requests.find(tx, requestId)),
    );
  }

  @Get(':requestId/shortlist')
  @Operation({
    id: 'requests.shortlist',
    summary: 'Who could do it, best first, and why',
    visibility: 'party',
    keys: 'operator',
    answers: ShortlistAnswer,
  })
  shortlist(
    @ApiRequest() request: ApiRequest,
    @Param('requestId', IdPipe) requestId: string,
  ): Promise<ShortlistAnswer> {
    return this.transactions.read(request, async (tx) => ({
      items: (await this.shortlists.shortlist(tx, requestId)).map(presentCandidate),
    }));
  }

  @Post(':requestId/proposals')
  @Operation({
    id: 'requests.propose',
    summary: 'Propose someone of another school',
    visibility: 'party',
    keys: 'operator',
    answers: ProposalAnswer,
    creates: 'proposalId',
    refuses: [
      'delivery.reason',
      'delivery.request-state',
      'delivery.not-designated',
      'delivery.home-left',
      'delivery.not-a-leader',
      'delivery.own-school',
      'delivery.no-rate',
      'entitlements.not-enough-credits',
      'entitlements.restricted',
      'identity.not-a-member',
    ],
  })
  propose(
    @ApiRequest() request: ApiRequest,
    @Param('requestId', IdPipe) requestId: string,
    @Body() body: NewProposal,
  ): Promise<ProposalAnswer> {
    return this.transactions.create(
      request,
      (tx, proposalId) =>
        this.requests.propose(tx, {
          proposalId,
          requestId,
          practitionerId: body.practitionerId,
          designation: body.designation,
          reason: body.reason,
        }),
      async (tx, proposalId) => presentProposal(await this.requests.proposal(tx, proposalId)),
    );
  }

  @Post(':requestId/withdrawal')
  @Operation({
    id: 'requests.withdraw',
    summary: 'The school needs it no more',
    description: 'While nobody is asked for it.',
    visibility: 'party',
    keys: 'party',
    answers: RequestAnswer,
    changes: true,
    refuses: ['delivery.request-state'],
  })
  withdraw(
    @ApiRequest() request: ApiRequest,
    @Param('requestId', IdPipe) requestId: string,
  ): Promise<RequestAnswer> {
    return this.transactions.change(
      request,
      (tx) => this.endings.withdraw(tx, requestId),
      async (tx) => presentRequest(await this.requests.find(tx, requestId)),
    );
  }
}
