import { Parameters, Temporal, type Tx } from '#platform';
import type { OfferKind } from './offer.entity.js';
import type { Grant, Offer } from './offer.js';
import { pricesJson, toPrices, wordsOf, type PricesJson } from './price.queries.js';
import {
  facets,
  searchSettings,
  searchWords,
  type Facet,
  type FoundOffers,
  type OfferSearch,
} from './search.js';

/** An offer as JSON, with the prices of the day $2 and what it grants. */
const offerJson = `json_build_object(
  'offerId', o.offer_id, 'slug', o.slug, 'providerId', o.provider_id, 'kind', o.kind, 'title', o.title, 'summary', o.summary,
  'need', o.need, 'needLabel', (SELECT n.label FROM operating_model.needs n WHERE n.operator_id = o.operator_id AND n.code = o.need),
  'serviceType', o.service_type, 'taxedAs', (SELECT t.taxed_as FROM operating_model.service_types t WHERE t.operator_id = o.operator_id AND t.code = o.service_type),
  'accepts', o.accepts, 'tier', o.tier, 'cfrCode', o.cfr_code, 'aarCode', o.aar_code,
  'withdrawnOn', o.withdrawn_on,
  'prices', ${pricesJson('$2')},
  'grants', coalesce((SELECT json_agg(json_build_object('unit', ${wordsOf('g')}, 'pool', g.pool, 'amount', g.amount::text, 'label', g.label, 'restriction', g.restriction) ORDER BY g.position)
    FROM catalogue.plan_grant g WHERE g.operator_id = o.operator_id AND g.offer_id = o.offer_id), '[]'))`;

interface OfferJson extends Omit<Offer, 'prices' | 'grants' | 'withdrawnOn'> {
  readonly withdrawnOn: string | null;
  readonly prices: PricesJson;
  readonly grants: readonly (Omit<Grant, 'amount'> & { amount: string })[];
}

/** Plans in the order of their tiers, then the rest by title: the index `offer_order`. Of a search, what has its words in the title goes before. */
const order = (o: string, titled?: string): string =>
  [
    `${o}.kind <> 'plan'`,
    ...(titled ? [`NOT ${titled}`] : []),
    `coalesce(${o}.tier, 2147483647), ${o}.title, ${o}.offer_id`,
  ].join(', ');
const stillOffered = '(o.withdrawn_on IS NULL OR o.withdrawn_on > $2)';

