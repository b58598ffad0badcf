import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Courses } from '#delivery';
import { ApiRequest, ApiTransactions, IdPipe, partyOf } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { shownPrice } from '../kit/quantity.js';
import { PlaceAnswer, presentPlace } from './place.presenter.js';
import { PlaceBooking, PlaceList } from './place.requests.js';

@ApiController('places', 'Courses')
export class PlaceController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly courses: Courses,
  ) {}

  @Get()
  @Operation({
    id: 'places.list',
    summary: 'Booked places',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(PlaceAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: PlaceList): Promise<Paged<PlaceAnswer>> {
    const { sessionId, schoolId } = query;
    const filter = { ...(sessionId && { sessionId }), ...(schoolId && { schoolId }) };
    return this.transactions.page(request, query, (tx, slice) =>
      pageBy(
        slice,
        (place) => place.placeId,
        (part) => this.courses.places(tx, { ...filter, ...part }),
        presentPlace,
      ),
    );
  }

  @Post()
  @Operation({
    id: 'places.book',
    summary: 'Book a place',
    visibility: 'party',
    keys: 'party',
    answers: PlaceAnswer,
    creates: 'placeId',
    refuses: [
      'catalogue.own-offer',
      'catalogue.price-changed',
      'identity.provider-left',
      'delivery.attendee',
      'delivery.full',
      'delivery.session-over',
      'delivery.not-payable-so',
      'entitlements.not-enough-places',
      'entitlements.not-enough-credits',
      'entitlements.not-enough',
      'entitlements.restricted',
      'identity.above-limit',
      'identity.not-a-member',
    ],
  })
  book(
    @ApiRequest() request: ApiRequest,
    @Body() { sessionId, schoolId, attendee, means, shownPrice: shown }: PlaceBooking,
  ): Promise<PlaceAnswer> {
    return this.transactions.create(
      request,
      (tx, placeId) =>
        this.courses.book(tx, {
          placeId,
          sessionId,
          schoolId: partyOf(tx.actor, schoolId),
          attendee,
          means,
          ...shownPrice(shown),
        }),
      async (tx, placeId) => presentPlace(await this.courses.place(tx, placeId)),
    );
  }

  @Get(':placeId')
  @Operation({
    id: 'places.show',
    summary: 'One place',
    visibility: 'party',
    keys: 'party',
    answers: PlaceAnswer,
  })
  show(@ApiRequest() request: ApiRequest, @Param('placeId', IdPipe) placeId: string): Promise<PlaceAnswer> {
    return this.transactions.read(request, async (tx) => presentPlace(await this.courses.place(tx, placeId)));
  }

  @Post(':placeId/cancellation')
  @Operation({
    id: 'places.cancel',
    summary: 'Give a place back before the course',
    visibility: 'party',
    keys: 'party',
    answers: PlaceAnswer,
    changes: true,
    refuses: ['delivery.place-state', 'delivery.session-over', 'delivery.too-late'],
  })
  cancel(@ApiRequest() request: ApiRequest, @Param('placeId', IdPipe) placeId: string): Promise<PlaceAnswer> {
    return this.transactions.change(
      request,
      (tx) => this.courses.cancel(tx, placeId),
      async (tx) => presentPlace(await this.courses.place(tx, placeId)),
    );
  }
}
