import { IsOptional, IsString } from 'class-validator';
import { isId, MaxLength } from '#platform';
import { facets, ownUnit, type Facet } from '#catalogue';
import { Several, type FormState } from '../../kit/form.js';
import { addressQuery, pageNumber } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { kindName, meansName } from './words.js';

export const catalogueSettings = {
  offersPerPage: 20,
  /** Letters of a search. */
  longestQuery: 100,
  /** Values of a facet that stand there at once, and those that `all` shows. */
  values: 10,
  allValues: 500,
  plansCompared: 3,
};

export class CatalogueSearch {
  @IsOptional()
  @IsString()
  @MaxLength(catalogueSettings.longestQuery, { message: 'Search for fewer words' })
  q?: string;

  @IsOptional()
  @Several()
  need?: string | string[];

  @IsOptional()
  @Several()
  pay?: string | string[];

  @IsOptional()
  @Several()
  kind?: string | string[];

  @IsOptional()
  @Several()
  provider?: string | string[];

  /** The facet of which every value is shown. */
  @IsOptional()
  @IsString()
  all?: string;

  @IsOptional()
  @IsString()
  page?: string;
}

/** Under which name a facet stands in the address. */
export const fieldOf = { need: 'need', means: 'pay', kind: 'kind', provider: 'provider' } as const;

/** What may be chosen of each facet; anything else in an address chooses nothing. */
const possible: Readonly<Record<Facet, (value: string) => boolean>> = {
  need: (value) => /^[A-Za-z][A-Za-z-]{1,29}$/.test(value),
  means: (value) => Object.hasOwn(meansName, value) || ownUnit(value),
  kind: (value) => Object.hasOwn(kindName, value),
  provider: isId,
};

/** A search as its address has it. */
export interface CatalogueAsked {
  readonly text: string;
  readonly chosen: Readonly<Record<Facet, readonly string[]>>;
  readonly all: Facet | undefined;
  readonly page: number;
}

/** What a form asks for; a text that is too long for none. */
export function askedBy({ values, errors }: FormState): CatalogueAsked {
  const one = (name: string) => [values[name] ?? []].flat()[0] ?? '';
  const several = (facet: Facet) =>
    [...new Set([values[fieldOf[facet]] ?? []].flat())].filter(possible[facet]);
  return {
    text: errors.q ? '' : one('q'),
    chosen: Object.fromEntries(facets.map((facet) => [facet, several(facet)])) as unknown as Record<
      Facet,
      string[]
    >,
    all: facets.find((facet) => fieldOf[facet] === one('all')),
    page: pageNumber(one('page')),
  };
}

/** The address of a search, from its first page on. */
export function addressOf({ text, chosen, all, page }: CatalogueAsked): string {
  const query = addressQuery({
    q: text,
    ...Object.fromEntries(facets.map((facet) => [fieldOf[facet], chosen[facet]])),
    all: all && fieldOf[all],
    page: page > 1 ? String(page) : undefined,
  });
  return query ? `${paths.catalogue.index}?${query}` : paths.catalogue.index;
}

export class ComparedPlans {
  @IsOptional()
  @Several()
  plan?: string | string[];
}
