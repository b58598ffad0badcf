import { facets, type Facet, type FoundOffers } from '#catalogue';
import type { FormState } from '../../kit/form.js';
import { page } from '../../kit/page.js';
import { pagesOf } from '../../kit/page-number.js';
import { counted } from '../../kit/words.js';
import { paths } from '../../paths.js';
import { addressOf, catalogueSettings, fieldOf, type CatalogueAsked } from './form.js';
import { presentOffer, type CatalogueFacts } from './presenter.js';
import { freeName } from './free-place.js';
import { kindName, meansName } from './words.js';

const legends: Record<Facet, string> = {
  need: 'What for',
  means: 'How you pay',
  kind: 'Kind',
  provider: 'Provider',
};
/** Where the order of the words is the order of the values; else they stand by their names. */
const inOrder: Partial<Record<Facet, readonly string[]>> = {
  means: Object.keys(meansName),
  kind: Object.keys(kindName),
};

/** One page of a search, and what it can be narrowed by: each value with how many offers it would leave. */
export function presentCatalogue(
  { offers, total, counts, needs, units }: FoundOffers,
  facts: CatalogueFacts,
  asked: CatalogueAsked,
  form: FormState,
) {
  const shown = offers.map((offer) => ({ plan: offer.kind === 'plan', ...presentOffer(offer, facts) }));
  const first = { ...asked, page: 1 };
  const nameOf = nameIn({ needs, units }, facts);
  const without = (facet: Facet, value: string) =>
    addressOf({
      ...first,
      chosen: { ...asked.chosen, [facet]: asked.chosen[facet].filter((one) => one !== value) },
    });
  return page(
    'school/catalogue/page.njk',
    'What you can buy',
    {
      plans: shown.filter((offer) => offer.plan),
      plansCompared: catalogueSettings.plansCompared,
      others: shown.filter((offer) => !offer.plan),
      found: counted(total, 'result'),
      filtered: Boolean(asked.text) || facets.some((facet) => asked.chosen[facet].length > 0),
      facets: facets
        .map((facet) => ({
          name: fieldOf[facet],
          legend: legends[facet],
          values: valuesOf(facet, counts[facet].values, asked.chosen[facet], nameOf),
          moreHref:
            counts[facet].more && !asked.all ? `${addressOf({ ...first, all: facet })}#filters` : null,
        }))
        .filter(({ values }) => values.length > 0),
      all: asked.all && fieldOf[asked.all],
      chosen: facets.flatMap((facet) =>
        asked.chosen[facet].map((value) => ({ text: nameOf(facet, value), href: without(facet, value) })),
      ),
      pages: pagesOf(
        total,
        asked.page,
        (number) => addressOf({ ...asked, page: number }),
        catalogueSettings.offersPerPage,
      ),
      everythingHref: paths.catalogue.index,
    },
    { form },
  );
}

const nameIn =
  ({ needs, units }: Pick<FoundOffers, 'needs' | 'units'>, { providers, places, today }: CatalogueFacts) =>
  (facet: Facet, value: string): string => {
    const names: Record<Facet, string | undefined> = {
      need: needs[value],
      means:
        value === 'free'
          ? freeName(places, today)
          : ((meansName as Record<string, string>)[value] ?? units[value]),
      kind: (kindName as Record<string, string>)[value],
      provider: providers.get(value),
    };
    return names[facet] ?? value;
  };

/** The counted values, and those chosen that nothing has any more under the rest of the search. */
function valuesOf(
  facet: Facet,
  counts: FoundOffers['counts'][Facet]['values'],
  chosen: readonly string[],
  nameOf: ReturnType<typeof nameIn>,
) {
  const gone = chosen.filter((value) => !counts.some((count) => count.value === value));
  const order = inOrder[facet];
  return [...counts, ...gone.map((value) => ({ value, offers: 0 }))]
    .map(({ value, offers }) => ({
      value,
      offers,
      text: nameOf(facet, value),
      checked: chosen.includes(value),
    }))
    .sort((one, other) =>
      order ? order.indexOf(one.value) - order.indexOf(other.value) : one.text < other.text ? -1 : 1,
    );
}
