import { isWithdrawn, type Customer, type Offer } from '#catalogue';
import type { Session } from '#delivery';
import type { Standing } from '#directory';
import { costsOf, everyPool, type Holdings } from '#entitlements';
import type { FreePlaces } from '#insight';
import { CREDIT, DAY, isProgramUnit, PLACE } from '#operating-model';
import { decimal, quantity, shortDate, Temporal, type Unit } from '#platform';
import { page } from '../../kit/page.js';
import { counted, granted, listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';
import type { NotNow } from '../agreements/free-day.js';
import { freePlace } from './free-place.js';
import { moneyPrice, priceLines, type FundMoney, type PriceLine } from './prices.js';
import { kindName } from './words.js';

export interface PricedOffer {
  readonly offerId: string;
  readonly title: string;
  readonly summary: string;
  readonly provider: string;
  readonly kind: string;
  readonly need: string;
  readonly href: string;
  readonly prices: readonly PriceLine[];
  /** Whether a price says how it was worked out. */
  readonly explained: boolean;
  readonly next: string | null;
  /** Until when it is offered, where that has an end. */
  readonly until: string | null;
  readonly action: { readonly text: string; readonly href: string } | null;
}
export interface CatalogueFacts {
  readonly today: Temporal.PlainDate;
  readonly school: Customer & Standing;
  readonly providers: ReadonlyMap<string, string>;
  readonly sessions: readonly (Session & { left: bigint })[];
  readonly places: readonly FreePlaces[];
  /** Of authorities' funds, where an offer may be paid so. */
  readonly wallets: readonly FundMoney[];
}

export function presentOffer(offer: Offer, facts: CatalogueFacts): PricedOffer {
  const dates = facts.sessions.filter((session) => session.offerId === offer.offerId && session.left > 0n);
  const prices = priceLines(offer, facts.school, {
    wallets: facts.wallets,
    freePlace: freePlace(
      facts.places,
      offer.serviceType,
      dates.length ? dates.map(({ heldOn }) => Temporal.PlainDate.from(heldOn)) : [facts.today],
    ),
  });
  return {
    offerId: offer.offerId,
    title: offer.title,
    summary: offer.summary,
    provider: facts.providers.get(offer.providerId) ?? '',
    kind: kindName[offer.kind],
    need: offer.needLabel,
    href: paths.catalogue.offer(offer.offerId),
    prices,
    explained: prices.some((price) => price.because),
    next:
      offer.kind === 'course'
        ? dates[0]
          ? `Next: ${listDate(dates[0].heldOn)}, ${counted(Number(dates[0].left), 'place')} left`
          : 'No date yet with places'
        : null,
    until: offeredUntil(offer, facts.today),
    action: actionFor(offer, dates[0], facts),
  };
}

/** What is said of an offer with an end; nothing of any other. */
export function offeredUntil(offer: Pick<Offer, 'withdrawnOn'>, today: Temporal.PlainDate): string | null {
  if (!offer.withdrawnOn) return null;
  return isWithdrawn(offer, today)
    ? `Withdrawn on ${shortDate(offer.withdrawnOn)}`
    : `Offered until ${shortDate(offer.withdrawnOn.subtract({ days: 1 }))}`;
}

function actionFor(
  offer: Offer,
  next: Session | undefined,
  { today, school }: CatalogueFacts,
): PricedOffer['action'] {
  if (isWithdrawn(offer, today)) return null;
  if (offer.kind === 'course')
    return next ? { text: 'Book a place', href: paths.courses.show(next.sessionId) } : null;
  if (offer.kind === 'plan')
    return moneyPrice(offer, school) && offer.providerId !== school.organisationId
      ? { text: `Choose ${offer.title}`, href: paths.agreements.newFor(offer.offerId) }
      : null;
  const costs = Object.values(costsOf(offer, school)).map((cost) => cost?.amount);
  return costs.some((amount) => typeof amount === 'bigint' && amount > 0n)
    ? { text: 'Buy this', href: paths.purchases.newFor(offer.offerId) }
    : null;
}

/** `why` this person cannot have it now, or not alone: said in place of a button that would say so. */
export function presentOfferPage(offer: Offer, facts: CatalogueFacts, why: NotNow | null = null) {
  const sessions = facts.sessions.filter((session) => session.offerId === offer.offerId);
  const shown = presentOffer(offer, facts);
  return page(
    'school/catalogue/offer.njk',
    offer.title,
    {
      ...shown,
      action: why ? null : shown.action,
      why: shown.action && why,
      othersHref: isWithdrawn(offer, facts.today) ? `${paths.catalogue.index}?kind=${offer.kind}` : null,
      includes: offer.grants.map(granted),
      sessions: sessions.map((session) => ({
        when: listDate(session.heldOn),
        at: `${session.startsAt}, ${session.venue}`,
        left: session.left > 0n ? `${counted(Number(session.left), 'place')} left` : 'Full',
        href: paths.courses.show(session.sessionId),
      })),
    },
    { back: { href: paths.catalogue.index } },
  );
}

const compared: readonly { readonly unit: Unit; readonly label: string }[] = [
  { unit: DAY, label: 'Days of your School Improvement Partner' },
  { unit: CREDIT, label: 'Credits for support, courses and services' },
  { unit: PLACE, label: 'Free course places' },
];
/** With what else the plans grant, of units that are the operator's own. */
function columnsOf(plans: readonly Offer[]): typeof compared {
  const own = plans
    .flatMap(({ grants }) => grants.map(({ unit }) => unit))
    .filter(({ code }) => !isProgramUnit(code));
  return [...compared, ...new Map(own.map((unit) => [unit.code, { unit, label: unit.label }])).values()];
}

/** Up to three plans in one table: what each costs this school and includes, and what the school used of that this year. Each is chosen on its own page, which says where it cannot be. */
export function presentComparison(plans: readonly Offer[], school: Customer, held: Holdings) {
  const columns = columnsOf(plans);
  const priced = plans.map((plan) => priceLines(plan, school)[0]);
  return page(
    'school/catalogue/compare.njk',
    'Compare plans',
    {
      columns: [{ label: 'What it costs you' }, ...columns],
      plans: plans.map((plan, index) => ({
        title: plan.title,
        summary: plan.summary,
        href: paths.catalogue.offer(plan.offerId),
        cells: [
          priced[index]?.text ?? 'No price for your school',
          ...columns.map(({ unit }) => {
            const grants = plan.grants.filter((one) => one.unit.code === unit.code);
            return (
              grants
                .map((one) => (one.restriction ? granted(one) : quantity(one.amount, unit)))
                .join(' and ') || 'None'
            );
          }),
        ],
      })),
      used: everyPool(held)
        .filter(({ granted: all }) => all > 0n)
        .map(
          ({ unit, granted: all, available }) =>
            `${decimal(all - available, unit)} of ${quantity(all, unit)}`,
        )
        .join(', '),
      because: priced.flatMap((line, index) =>
        line?.because ? [`${plans[index]!.title}: ${line.because}`] : [],
      ),
    },
    { back: { href: paths.catalogue.index } },
  );
}
