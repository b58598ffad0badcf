import { Controller, Get } from '@nestjs/common';
import { Catalogue } from '#catalogue';
import { Directory } from '#directory';
import { CurrentActor, Roles } from '#identity';
import { Database, type Actor } from '#platform';
import { paths } from '../../paths.js';
import { presentOffers } from './presenter.js';

@Controller(paths.offers)
@Roles('administrator', 'broker', 'finance')
export class OffersController {
  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
  ) {}

  @Get()
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => {
      const offers = await this.catalogue.offers(tx);
      const providers = await this.directory.list(tx, [...new Set(offers.map((offer) => offer.providerId))]);
      return presentOffers(offers, new Map(providers.map((one) => [one.organisationId, one.name])), tx.today);
    });
  }
}
