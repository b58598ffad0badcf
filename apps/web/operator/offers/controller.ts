import { Controller, Get, Query } from '@nestjs/common';
import { Catalogue } from '#catalogue';
import { Directory } from '#directory';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { Database, type Actor } from '#platform';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { presentOffers } from './presenter.js';

@Controller(paths.offers)
@Roles(...staffRoles)
export class OffersController {
  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) => {
      const found = await this.catalogue.search(tx, sliceOf(number));
      const providers = await this.directory.list(tx, [
        ...new Set(found.offers.map((offer) => offer.providerId)),
      ]);
      return presentOffers(
        found,
        new Map(providers.map((one) => [one.organisationId, one.name])),
        tx.today,
        number,
      );
    });
  }
}
