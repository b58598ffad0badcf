import { Controller, Get, Param, Query } from '@nestjs/common';
import { Agreements, isHeld, soldOnce, yearFor } from '#agreements';
import { Catalogue, facets, type Facet, type Offer } from '#catalogue';
import { Courses } from '#delivery';
import { Directory, stillOpen } from '#directory';
import { costsOf, Entitlements } from '#entitlements';
import { Funds } from '#funding';
import { CurrentActor, Limits, Roles } from '#identity';
import { SchoolYear } from '#insight';
import { OperatingModel } from '#operating-model';
import {
  committingRoles,
  Database,
  isId,
  refusalIn,
  refusalOf,
  schoolRoles,
  Temporal,
  type Actor,
  type Tx,
} from '#platform';
import { readForm } from '../../kit/form.js';
import { sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { firstFree, notNow, takenFrom, type NotNow } from '../agreements/free-day.js';
import { beyondLimit } from '../purchases/budgets.js';
import { askedBy, catalogueSettings, CatalogueSearch, ComparedPlans } from './form.js';
import { presentComparison, presentOfferPage, type CatalogueFacts } from './presenter.js';
import { moneyPrice } from './prices.js';
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
    private readonly model: OperatingModel,
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
      return presentOfferPage(offer, facts, await this.whyNot(tx, offer, facts));
    });
  }

  /** Why whoever buys for the school cannot have this now, or not alone; null where they can, or buy nothing. */
  private async whyNot(tx: Tx, offer: Offer, facts: CatalogueFacts): Promise<NotNow | null> {
    if (!(committingRoles as readonly string[]).includes(tx.actor.role)) return null;
    const closed = (on: Temporal.PlainDate): NotNow | null => {
      const refused = refusalOf(() => stillOpen(facts.school, on));
      return refused && { text: refused.message };
    };
    if (offer.kind === 'plan') {
      const taken = await takenFrom(tx, this.year);
      const { startsOn: free } = await firstFree(taken, tx.today, async (startsOn) => ({
        ...yearFor(facts.school.fundingStatus, startsOn, (await this.model.on(tx, startsOn)).agreements),
        startsOn,
      }));
      const late = await this.agreements.mayStart(tx, free).catch(refusalIn);
      return closed(free) ?? notNow(offer, taken, { free, covered: late !== undefined, today: tx.today });
    }
    const next = facts.sessions.find(({ left }) => left > 0n);
    const shut = closed(next ? Temporal.PlainDate.from(next.heldOn) : tx.today);
    return shut ?? this.beyond(tx, offer, facts);
  }

  /** Why they may not order alone what is sold once. */
  private async beyond(tx: Tx, offer: Offer, { school }: CatalogueFacts): Promise<NotNow | null> {
    if (!soldOnce.includes(offer.kind)) return null;
    const accepts = offer.accepts.filter(isHeld);
    if (accepts.length) {
      const costs = costsOf({ ...offer, accepts }, school);
      const paidFor = { on: tx.today, purpose: offer.serviceType };
      const ways = await this.entitlements.waysToPay(tx, school.organisationId, costs, paidFor);
      if (ways.some(({ why }) => why === null)) return null;
    }
    const price = moneyPrice(offer, school);
    const beyond = price && (await this.limits.beyond(tx, school.organisationId, price.amount));
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
    const [dates, { school, names, places }, wallets] = await Promise.all([
      sessions,
      this.year.buying(tx, schoolId, [...providers]),
      funded ? this.funds.wallets(tx, { schoolId, openOn: tx.today.toString() }) : [],
    ]);
    return { today: tx.today, school, providers: names, sessions: dates, wallets, places };
  }
}
