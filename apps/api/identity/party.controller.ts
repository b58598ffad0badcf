import { Get, Param, Query } from '@nestjs/common';
import { Directory } from '#directory';
import { Parties } from '#identity';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageOfAll, PageOf, type Paged } from '../kit/page.js';
import { PartyAnswer, presentParty } from './party.presenter.js';
import { PartyList } from './party.requests.js';

@ApiController('parties', 'Parties')
export class PartyController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly parties: Parties,
    private readonly directory: Directory,
  ) {}

  @Get()
  @Operation({
    id: 'parties.list',
    summary: 'The organisations that belong to this operator',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(PartyAnswer),
    description: 'A party sees itself and those it acts for; the operator’s own key sees all.',
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: PartyList): Promise<Paged<PartyAnswer>> {
    return this.transactions.page(request, query, async (tx, slice) => {
      const { items, next } = await pageOfAll(
        slice,
        (party) => party.organisationId,
        await this.parties.list(tx, query.part),
        (party) => party,
      );
      const organisations = await this.directory.list(
        tx,
        items.map((party) => party.organisationId),
      );
      const names = new Map(organisations.map(({ organisationId, name }) => [organisationId, name]));
      return {
        items: items.map((party) => presentParty(party, names.get(party.organisationId) ?? '')),
        next,
      };
    });
  }

  @Get(':organisationId')
  @Operation({
    id: 'parties.show',
    summary: 'One party',
    visibility: 'party',
    keys: 'party',
    answers: PartyAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('organisationId', IdPipe) organisationId: string,
  ): Promise<PartyAnswer> {
    return this.transactions.read(request, async (tx) => {
      const party = await this.parties.find(tx, organisationId);
      return presentParty(party, (await this.directory.find(tx, organisationId))?.name ?? '');
    });
  }
}
