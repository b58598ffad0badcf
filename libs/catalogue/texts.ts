import type { TextRule } from '#platform';

/** What is written of an offer. */
export const texts = {
  title: { code: 'catalogue.title', length: [3, 120], line: true, ask: 'Give the offer a title' },
  source: { code: 'catalogue.price-source', length: [3, 300], ask: 'Say where the price comes from' },
  summary: { code: 'catalogue.summary', length: [0, 2000], ask: 'Sum the offer up' },
} as const satisfies Record<string, TextRule>;
