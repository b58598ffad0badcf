import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Visits, type Visit } from '#delivery';
import { Temporal, type Tx } from '#platform';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { dayOf } from '../kit/fields.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { presentVisit, VisitAnswer } from './visit.presenter.js';
import {
  VisitBooking,
  VisitCancellation,
  VisitEvaluation,
  VisitList,
  VisitReport,
} from './visit.requests.js';

@ApiController('visits', 'Visits')
export class VisitController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly visits: Visits,
  ) {}

  @Get()
  @Operation({
    id: 'visits.list',
    summary: 'Visits, by their day',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(VisitAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: VisitList): Promise<Paged<VisitAnswer>> {
    const { schoolId, homeId, practitionerId, state } = query;
    const from = dayOf(query.from);
    const filter = {
      ...(schoolId && { schoolId }),
      ...(homeId && { homeId }),
      ...(practitionerId && { practitionerId }),
      ...(state && { state }),
      ...(from && { from }),
    };
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (visit) => visit.visitId,
        (part) => this.visits.list(tx, { ...filter, ...part }),
        presentVisit,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'visits.book',
    summary: 'Book a day or half day of a practitioner',
    visibility: 'party',
    keys: 'party',
    answers: VisitAnswer,
    creates: 'visitId',
    refuses: [
      'delivery.purpose',
      'delivery.not-a-school-day',
      'delivery.taken',
      'delivery.not-designated',
      'delivery.home-left',
      'entitlements.not-enough-days',
      'delivery.past',
      'delivery.too-far',
      'delivery.not-agreed',
      'delivery.more-than-agreed',
      'directory.no-terms',
      'identity.not-a-member',
    ],
  })
  book(@ApiRequest() request: ApiRequest, @Body() body: VisitBooking): Promise<VisitAnswer> {
    return this.transactions.create(
      request,
      (tx, visitId) =>
        this.visits.book(tx, {
          visitId,
          schoolId: partyOf(tx.actor, body.schoolId),
          practitionerId: body.practitionerId,
          on: Temporal.PlainDate.from(body.on),
          portion: BigInt(body.days.value),
          purpose: body.purpose,
          ...(body.proposalId && { proposalId: body.proposalId }),
        }),
      async (tx, visitId) => presentVisit(await this.visits.find(tx, visitId)),
    );
  }

  @Get(':visitId')
  @Operation({
    id: 'visits.show',
    summary: 'One visit with its report',
    visibility: 'party',
    keys: 'party',
    answers: VisitAnswer,
  })
  show(@ApiRequest() request: ApiRequest, @Param('visitId', IdPipe) visitId: string): Promise<VisitAnswer> {
    return this.transactions.read(request, async (tx) => presentVisit(await this.visits.find(tx, visitId)));
  }

  @Post(':visitId/report')
  @Operation({
    id: 'visits.report',
    summary: 'File the report: the day is settled',
    visibility: 'party',
    keys: 'party',
    answers: VisitAnswer,
    versioned: true,
    description: 'By the party that employs the practitioner.',
    refuses: ['delivery.visit-state', 'delivery.not-yet', 'delivery.report'],
  })
  report(
    @ApiRequest() request: ApiRequest,
    @Param('visitId', IdPipe) visitId: string,
    @Body() { report }: VisitReport,
  ): Promise<VisitAnswer> {
    return this.change(request, visitId, (tx) => this.visits.report(tx, visitId, report));
  }

  @Post(':visitId/evaluation')
  @Operation({
    id: 'visits.evaluate',
    summary: 'The school rates the visit',
    visibility: 'party',
    keys: 'party',
    answers: VisitAnswer,
    versioned: true,
    refuses: ['delivery.visit-state'],
  })
  evaluate(
    @ApiRequest() request: ApiRequest,
    @Param('visitId', IdPipe) visitId: string,
    @Body() { rating, evaluation }: VisitEvaluation,
  ): Promise<VisitAnswer> {
    return this.change(request, visitId, (tx) => this.visits.evaluate(tx, visitId, rating, evaluation));
  }

  @Post(':visitId/cancellation')
  @Operation({
    id: 'visits.cancel',
    summary: 'Call a booking off: the days go back',
    visibility: 'party',
    keys: 'party',
    answers: VisitAnswer,
    versioned: true,
    description:
      'By the school until the day before (or as long before as the operator says), by the practitioner’s party until the day is over, by the operator afterwards, with a reason.',
    refuses: ['delivery.visit-state', 'delivery.too-late', 'delivery.visit-over', 'delivery.reason'],
  })
  cancel(
    @ApiRequest() request: ApiRequest,
    @Param('visitId', IdPipe) visitId: string,
    @Body() { reason }: VisitCancellation,
  ): Promise<VisitAnswer> {
    return this.change(request, visitId, (tx) => this.visits.cancel(tx, visitId, reason));
  }

  private change(
    request: ApiRequest,
    visitId: string,
    verb: (tx: Tx) => Promise<Visit>,
  ): Promise<VisitAnswer> {
    return this.transactions.changeVersion(
      request,
      (tx) => this.visits.find(tx, visitId),
      verb,
      presentVisit,
    );
  }
}
