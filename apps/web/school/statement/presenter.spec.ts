import { expect, test } from '@jest/globals';
import type { StatementEntry } from '#ledger';
import { Temporal } from '#platform';
import { entryWords } from './presenter.js';

const entry = (over: Partial<StatementEntry>): StatementEntry => ({
  transferId: 't',
  kind: 'post',
  countsOn: Temporal.PlainDate.from('2027-03-03'),
  recordedAt: Temporal.Instant.from('2027-03-03T09:00:00Z'),
  code: 'support',
  description: 'Support by Colin Moss, LLE',
  reference: { type: 'proposal', id: 'p' },
  counterparty: {
    ...{ accountId: 'a', ownerId: 'greenway', owner: 'Greenway Primary School' },
    ...{ code: 'credit-bank', name: 'Credit bank' },
  },
  amount: 4_500n,
  balance: 4_500n,
  ...over,
});
test('an entry says from whom or to whom', () => {
  expect(entryWords(entry({}))).toBe('Support by Colin Moss, LLE: credits from Greenway Primary School');
  expect(entryWords(entry({ amount: -4_500n }))).toBe(
    'Support by Colin Moss, LLE: credits to Greenway Primary School',
  );
});

test('an entry without words of its own has those of its code, and a correction says so', () => {
  const own = { accountId: 'a', ownerId: null, owner: null, code: 'issued', name: 'Issued' };
  expect(entryWords(entry({ code: 'expire', description: null, counterparty: own }))).toBe(
    'Expired without being used',
  );
  expect(entryWords(entry({ kind: 'reverse', counterparty: own }))).toBe(
    'Corrected: Support by Colin Moss, LLE',
  );
});
