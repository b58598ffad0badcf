import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Endings, Requests } from '#delivery';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { presentProposal, ProposalAnswer } from './proposal.presenter.js';
import { ProposalDeclining, ProposalEnding, ProposalList } from './proposal.requests.js';

@ApiController('proposals', 'School-to-school support')
export class ProposalController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly requests: Requests,
    private readonly endings: Endings,
  ) {}

  @Get()
  @Operation({
    id: 'proposals.list',
    summary: 'Proposals, newest first',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(ProposalAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: ProposalList): Promise<Paged<ProposalAnswer>> {
    const { requestId, schoolId, homeId } = query;
    const filter = {
      ...(requestId && { requestId }),
      ...(schoolId && { schoolId }),
      ...(homeId && { homeId }),
    };
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (proposal) => proposal.proposalId,
        (part) => this.requests.proposals(tx, { ...filter, ...part }),
        presentProposal,
      ),
    );
  }

  @Get(':proposalId')
  @Operation({
    id: 'proposals.show',
    summary: 'One proposal',
    visibility: 'party',
    keys: 'party',
    answers: ProposalAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('proposalId', IdPipe) proposalId: string,
  ): Promise<ProposalAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentProposal(await this.requests.proposal(tx, proposalId)),
    );
  }

  @Post(':proposalId/consent')
  @Operation({
    id: 'proposals.consent',
    summary:
      'The supporting party agrees: the asking school’s credits stay held until the days are delivered',
    description:
      'For a school its headteacher answers, in person: its key cannot. Nor can the operator’s own key, which proposes.',
    visibility: 'party',
    keys: 'party',
    answers: ProposalAnswer,
    changes: true,
    refuses: ['delivery.decided'],
  })
  consent(
    @ApiRequest() request: ApiRequest,
    @Param('proposalId', IdPipe) proposalId: string,
  ): Promise<ProposalAnswer> {
    return this.transactions.change(
      request,
      (tx) => this.requests.consent(tx, proposalId),
      async (tx) => presentProposal(await this.requests.proposal(tx, proposalId)),
    );
  }

  @Post(':proposalId/declining')
  @Operation({
    id: 'proposals.decline',
    summary: 'The supporting party says no: the credits are free and the request goes back to the broker',
    description:
      'For a school its headteacher answers, in person: its key cannot. The operator’s key may when nobody answers.',
    visibility: 'party',
    keys: 'party',
    answers: ProposalAnswer,
    changes: true,
    refuses: ['delivery.decided', 'delivery.reason'],
  })
  decline(
    @ApiRequest() request: ApiRequest,
    @Param('proposalId', IdPipe) proposalId: string,
    @Body() { reason }: ProposalDeclining,
  ): Promise<ProposalAnswer> {
    return this.transactions.change(
      request,
      (tx) => this.requests.decline(tx, proposalId, reason),
      async (tx) => presentProposal(await this.requests.proposal(tx, proposalId)),
    );
  }

  @Post(':proposalId/ending')
  @Operation({
    id: 'proposals.end',
    summary: 'Agreed support ends: what was not delivered is free, and the request is new for the days left',
    description: 'Visits that are booked are called off, or reported, first.',
    visibility: 'party',
    keys: 'operator',
    answers: ProposalAnswer,
    changes: true,
    refuses: ['delivery.not-agreed', 'delivery.all-delivered', 'delivery.visits-booked', 'delivery.reason'],
  })
  end(
    @ApiRequest() request: ApiRequest,
    @Param('proposalId', IdPipe) proposalId: string,
    @Body() { reason }: ProposalEnding,
  ): Promise<ProposalAnswer> {
    return this.transactions.change(
      request,
      (tx) => this.endings.end(tx, proposalId, reason),
      async (tx) => presentProposal(await this.requests.proposal(tx, proposalId)),
    );
  }
}
