import { expect, test } from '@jest/globals';
import { statementCsv, type Ledger, type StatementEntry } from '#ledger';
import { Temporal, type Tx } from '#platform';
import { CREDIT } from '#operating-model';
import { blankForm, mistaken } from '../../kit/form.js';
import { entryWords, presentStatement } from './presenter.js';

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

test('as a file it says what the page says, and which school it was where it was another', async () => {
  const own = { accountId: 'a', ownerId: 's', owner: null, code: 'days-delivered', name: 'days-delivered' };
  const statement = {
    account: { unit: CREDIT },
    entries: [entry({}), entry({ code: 'expire', description: null, counterparty: own })],
    ...{ opening: 0n, closing: 9_000n, later: 4_500n, next: null },
  };
  const lines: string[] = [];
  const ledger = { statement: async () => statement } as unknown as Ledger;
  for await (const line of statementCsv({} as Tx, ledger, 'a', entryWords)) lines.push(line.trim());
  expect(lines.map((line) => line.split(',').slice(1, 4))).toEqual([
    ['What', 'Other school', 'Code'],
    ['Balance at the start', '', ''],
    ['"Support by Colin Moss', ' LLE: credits from Greenway Primary School"', 'Greenway Primary School'],
    ['Expired without being used', '', 'expire'],
    ['"Balance at the end', ' 45 of it only after today"', ''],
  ]);
  const facts = {
    stated: { name: 'credits', unit: CREDIT, title: 'Your credits', empty: '' },
    ...{ statement, leastGiven: null, today: Temporal.PlainDate.from('2027-03-03'), pools: [] },
  } as unknown as Parameters<typeof presentStatement>[0];
  expect(presentStatement(facts, blankForm()).model).toMatchObject({
    closing: '90',
    closes: 'Balance at the end, 45 of it only after today',
  });
});

test('what stands in place of days that cannot be asked for is the whole: from its start, its later entries and its file too', () => {
  const facts = {
    stated: { name: 'credits', unit: CREDIT, title: 'Your credits', empty: '' },
    statement: { account: { unit: CREDIT }, entries: [], opening: 0n, closing: 0n, later: 0n, next: 'n' },
    ...{ leastGiven: null, today: Temporal.PlainDate.from('2027-03-03'), pools: [] },
  } as unknown as Parameters<typeof presentStatement>[0];
  const asked = blankForm({ from: '2027-05-02', to: '2027-05-01', after: 'a' });
  const links = (form: typeof asked) => {
    const { first, nextHref, downloadHref } = presentStatement(facts, form).model;
    return [first, nextHref, downloadHref];
  };
  expect(links(asked)).toEqual([
    false,
    '/statement/credits?from=2027-05-02&to=2027-05-01&after=n',
    '/statement/credits/download?from=2027-05-02&to=2027-05-01&after=',
  ]);
  expect(links(mistaken(asked, 'to', 'No.'))).toEqual([
    true,
    '/statement/credits?from=&to=&after=n',
    '/statement/credits/download?from=&to=&after=',
  ]);
});

test.each([
  [3_200n, 'Booked besides: 32 credits. What is booked leaves when it is delivered.'],
  [100n, 'Booked besides: 1 credit. What is booked leaves when it is delivered.'],
  [0n, null],
])('of what is booked it is said how much, be it one or several: %p', (held, booked) => {
  const lots = [
    {
      held,
      available: 1_050n,
      granted: 12_000n,
      description: 'Silver',
      code: 'grant',
      validFrom: null,
      expiresOn: null,
    },
  ];
  const facts = {
    stated: { name: 'credits', unit: CREDIT, title: 'Your credits', empty: '' },
    ...{ statement: null, leastGiven: null, today: Temporal.PlainDate.from('2027-03-03') },
    pools: [{ unit: CREDIT, lots }],
  } as unknown as Parameters<typeof presentStatement>[0];
  expect(presentStatement(facts, blankForm()).model.booked).toBe(booked);
});

test('what may be used only later is said apart from what may be used now, as on the home page', () => {
  const lot = { held: 0n, granted: 12_000n, description: 'Silver', code: 'grant', expiresOn: null };
  const lots = [
    { ...lot, available: 7_500n, validFrom: null },
    { ...lot, available: 12_000n, validFrom: Temporal.PlainDate.from('2027-04-01') },
    // Of which everything is booked already.
    { ...lot, available: 0n, held: 100n, validFrom: Temporal.PlainDate.from('2028-04-01') },
  ];
  const facts = {
    stated: { name: 'credits', unit: CREDIT, title: 'Your credits', empty: '' },
    ...{ statement: null, leastGiven: null, today: Temporal.PlainDate.from('2026-11-28') },
    pools: [{ unit: CREDIT, lots, granted: 12_000n }],
  } as unknown as Parameters<typeof presentStatement>[0];
  expect(presentStatement(facts, blankForm()).model).toMatchObject({
    now: '75 credits',
    later: ['120 more from 1 April 2027'],
  });
});

test('credits are given from where there are as many as the least gift', () => {
  const give = (available: bigint, leastGiven: bigint | null) => {
    const lot = { available, held: 0n, granted: 100n, validFrom: null, expiresOn: null };
    const facts = {
      stated: { name: 'credits', unit: CREDIT, title: 'Your credits', empty: '' },
      ...{ statement: null, leastGiven, today: Temporal.PlainDate.from('2026-11-28') },
      pools: [{ unit: CREDIT, lots: [lot], granted: 100n }],
    } as unknown as Parameters<typeof presentStatement>[0];
    return presentStatement(facts, blankForm()).model.giveHref;
  };
  expect([give(50n, 50n), give(49n, 50n), give(50n, null)]).toEqual(['/gifts/new', null, null]);
});
