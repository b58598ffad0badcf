import type { TextRule } from '#platform';

/** What people write of agreements and purchases. */
export const texts = {
  purchaseOrder: {
    code: 'agreements.purchase-order',
    length: [0, 40],
    line: true,
    ask: 'Give the purchase order number',
  },
  declined: { code: 'agreements.reason', length: [3, 500], ask: 'Say why you decline' },
  backdated: {
    code: 'agreements.backdated-reason',
    length: [10, 500],
    ask: 'Say why it is dated back',
    besides: '; the school reads it',
  },
} as const satisfies Record<string, TextRule>;
