import type { TextRule } from '#platform';

/** What people write of funds, and of what is earmarked from them. */
export const texts = {
  title: {
    code: 'funding.title',
    length: [3, 120],
    line: true,
    ask: 'Enter a name for the fund',
    besides: ', like Intervention 2026-27',
  },
  purpose: { code: 'funding.purpose', length: [0, 500], ask: 'Say what it is for' },
  earmarked: {
    code: 'funding.purpose',
    length: [3, 500],
    ask: 'Say what it is for',
    besides: '; the school reads it',
  },
} as const satisfies Record<string, TextRule>;
