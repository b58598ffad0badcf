import type { Offer } from './offer.js';

export const searchSettings = {
  /** Words of a search that are looked for. */
  words: 8,
  /** How alike a typed word and one that occurs must be, from 0.25 (below, the index finds none) to 1: two letters changed round in a word of six pass. */
  wordSimilarity: 0.27,
  /** So many of the words most like a mistyped one are taken for it. */
  nearest: 5,
};

/** What offers are sorted out by. `means`: how they may be paid. */
export const facets = ['need', 'means', 'kind', 'provider'] as const;
export type Facet = (typeof facets)[number];

export interface OfferSearch {
  readonly text?: string;
  /** Of each facet, the values of which an offer must have one; none given: any. */
  readonly chosen?: Readonly<Partial<Record<Facet, readonly string[]>>>;
  /** How many values of each facet are counted, none unless given: those chosen first, then those with most offers. */
  readonly values?: Readonly<Partial<Record<Facet, number>>>;
  readonly limit: number;
  readonly offset: number;
}

/** How many offers there are with each value of a facet, under what is chosen of the other facets. `more`: there are more values. */
export interface FacetCounts {
  readonly values: readonly { readonly value: string; readonly offers: number }[];
  readonly more: boolean;
}

export interface FoundOffers {
  readonly offers: readonly Offer[];
  readonly total: number;
  readonly counts: Readonly<Record<Facet, FacetCounts>>;
  /** How people read each of the operator's needs. */
  readonly needs: Readonly<Record<string, string>>;
  /** And each of its units. */
  readonly units: Readonly<Record<string, string>>;
}

/** The words of a search, as the index has them; none when it has no letter or digit. */
export const searchWords = (text: string | undefined): string[] =>
  (
    text
      ?.toLowerCase()
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).slice(0, searchSettings.words);
