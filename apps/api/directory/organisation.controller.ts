import { Get, Param, Query } from '@nestjs/common';
import { Directory } from '#directory';
import { notFound } from '#platform';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import {
  OrganisationAnswer,
  presentOrganisation,
  presentSchool,
  SchoolsAnswer,
} from './organisation.presenter.js';
import { OrganisationSearch } from './organisation.requests.js';

@ApiController('organisations', 'The register')
export class OrganisationController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly directory: Directory,
  ) {}

  @Get()
  @Operation({
    id: 'organisations.search',
    summary: 'Search the national register of schools',
    visibility: 'global',
    keys: 'party',
    answers: SchoolsAnswer,
  })
  search(
    @ApiRequest() request: ApiRequest,
    @Query() { text, laCode, phase, status, limit }: OrganisationSearch,
  ): Promise<SchoolsAnswer> {
    return this.transactions.read(request, async (tx) => {
      const filter = {
        ...(laCode && { laCodes: [laCode] }),
        ...(phase && { phases: [phase] }),
        ...(status && { statuses: [status] }),
        ...(limit && { limit }),
      };
      return { items: (await this.directory.search(tx, text, filter)).map(presentSchool) };
    });
  }

  @Get(':organisationId')
  @Operation({
    id: 'organisations.show',
    summary: 'One organisation of the register',
    visibility: 'global',
    keys: 'party',
    answers: OrganisationAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('organisationId', IdPipe) organisationId: string,
  ): Promise<OrganisationAnswer> {
    return this.transactions.read(request, async (tx) => {
      const [school] = await this.directory.schools(tx, [organisationId]);
      const organisation = await this.directory.find(tx, organisationId);
      if (organisation) return presentOrganisation(organisation, school);
      if (!school) throw notFound('organisation');
      return presentOrganisation(
        { organisationId, kind: 'school', key: String(school.urn), name: school.name },
        school,
      );
    });
  }
}
