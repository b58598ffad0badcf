import type { TextRule } from '#platform';

/** What is written of people, members and keys. */
export const texts = {
  name: { code: 'identity.name', length: [2, 120], line: true, ask: 'Enter the person’s full name' },
  keyName: {
    code: 'identity.key-name',
    length: [2, 80],
    line: true,
    ask: 'Say what the key is for',
    besides: ', like Finance system',
  },
  leftOut: { code: 'identity.left-out-reason', length: [3, 200], ask: 'Say why it is left out' },
  evidence: {
    code: 'identity.evidence',
    length: [10, 1000],
    ask: 'Say how the organisation told you',
    besides: ': whom you spoke to, when, and how you know it was them',
  },
} as const satisfies Record<string, TextRule>;
