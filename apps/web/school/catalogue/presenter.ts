import {
  isWithdrawn,
  ownUnit,
  priceFor,
  type Customer,
  type KnownMeans,
  type Offer,
  type Price,
} from '#catalogue';
import type { Session } from '#delivery';
import type { Standing } from '#directory';
import { everyPool, type Holdings } from '#entitlements';
import type { Position, WalletRow } from '#funding';
import { CREDIT, DAY, isProgramUnit, PLACE } from '#operating-model';
import { decimal, GBP, pounds, quantity, Refusal, shortDate, type Temporal, type Unit } from '#platform';
import { page } from '../../kit/page.js';
import { counted, granted, listDate } from '../../kit/words.js';
import { paths } from '../../paths.js';
import type { NotNow } from '../agreements/free-day.js';
import { kindName, meansName } from './words.js';

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
/** One price and the ways to pay it. */
export interface PriceLine {
  readonly text: string;
  readonly ways: readonly PriceWay[];
  readonly because: string | null;
}
interface PriceWay {
  readonly label: string;
  readonly colour: string;
  /** Why it does not pay for this. */
  readonly note?: string;
}
export interface CatalogueFacts {
  readonly today: Temporal.PlainDate;
  readonly school: Customer & Standing;
  readonly providers: ReadonlyMap<string, string>;
  readonly sessions: readonly (Session & { left: bigint })[];
  /** The first day for which the school has a free place; null where it has none. */
  readonly placesFrom: string | null;
  /** The last day for which it has one. */
  readonly placesUntil: string | null;
  /** What authorities' funds have for the school, where an offer may be paid so. */
  readonly wallets: readonly Pick<WalletRow & Position, 'fundTitle' | 'available'>[];
}

const colour: Record<KnownMeans, string> = {
  free: 'green',
  entitlement: 'green',
  credits: 'purple',
  money: 'blue',
  fund: 'orange',
};
const unitOf: Readonly<Record<Exclude<KnownMeans, 'free'>, Unit>> = {
  entitlement: DAY,
  credits: CREDIT,
  money: GBP,
  fund: GBP,
};

const free: PriceLine = {
  text: 'One free place',
  ways: [{ label: meansName.free, colour: colour.free }],
  because: 'Your plan includes free places; each pays for one person on one course.',
};
/** What a school without one is told instead: nothing is called free that it cannot have. */
const noneFree: PriceLine = {
  text: 'One free place',
  ways: [{ label: 'None left', colour: 'grey' }],
  because: 'Free places come with a plan. You have none left to use.',
};

/** Whose places are for other days than the course's is told for which. */
const freeThen = (when: 'From' | 'Until', day: string): PriceLine => ({
  text: 'One free place',
  ways: [{ label: `${when} ${shortDate(day)}`, colour: 'grey' }],
  because: `Free places come with a plan. Yours are for courses ${when.toLowerCase()} ${shortDate(day)}.`,
});

/** A free place pays for a date of the course from the first to the last day for which the school has one. */
function freeLine(
  { placesFrom: from, placesUntil: until }: Pick<CatalogueFacts, 'placesFrom' | 'placesUntil'>,
  days: readonly string[],
): PriceLine {
  if (!from || !until) return noneFree;
  if (days.some((day) => from <= day && day <= until)) return free;
  return days.every((day) => day < from) ? freeThen('From', from) : freeThen('Until', until);
}

/** The money of one fund pays for a thing: that none has enough is said with the one that has most. */
function fundWay(price: bigint, wallets: CatalogueFacts['wallets']): PriceWay {
  const [most] = [...wallets].sort((one, other) => (one.available < other.available ? 1 : -1));
  if (most && most.available >= price) return { label: meansName.fund, colour: colour.fund };
  const note = most?.available
    ? `${pounds(most.available, { whole: true })} of ${most.fundTitle} left, which is less than the price`
    : 'No fund has money for your school';
  return { label: meansName.fund, colour: 'grey', note };
}

/** Every way this school may pay for an offer, each at its own price. */
export function priceLines(
  offer: Offer,
  school: Customer,
  { wallets = [], freePlace = noneFree }: { wallets?: CatalogueFacts['wallets']; freePlace?: PriceLine } = {},
): PriceLine[] {
  const lines = offer.accepts.flatMap((means): PriceLine[] => {
    if (means === 'free') return [freePlace];
    const own = ownUnit(means);
    const unit = own ? offer.prices.find((rule) => rule.unit.code === means)?.unit : unitOf[means];
    if (!unit) return [];
    const way = own
      ? { label: unit.label, colour: 'purple' }
      : { label: meansName[means], colour: colour[means] };
    const line = (text: string, because: string | null, by: PriceWay = way): PriceLine => ({
      text,
      ways: [by],
      because,
    });
    try {
      const price = priceFor(offer.prices, unit.code, school);
      if (!price) return [];
      const money = unit.code === GBP.code;
      const amount = money
        ? `${pounds(price.amount, { whole: true })}${offer.kind === 'plan' ? ' a year' : ''}`
        : quantity(price.amount, unit);
      return [
        line(
          amount,
          `${price.because}${money ? ' VAT is added where it is due.' : ''}${price.illustrative ? ' This figure is an example, not a published price.' : ''}`,
          means === 'fund' ? fundWay(price.amount, wallets) : way,
        ),
      ];
    } catch (error) {
      if (error instanceof Refusal) return [line('Ask for a quotation', error.message)];
      throw error;
    }
  });
  return lines
    .filter((line, index) => lines.findIndex((other) => other.text === line.text) === index)
    .map((line) => ({
      ...line,
      ways: lines.filter((other) => other.text === line.text).flatMap((other) => other.ways),
    }));
}

export function presentOffer(offer: Offer, facts: CatalogueFacts): PricedOffer {
  const dates = facts.sessions.filter((session) => session.offerId === offer.offerId && session.left > 0n);
  const prices = priceLines(offer, facts.school, {
    wallets: facts.wallets,
    freePlace: freeLine(facts, dates.length ? dates.map((date) => date.heldOn) : [facts.today.toString()]),
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

/** What a school would pay in money; null where it has no price, or has to ask for one. */
export function moneyPrice(offer: Offer, school: Customer): Price | null {
  try {
    return priceFor(offer.prices, GBP.code, school);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
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
  if (!moneyPrice(offer, school)) return null;
  if (offer.kind === 'plan')
    return offer.providerId === school.organisationId
      ? null
      : { text: `Choose ${offer.title}`, href: paths.agreements.newFor(offer.offerId) };
  return offer.accepts.includes('money') || offer.accepts.includes('fund')
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
  { unit: CREDIT, label: 'Credits for support and courses' },
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
