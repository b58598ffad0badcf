import { Controller, Get, Param, Query } from '@nestjs/common';
import { soldOnce } from '#agreements';
import { Catalogue, type Offer } from '#catalogue';
import { Courses } from '#delivery';
import { Directory } from '#directory';
import { CurrentActor, Limits, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { committingRoles, Database, isId, schoolRoles, type Actor, type Tx } from '#platform';
import { readForm } from '../../kit/form.js';
import { paths } from '../../paths.js';
import { beyondLimit } from '../purchases/presenter.js';
import { CatalogueSearch, ComparedPlans } from './form.js';
import {
  moneyPrice,
  presentCatalogue,
  presentComparison,
  presentOfferPage,
  type CatalogueFacts,
} from './presenter.js';

/** What a school can buy, at its own price. */
@Controller()
@Roles(...schoolRoles)
export class CatalogueController {
  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly courses: Courses,
    private readonly year: SchoolYear,
    private readonly limits: Limits,
  ) {}

  @Get(paths.catalogue.index)
  async search(@CurrentActor() actor: Actor, @Query() query: unknown) {
    const submitted = readForm(CatalogueSearch, query);
    const { q, need, pay } = submitted.ok ? submitted.data : {};
    return this.db.tx(actor, async (tx) => {
      const found = await this.catalogue.offers(tx, { text: q || undefined, need: need || undefined });
      const offers = pay ? found.filter((offer) => offer.accepts.includes(pay)) : found;
      return presentCatalogue(offers, await this.facts(tx, offers), submitted.form);
    });
  }

  @Get(paths.catalogue.compare)
  async compare(@CurrentActor() actor: Actor, @Query() query: unknown) {
    const chosen = readForm(ComparedPlans, query).form.values.plan ?? [];
    const ids = [chosen].flat().filter(isId).slice(0, 3);
    return this.db.tx(actor, async (tx) => {
      const plans = await this.catalogue.offers(tx, {
        kind: 'plan',
        ...(ids.length ? { offerIds: ids } : {}),
      });
      const few = plans.slice(0, 3);
      return presentComparison(few, await this.facts(tx, few));
    });
  }

  @Get(paths.catalogue.offer(':offerId'))
  async offer(@CurrentActor() actor: Actor, @Param('offerId') offerId: string) {
    return this.db.tx(actor, async (tx) => {
      const offer = await this.catalogue.offer(tx, offerId);
      const facts = await this.facts(tx, [offer]);
      return presentOfferPage(offer, facts, await this.beyond(tx, offer, facts));
    });
  }

  /** Why whoever buys for the school may not order this alone; null where they may, or buy nothing. */
  private async beyond(tx: Tx, offer: Offer, { school }: CatalogueFacts): Promise<string | null> {
    const { role, organisationId } = tx.actor;
    if (!soldOnce.includes(offer.kind) || !(committingRoles as readonly string[]).includes(role)) return null;
    const price = moneyPrice(offer, school);
    if (!price || (await this.limits.allows(tx, organisationId!, role, price.amount))) return null;
    return beyondLimit(price.amount, role);
  }

  private async facts(tx: Tx, offers: readonly Offer[]): Promise<CatalogueFacts> {
    const providers = await this.directory.list(tx, [...new Set(offers.map((offer) => offer.providerId))]);
    const schoolId = tx.actor.organisationId!;
    const held = await this.year.held(tx, schoolId);
    return {
      today: tx.today,
      school: await this.directory.school(tx, schoolId),
      held,
      providers: new Map(providers.map((provider) => [provider.organisationId, provider.name])),
      sessions: await this.courses.sessions(tx, { from: tx.today }),
    };
  }
}
