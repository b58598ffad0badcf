import type { FoundOffers, Offer } from '#catalogue';
import { GBP, pounds, quantity, type Temporal, type Unit } from '#platform';
import { offeredUntil } from '../../school/catalogue/presenter.js';
import { page } from '../../kit/page.js';
import { pageHref, pagesOf } from '../../kit/page-number.js';
import { granted } from '../../kit/words.js';
import { paths } from '../../paths.js';

const kinds: Record<Offer['kind'], string> = {
  plan: 'Plans',
  day: 'Days',
  service: 'Services',
  course: 'Courses',
};
const means: Record<string, string> = {
  entitlement: 'days of a plan',
  credits: 'credits',
  money: 'the school’s budget',
  fund: 'an authority’s fund',
  free: 'free places',
};
const schools: Record<string, string> = {
  any: '',
  maintained: ' for maintained schools',
  academy: ' for academies',
  independent: ' for independent schools',
};

const say = (amount: bigint, unit: Unit): string =>
  unit.code === GBP.code ? pounds(amount, { whole: true }) : quantity(amount, unit);

/** A unit of the operator's own, as its price says it. */
const ownWord = (code: string, { prices }: Offer): string =>
  prices.find(({ unit }) => unit.code === code)?.unit.many ?? code;

/** A price rule as one would say it on the telephone. */
export function priceSentence(rule: Offer['prices'][number]): string {
  const ending = schools[rule.forSchools] ?? '';
  if (rule.basis === 'flat') return say(rule.amount, rule.unit) + ending;
  if (rule.basis === 'per-pupil')
    return `${quantity(rule.amount, rule.unit)} a pupil${rule.minimum > 0n ? `, at least ${say(rule.minimum, rule.unit)}` : ''}${ending}`;
  return (
    rule.bands
      .map(
        (band) =>
          `${say(band.amount, rule.unit)} ${band.to === null ? 'above that' : `up to ${band.to} pupils`}`,
      )
      .join('; ') + ending
  );
}

export function presentOffers(
  { offers, total }: Pick<FoundOffers, 'offers' | 'total'>,
  providers: ReadonlyMap<string, string>,
  today: Temporal.PlainDate,
  number: number,
) {
  return page('operator/offers/page.njk', 'Offers', {
    pages: pagesOf(total, number, pageHref(paths.offers)),
    kinds: (['plan', 'day', 'service', 'course'] as const)
      .map((kind) => ({
        name: kinds[kind],
        offers: offers
          .filter((offer) => offer.kind === kind)
          .map((offer) => ({
            title: offer.title,
            summary: offer.summary,
            provider: providers.get(offer.providerId) ?? '',
            prices: offer.prices.length ? offer.prices.map(priceSentence) : ['No price yet'],
            grants: offer.grants.map(granted).join(', '),
            accepts: offer.accepts.map((one) => means[one] ?? ownWord(one, offer)).join(', '),
            until: offeredUntil(offer, today),
            illustrative: offer.prices.some((price) => price.illustrative),
          })),
      }))
      .filter((kind) => kind.offers.length),
  });
}
