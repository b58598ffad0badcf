import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Courses } from '#delivery';
import { Temporal, type Tx } from '#platform';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
import { dayOf } from '../kit/fields.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { presentSession, SessionAnswer } from './session.presenter.js';
import { Register, SessionDate, SessionList } from './session.requests.js';

@ApiController('sessions', 'Courses')
export class SessionController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly courses: Courses,
  ) {}

  @Get()
  @Operation({
    id: 'sessions.list',
    summary: 'Dated courses with the places left',
    visibility: 'operator-shared',
    keys: 'party',
    answers: PageOf(SessionAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: SessionList): Promise<Paged<SessionAnswer>> {
    const { offerId, providerId } = query;
    const from = dayOf(query.from);
    const filter = { ...(offerId && { offerId }), ...(providerId && { providerId }), ...(from && { from }) };
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (session) => session.sessionId,
        (part) => this.courses.sessions(tx, { ...filter, ...part }),
        presentSession,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'sessions.schedule',
    summary: 'Date a course',
    visibility: 'operator-shared',
    keys: 'party',
    answers: SessionAnswer,
    creates: 'sessionId',
    refuses: [
      'delivery.venue',
      'delivery.not-a-course',
      'delivery.withdrawn',
      'delivery.past',
      'delivery.too-far',
      'delivery.closed-day',
      'delivery.course-dates',
    ],
  })
  schedule(
    @ApiRequest() request: ApiRequest,
    @Body() { offerId, on, startsAt, venue, capacity }: SessionDate,
  ): Promise<SessionAnswer> {
    return this.transactions.create(
      request,
      (tx, sessionId) =>
        this.courses.schedule(tx, {
          sessionId,
          offerId,
          on: Temporal.PlainDate.from(on),
          startsAt,
          venue,
          capacity,
        }),
      (tx, sessionId) => this.find(tx, sessionId),
    );
  }

  @Get(':sessionId')
  @Operation({
    id: 'sessions.show',
    summary: 'One dated course',
    visibility: 'operator-shared',
    keys: 'party',
    answers: SessionAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('sessionId', IdPipe) sessionId: string,
  ): Promise<SessionAnswer> {
    return this.transactions.read(request, (tx) => this.find(tx, sessionId));
  }

  @Post(':sessionId/register')
  @Operation({
    id: 'sessions.take-register',
    summary: 'The provider says who came',
    visibility: 'operator-shared',
    keys: 'party',
    answers: SessionAnswer,
    changes: true,
    refuses: ['delivery.who-came', 'delivery.not-yet', 'delivery.register-taken', 'delivery.not-on-register'],
  })
  register(
    @ApiRequest() request: ApiRequest,
    @Param('sessionId', IdPipe) sessionId: string,
    @Body() { attended, nobodyCame }: Register,
  ): Promise<SessionAnswer> {
    return this.transactions.change(
      request,
      (tx) => this.courses.takeRegister(tx, sessionId, attended, nobodyCame),
      (tx) => this.find(tx, sessionId),
    );
  }

  private async find(tx: Tx, sessionId: string): Promise<SessionAnswer> {
    return presentSession(await this.courses.session(tx, sessionId));
  }
}
