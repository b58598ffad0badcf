import { expect, test } from '@jest/globals';
import type { Offer } from '#catalogue';
import { GBP, newId, Refusal, Temporal } from '#platform';
import { CREDIT } from '#operating-model';
import { blankForm, readForm } from '../../kit/form.js';
import { PurchaseForm } from './form.js';
import { budgetsFor, whyNot, type Buying } from './budgets.js';
import { presentBuy } from './presenter.js';

const pounds = { unit: GBP, amount: 40_000n, because: '', illustrative: false };
const buying = (over: Partial<Buying> = {}): Buying => ({
  offer: { accepts: ['money', 'fund'], withdrawnOn: null } as unknown as Offer,
  schoolId: 's',
  closed: null,
  provider: 'Mersey Learning Partners',
  price: pounds,
  ways: [],
  endsWithIt: false,
  beyond: null,
  noFund: null,
  today: '2027-05-01',
  wallets: [
    {
      operatorId: 'o',
      walletId: 'w',
      fundId: 'f',
      fundTitle: 'Intervention',
      laId: 'l',
      schoolId: 's',
      school: 'Elm Road',
      purpose: '',
      openedOn: '2027-04-01',
      expiresOn: '2028-03-31',
      available: 39_999n,
      committed: 0n,
      spent: 0n,
      unspent: 0n,
    },
  ],
  ...over,
});

test('a wallet a penny short is shown, and cannot be chosen', () => {
  expect(budgetsFor(buying())).toMatchObject([
    {
      value: 'w',
      open: false,
      hint: '£399.99 left for your school, until 31 March 2028: not enough for this',
    },
    { value: 'money', open: true },
  ]);
});

test('a fund that does not pay for what the school’s own trust offers says so', () => {
  const noFund = 'It is your own trust’s.';
  const price = { ...pounds, amount: 1n };
  expect(budgetsFor(buying({ price, noFund }))).toMatchObject([
    { value: 'w', open: false, hint: noFund },
    { value: 'money', open: true },
  ]);
  expect(budgetsFor(buying({ price }))[0]).toMatchObject({ open: true });
});

test('what the school itself offers is not sold to it', () => {
  const offer = { ...buying().offer, title: 'A day with our maths team', providerId: 's' };
  expect(whyNot(buying({ offer }))).toBe(
    'A day with our maths team is your own school’s. What a school does for itself is neither bought nor billed.',
  );
  expect(whyNot(buying({ offer: { ...offer, providerId: 'another' } }))).toBeNull();
});

test('an error of how to pay leads to a way that can be chosen', () => {
  expect(presentBuy(buying(), blankForm()).model.ways).toMatchObject([
    { id: 'from-1', disabled: true },
    { id: 'from', disabled: false },
  ]);
});

test('a purchase order is asked where the school pays itself, and nowhere else', () => {
  const asked = (over: Partial<Buying> = {}) => presentBuy(buying(over), blankForm()).model.asksOrder;
  const fundOnly = { accepts: ['fund'], withdrawnOn: null } as unknown as Offer;
  expect([asked(), asked({ offer: fundOnly })]).toEqual([true, false]);
  const sent = { offer: newId(), from: newId(), purchaseOrder: 'x'.repeat(200) };
  expect(readForm(PurchaseForm, sent).ok).toBe(true);
  expect(readForm(PurchaseForm, { ...sent, from: 'money' }).form.errorList).toMatchObject([
    { href: '#purchaseOrder' },
  ]);
});

test('a fund that closed, and an offer that takes none, offer the budget alone', () => {
  expect(budgetsFor(buying({ today: '2028-04-01' })).map((way) => way.value)).toEqual(['money']);
  expect(
    budgetsFor(buying({ offer: { accepts: ['money'] } as unknown as Offer })).map((way) => way.value),
  ).toEqual(['money']);
});

test('above a limit it is said who may: no headteacher is sent to the headteacher', () => {
  expect(whyNot(buying({ beyond: { role: 'headteacher', called: 'headteacher' } }))).toBe(
    '£400.00 is more than you may order alone at present. Your headteacher can buy it.',
  );
  expect(whyNot(buying({ beyond: { role: null, called: 'governing board' } }))).toBe(
    '£400.00 is more than you may order alone at present. Your governing board says how much that is.',
  );
  expect(whyNot(buying({ beyond: { role: 'chair', called: 'chair of governors' } }))).toBe(
    '£400.00 is more than you may order alone at present. Your chair of governors says how much that is.',
  );
});

test('what is not offered any more is refused before anything is typed, on its day and not the day before', () => {
  const ending = {
    title: 'Review',
    accepts: ['money'],
    withdrawnOn: Temporal.PlainDate.from('2027-05-01'),
  } as unknown as Offer;
  expect(whyNot(buying({ offer: ending, today: '2027-04-30' }))).toBeNull();
  expect(whyNot(buying({ offer: ending }))).toBe('Review was withdrawn on 1 May 2027.');
});

test('what the school holds pays where it suffices, and nobody’s limit is asked of it', () => {
  const way = { means: 'credits', unit: CREDIT, amount: 2_000n, held: 7_500n, why: null } as const;
  const offer = { title: 'Review', accepts: ['credits', 'money'], withdrawnOn: null } as unknown as Offer;
  const beyond = { role: 'headteacher', called: 'headteacher' } as const;
  const choices = (over: Partial<Buying>) =>
    budgetsFor(buying({ offer, ...over })).map(({ value, text, hint, open }) => [value, text, hint, open]);
  expect(choices({ ways: [way], beyond })).toEqual([
    ['credits', 'With 20 credits', 'You have 75 credits that can pay for this', true],
    [
      'money',
      'From your school’s own budget',
      '£400.00 is more than you may order alone at present. Your headteacher can buy it.',
      false,
    ],
  ]);
  expect(whyNot(buying({ offer, ways: [way], beyond }))).toBeNull();
  const short = { ...way, held: 500n, why: new Refusal('entitlements.not-enough-credits', 'Not enough.') };
  expect(choices({ ways: [short], price: null })).toEqual([
    ['credits', 'With 20 credits', 'You have 5 credits that can pay for this: not enough', false],
  ]);
  expect(choices({ ways: [{ ...short, held: 0n }], price: null })).toMatchObject([
    ['credits', 'With 20 credits', 'You have no credits that can pay for this', false],
  ]);
  const kept = {
    ...way,
    held: 0n,
    why: new Refusal('entitlements.restricted', 'Granted for something else.'),
  };
  expect(choices({ ways: [kept], price: null })).toMatchObject([
    ['credits', 'With 20 credits', 'Granted for something else.', false],
  ]);
});
