import { Controller, Get, Param, Query } from '@nestjs/common';
import { Agreements, soldOnce } from '#agreements';
import { Catalogue, facets, type Facet, type Offer } from '#catalogue';
import { Courses } from '#delivery';
import { Directory } from '#directory';
import { Entitlements } from '#entitlements';
import { Funds } from '#funding';
import { CurrentActor, Limits, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { committingRoles, Database, isId, refusalIn, schoolRoles, type Actor, type Tx } from '#platform';
import { readForm } from '../../kit/form.js';
import { sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { firstFreeDay, notNow, takenFrom, type NotNow } from '../agreements/free-day.js';
import { beyondLimit } from '../purchases/presenter.js';
import { askedBy, catalogueSettings, CatalogueSearch, ComparedPlans } from './form.js';
import { moneyPrice, presentComparison, presentOfferPage, type CatalogueFacts } from './presenter.js';
import { presentCatalogue } from './search.presenter.js';

/** What a school can buy, at its own price. */
@Controller()
@Roles(...schoolRoles)
export class CatalogueController {
  constructor(
    private readonly db: Database,
    private readonly agreements: Agreements,
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly courses: Courses,
    private readonly year: SchoolYear,
    private readonly entitlements: Entitlements,
    private readonly limits: Limits,
    private readonly funds: Funds,
  ) {}

  @Get(paths.catalogue.index)
  async search(@CurrentActor() actor: Actor, @Query() query: unknown) {
    const { form } = readForm(CatalogueSearch, query);
    const asked = askedBy(form);
    const { limit, offset } = sliceOf(asked.page, catalogueSettings.offersPerPage);
    const values = Object.fromEntries(
      facets.map((facet) => [facet, catalogueSettings[facet === asked.all ? 'allValues' : 'values']]),
    ) as Record<Facet, number>;
    return this.db.tx(actor, async (tx) => {
      const { text, chosen } = asked;
      const found = await this.catalogue.search(tx, { text, chosen, values, limit, offset });
      const courses = found.offers.filter(({ kind }) => kind === 'course').map(({ offerId }) => offerId);
      const named = [...found.counts.provider.values.map(({ value }) => value), ...chosen.provider];
      const sessions = courses.length ? this.courses.next(tx, courses) : [];
      const facts = await this.facts(tx, found.offers, sessions, named);
      return presentCatalogue(found, facts, asked, form);
    });
  }

  @Get(paths.catalogue.compare)
  async compare(@CurrentActor() actor: Actor, @Query() query: unknown) {
    const chosen = readForm(ComparedPlans, query).form.values.plan ?? [];
    const ids = [chosen].flat().filter(isId).slice(0, catalogueSettings.plansCompared);
    return this.db.tx(actor, async (tx) => {
      const plans = await this.catalogue.offers(tx, {
        kind: 'plan',
        limit: catalogueSettings.plansCompared,
        ...(ids.length ? { offerIds: ids } : {}),
      });
      const schoolId = tx.actor.organisationId!;
      return presentComparison(
        plans,
        await this.directory.school(tx, schoolId),
        await this.entitlements.held(tx, schoolId),
      );
    });
  }

  @Get(paths.catalogue.offer(':offerId'))
  async offer(@CurrentActor() actor: Actor, @Param('offerId') offerId: string) {
    return this.db.tx(actor, async (tx) => {
      const offer = await this.catalogue.offer(tx, offerId);
      const sessions = offer.kind === 'course' ? this.courses.sessions(tx, { offerId, from: tx.today }) : [];
      const facts = await this.facts(tx, [offer], sessions);
      const why = offer.kind === 'plan' ? this.planned(tx, offer) : this.beyond(tx, offer, facts);
      return presentOfferPage(offer, facts, await why);
    });
  }

  /** Why whoever buys for the school cannot choose this plan now; null where they can, or buy nothing. */
  private async planned(tx: Tx, offer: Offer): Promise<NotNow | null> {
    if (!(committingRoles as readonly string[]).includes(tx.actor.role)) return null;
    const taken = await takenFrom(tx, this.year);
    const late = await this.agreements.mayStart(tx, firstFreeDay(taken, tx.today)).catch(refusalIn);
    return notNow(offer, taken, late !== undefined, tx.today);
  }

  /** Why whoever buys for the school may not order this alone; null where they may, or buy nothing. */
  private async beyond(tx: Tx, offer: Offer, { school }: CatalogueFacts): Promise<NotNow | null> {
    const { role, organisationId } = tx.actor;
    if (!soldOnce.includes(offer.kind) || !(committingRoles as readonly string[]).includes(role)) return null;
    const price = moneyPrice(offer, school);
    const beyond = price && (await this.limits.beyond(tx, organisationId!, price.amount));
    return beyond && { text: beyondLimit(price.amount, beyond) };
  }

  /** `named`: providers whose names the page says besides those of its offers. */
  private async facts(
    tx: Tx,
    offers: readonly Offer[],
    sessions: CatalogueFacts['sessions'] | Promise<CatalogueFacts['sessions']>,
    named: readonly string[] = [],
  ): Promise<CatalogueFacts> {
    const providers = new Set([...offers.map((offer) => offer.providerId), ...named]);
    const schoolId = tx.actor.organisationId!;
    const funded = offers.some(({ accepts }) => accepts.includes('fund'));
    const [dates, { school, placesFrom, names }, wallets] = await Promise.all([
      sessions,
      this.year.buying(tx, schoolId, [...providers]),
      funded ? this.funds.wallets(tx, { schoolId, openOn: tx.today.toString() }) : [],
    ]);
    return { today: tx.today, school, providers: names, sessions: dates, placesFrom, wallets };
  }
}
