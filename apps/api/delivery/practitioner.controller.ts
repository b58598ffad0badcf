import { Get, Param, Query } from '@nestjs/common';
import { Practitioners, Visits } from '#delivery';
import { Temporal } from '#platform';
import { invalid } from '../../boot/problem.js';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageOfAll, PageOf, type Paged } from '../kit/page.js';
import {
  FreeDaysAnswer,
  PractitionerAnswer,
  presentFreeDay,
  presentPractitioner,
} from './practitioner.presenter.js';
import { FreeDaysQuery, PractitionerList } from './practitioner.requests.js';

@ApiController('practitioners', 'Practitioners')
export class PractitionerController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly practitioners: Practitioners,
    private readonly visits: Visits,
  ) {}

  @Get()
  @Operation({
    id: 'practitioners.list',
    summary: 'The people who are deployed to schools, by name',
    visibility: 'operator-shared',
    keys: 'party',
    answers: PageOf(PractitionerAnswer),
  })
  list(
    @ApiRequest() request: ApiRequest,
    @Query() query: PractitionerList,
  ): Promise<Paged<PractitionerAnswer>> {
    const { designation, homeId } = query;
    return this.transactions.page(request, query, async (tx, slice) => {
      const people = await this.practitioners.list(tx, {
        ...(designation && { designations: [designation] }),
        ...(homeId && { homeId }),
      });
      return pageOfAll(slice, (one) => one.practitionerId, people, presentPractitioner);
    });
  }

  @Get(':practitionerId')
  @Operation({
    id: 'practitioners.show',
    summary: 'One practitioner',
    visibility: 'operator-shared',
    keys: 'party',
    answers: PractitionerAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('practitionerId', IdPipe) practitionerId: string,
  ): Promise<PractitionerAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentPractitioner(await this.practitioners.find(tx, practitionerId)),
    );
  }

  @Get(':practitionerId/free-days')
  @Operation({
    id: 'practitioners.free-days',
    summary: 'A school’s term days, each with how much of the practitioner’s day is free',
    visibility: 'operator-shared',
    keys: 'party',
    answers: FreeDaysAnswer,
    description: 'It does not say who took the rest.',
    refuses: ['directory.no-terms', 'directory.school-closed'],
  })
  freeDays(
    @ApiRequest() request: ApiRequest,
    @Param('practitionerId', IdPipe) practitionerId: string,
    @Query() query: FreeDaysQuery,
  ): Promise<FreeDaysAnswer> {
    const [from, to] = [Temporal.PlainDate.from(query.from), Temporal.PlainDate.from(query.to)];
    const days = from.until(to).days;
    if (days < 0 || days > 100) {
      throw invalid({ path: 'to', messages: ['to must be at most 100 days after from'] });
    }
    return this.transactions.read(request, async (tx) => {
      const schoolId = partyOf(tx.actor, query.schoolId);
      await this.practitioners.find(tx, practitionerId);
      return {
        items: (await this.visits.days(tx, { schoolId, practitionerId, from, to })).map(presentFreeDay),
      };
    });
  }
}
