import { Get, Param, Query } from '@nestjs/common';
import { Catalogue, type Customer, type Offer } from '#catalogue';
import { Directory } from '#directory';
import type { Tx } from '#platform';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import { OfferAnswer, presentOffer } from './offer.presenter.js';
import { OfferList, OfferShow } from './offer.requests.js';

@ApiController('offers', 'Catalogue')
export class OfferController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
  ) {}

  @Get()
  @Operation({
    id: 'offers.list',
    summary: 'The catalogue, at the asking school’s own prices',
    visibility: 'operator-shared',
    keys: 'party',
    answers: PageOf(OfferAnswer),
  })
  list(@ApiRequest() request: ApiRequest, @Query() query: OfferList): Promise<Paged<OfferAnswer>> {
    const { schoolId, kind, need, text } = query;
    return this.transactions.page(request, query, async (tx, slice) => {
      const customer = await this.customer(tx, schoolId);
      return pageBy(
        slice,
        (offer: Offer) => offer.offerId,
        (page) =>
          this.catalogue.offers(tx, {
            ...(kind && { kind }),
            ...(need && { need }),
            ...(text && { text }),
            ...page,
          }),
        (offer) => presentOffer(offer, customer ? this.catalogue.prices(tx, offer, customer) : []),
      );
    });
  }

  @Get(':offerId')
  @Operation({
    id: 'offers.show',
    summary: 'One offer',
    visibility: 'operator-shared',
    keys: 'party',
    answers: OfferAnswer,
  })
  show(
    @ApiRequest() request: ApiRequest,
    @Param('offerId', IdPipe) offerId: string,
    @Query() { schoolId }: OfferShow,
  ): Promise<OfferAnswer> {
    return this.transactions.read(request, async (tx) => {
      const offer = await this.catalogue.offer(tx, offerId);
      const customer = await this.customer(tx, schoolId);
      return presentOffer(offer, customer ? this.catalogue.prices(tx, offer, customer) : []);
    });
  }

  /** The school that was named, else the key's own party where it is one. */
  private async customer(tx: Tx, schoolId: string | undefined): Promise<Customer | null> {
    if (schoolId) return this.directory.school(tx, schoolId);
    const own = tx.actor.organisationId;
    return own ? ((await this.directory.schools(tx, [own]))[0] ?? null) : null;
  }
}