export interface OfferFilter {
  readonly kind?: OfferKind;
  readonly need?: string;
  readonly providerId?: string;
  readonly text?: string;
  readonly offerIds?: readonly string[];
  readonly on?: Temporal.PlainDate;
  readonly withdrawn?: boolean;
  /** The last one of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

const matching = (words: readonly string[], { name }: Parameters): string =>
  `catalogue.matching(${name(words)}, ${name(searchSettings.wordSimilarity)}, ${name(searchSettings.nearest)})`;

export async function offerRows(tx: Tx, filter: OfferFilter): Promise<Offer[]> {
  const parameters = new Parameters(tx.operatorId, (filter.on ?? tx.today).toString());
  const { and, page } = parameters;
  const words = searchWords(filter.text);
  const last = `SELECT ${order('last')} FROM catalogue.offer last WHERE last.operator_id = $1 AND last.offer_id = ?`;
  const rows = await tx.query<{ offer: OfferJson }>(
    `SELECT ${offerJson} AS offer FROM (
       SELECT o.* FROM catalogue.offer o ${words.length ? `JOIN ${matching(words, parameters)} found USING (offer_id)` : ''}
        WHERE o.operator_id = $1 ${filter.withdrawn ? '' : `AND ${stillOffered}`} ${and('o.kind = ?', filter.kind)} ${and('o.need = ?', filter.need)}
          ${and('o.provider_id = ?', filter.providerId)} ${and('o.offer_id = ANY (?)', filter.offerIds)} ${and(`(${order('o')}) > (${last})`, filter.after)}
        ORDER BY ${order('o')} ${page(filter)}) o
      ORDER BY ${order('o')}`,
    parameters.values,
  );
  return rows.map(({ offer }) => toOffer(offer));
}

const columnOf = { kind: 'kind', need: 'need', means: 'means', provider: 'provider_id' } as const;

interface CountJson {
  readonly facet: Facet;
  readonly value: string;
  readonly offers: number;
}

/** What is chosen of each facet, as conditions on an alias `o`. */
function conditionsOf({ chosen = {} }: OfferSearch, { name }: Parameters): Map<Facet, string> {
  const condition = (facet: Facet, values: readonly string[]): string => {
    // Of one value PostgreSQL guesses well enough to keep a plan; of a list it does not.
    const one = values.length === 1;
    if (facet === 'means')
      return one ? `${name(values[0])} = ANY (o.accepts)` : `o.accepts && ${name(values)}::text[]`;
    return one
      ? `o.${columnOf[facet]} = ${name(values[0])}`
      : `o.${columnOf[facet]} = ANY (${name(values)}${facet === 'provider' ? '::uuid[]' : ''})`;
  };
  return new Map(
    facets.flatMap((facet) => (chosen[facet]?.length ? [[facet, condition(facet, chosen[facet])]] : [])),
  );
}

/** Which of the kept counts a facet needs: see `catalogue.offer_count`. */
function grain(others: readonly Facet[], facet?: Facet): string {
  if (facet === 'provider' && !others.length) return 'o.kind IS NULL';
  const byProvider = facet === 'provider' || others.includes('provider');
  return byProvider ? 'o.kind IS NOT NULL AND o.provider_id IS NOT NULL' : 'o.provider_id IS NULL';
}

/**
 * One page of a search with the counts of every facet, in one statement. Without words the counts are those that are kept, and the
 * page is read in the order of its index; with words, both come from the offers that have them.
 */
export async function foundOffers(tx: Tx, asked: OfferSearch): Promise<FoundOffers> {
  const parameters = new Parameters(tx.operatorId, tx.today.toString());
  const { name } = parameters;
  const words = searchWords(asked.text);
  const conditions = conditionsOf(asked, parameters);
  const under = (others: readonly Facet[]): string =>
    ['true', ...others.map((facet) => conditions.get(facet))].join(' AND ');
  const counted = (facet?: Facet): string => {
    const others = [...conditions.keys()].filter((other) => other !== facet);
    const from = `${words.length ? 'counted o' : 'catalogue.offer_count o'}${facet === 'means' ? ', unnest(o.accepts) means' : ''}`;
    return words.length
      ? `${from} WHERE ${under(others)}`
      : `${from} WHERE o.operator_id = $1 AND ${stillOffered} AND o.offers > 0 AND ${grain(others, facet)} AND ${under(others)}`;
  };
  const most = (facet: Facet): number => asked.values?.[facet] ?? 0;
  const counts = facets.map((facet) => {
    const value = `${columnOf[facet]}::text`;
    return `(SELECT '${facet}' AS facet, ${value} AS value, sum(o.offers)::int AS offers, ${value} = ANY (${name(asked.chosen?.[facet] ?? [])}::text[]) AS chosen
      FROM ${counted(facet)} GROUP BY ${columnOf[facet]} ORDER BY 4 DESC, 3 DESC, 2 LIMIT ${most(facet) + 1})`;
  });
  const chosen = under([...conditions.keys()]);
  const source = words.length
    ? {
        found: `found AS MATERIALIZED (
            SELECT o.offer_id, o.kind, o.need, o.provider_id, o.accepts, o.tier, o.title, titled FROM ${matching(words, parameters)}
              JOIN catalogue.offer o USING (offer_id) WHERE o.operator_id = $1 AND ${stillOffered}),
          counted AS (SELECT kind, need, provider_id, accepts, count(*) AS offers FROM found GROUP BY 1, 2, 3, 4),`,
        page: `SELECT o.offer_id, titled FROM found o WHERE ${chosen} ORDER BY ${order('o', 'titled')}`,
      }
    : {
        found: '',
        page: `SELECT o.offer_id, true AS titled FROM catalogue.offer o WHERE o.operator_id = $1 AND ${stillOffered} AND ${chosen} ORDER BY ${order('o')}`,
      };
  // Limits stand in the text: of a limit that is a parameter PostgreSQL makes a plan anew each time.
  const [row] = await tx.query<{
    offers: OfferJson[];
    counts: CountJson[];
    needs: FoundOffers['needs'];
    units: FoundOffers['units'];
    total: number;
  }>(
    `WITH ${source.found}
       page AS (${source.page} LIMIT ${asked.limit} ${asked.offset ? `OFFSET ${name(asked.offset)}` : ''})
     SELECT coalesce((SELECT json_agg(${offerJson} ORDER BY ${order('o', 'page.titled')})
                        FROM page JOIN catalogue.offer o ON o.operator_id = $1 AND o.offer_id = page.offer_id), '[]') AS offers,
            coalesce((SELECT json_agg(json_build_object('facet', facet, 'value', value, 'offers', offers) ORDER BY chosen DESC, offers DESC, value) FROM (${counts.join(' UNION ALL ')}) counts), '[]') AS counts,
            (SELECT json_object_agg(n.code, n.label) FROM operating_model.needs n WHERE n.operator_id = $1) AS needs,
            (SELECT json_object_agg(u.code, u.label) FROM operating_model.units u WHERE u.operator_id = $1) AS units,
            (SELECT coalesce(sum(o.offers), 0)::int FROM ${counted()}) AS total`,
    parameters.values,
  );
  return {
    offers: row!.offers.map(toOffer),
    total: row!.total,
    needs: row!.needs,
    units: row!.units,
    counts: Object.fromEntries(
      facets.map((facet) => {
        const values = row!.counts.filter((one) => one.facet === facet);
        return [facet, { values: values.slice(0, most(facet)), more: values.length > most(facet) }];
      }),
    ) as unknown as FoundOffers['counts'],
  };
}

function toOffer(json: OfferJson): Offer {
  return {
    ...json,
    withdrawnOn: json.withdrawnOn ? Temporal.PlainDate.from(json.withdrawnOn) : null,
    prices: toPrices(json.prices),
    grants: json.grants.map((grant) => ({ ...grant, amount: BigInt(grant.amount) })),
  };
}
