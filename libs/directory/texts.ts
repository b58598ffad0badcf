import type { TextRule } from '#platform';

/** What is written of terms. */
export const texts = {
  term: {
    code: 'directory.term-name',
    length: [2, 60],
    line: true,
    ask: 'Name each half-term',
    besides: ', like Autumn 1',
  },
} as const satisfies Record<string, TextRule>;
