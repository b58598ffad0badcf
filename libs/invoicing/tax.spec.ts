import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { accountCode, tax, taxPoint, totalsByRate, vatOn, type TaxFacts } from './tax.js';

const facts = (over: Partial<TaxFacts>): TaxFacts => ({
  supplier: 'la',
  supplierVatRegistered: true,
  service: 'consultancy',
  customer: 'maintained',
  journalled: true,
  funding: 'budget-share',
  supplierIsCustomersLa: true,
  ...over,
});
const codes = { cfrCode: 'E27', aarCode: 'BAE230' };

// Handbook Part 4.
test('LA to its own community school, adviser day of £600 from the budget share: a journal, E27', () => {
  expect(tax(facts({}))).toMatchObject({ outcome: 'JOURNAL', vatRate: null });
  expect(accountCode('maintained', codes)).toBe('E27');
});
test('the same to a converter academy: £600 and £120 VAT, BAE230', () => {
  const outcome = tax(facts({ customer: 'academy', supplierIsCustomersLa: false }));
  expect(outcome).toMatchObject({ outcome: 'VAT_INVOICE' });
  expect(vatOn(60_000n, outcome.vatRate)).toBe(12_000n);
  expect(accountCode('academy', codes)).toBe('BAE230');
});
test('an LA’s course place of £95 to an academy is exempt', () => {
  expect(
    tax(facts({ customer: 'academy', supplierIsCustomersLa: false, service: 'training' })),
  ).toMatchObject({ outcome: 'EXEMPT_INVOICE', vatRate: null });
});
test('a JV company’s subscription of £7,000 to a maintained school carries £1,400', () => {
  const outcome = tax(facts({ supplier: 'company', supplierIsCustomersLa: false }));
  expect(outcome).toMatchObject({ outcome: 'VAT_INVOICE' });
  expect(vatOn(700_000n, outcome.vatRate)).toBe(140_000n);
});
test('three lines of £33.33 at 20% total £20.00 by the total method', () => {
  expect(vatOn(9_999n, 2000)).toBe(2_000n);
});
test('governors’ own money, another LA, an independent school: never a journal', () => {
  expect(tax(facts({ funding: 'own-funds' })).outcome).toBe('VAT_INVOICE');
  expect(tax(facts({ supplierIsCustomersLa: false })).outcome).toBe('VAT_INVOICE');
  expect(tax(facts({ customer: 'independent', supplierIsCustomersLa: false })).outcome).toBe('VAT_INVOICE');
});
test('a company’s training is not exempt; a school’s teacher is', () => {
  expect(tax(facts({ supplier: 'company', service: 'training' })).outcome).toBe('VAT_INVOICE');
  expect(
    tax(facts({ supplier: 'school', service: 'teaching-staff', supplierIsCustomersLa: false })).outcome,
  ).toBe('EXEMPT_INVOICE');
});
test('teaching staff are exempt between schools and authorities, not to others nor from companies', () => {
  const outcome = (over: Partial<TaxFacts>) =>
    tax(facts({ service: 'teaching-staff', supplierIsCustomersLa: false, ...over })).outcome;
  expect(outcome({ supplier: 'la', customer: 'academy' })).toBe('EXEMPT_INVOICE');
  expect(outcome({ supplier: 'school', customer: 'other' })).toBe('VAT_INVOICE');
  expect(outcome({ supplier: 'company' })).toBe('VAT_INVOICE');
});
test('only an authority journals, and only to who is its own', () => {
  const own = { supplierIsCustomersLa: true } as const;
  expect(tax(facts({ ...own, supplier: 'school' })).outcome).toBe('VAT_INVOICE');
  expect(tax(facts({ ...own, customer: 'academy' })).outcome).toBe('VAT_INVOICE');
  expect(tax(facts({ ...own, customer: 'academy' })).because).toBe('Standard-rated: VAT at 20%.');
});
test('a school books it to its own kind of code; an authority and others to none', () => {
  for (const customer of ['la', 'independent', 'other'] as const)
    expect(accountCode(customer, codes)).toBeNull();
});

// Handbook Part 1 (b) 1.
test('a school type outside the journal rule: its own authority invoices it, and the reason says so', () => {
  const outside = tax(facts({ journalled: false }));
  expect(outside).toMatchObject({ outcome: 'VAT_INVOICE', vatRate: 2000 });
  expect(outside.because).toBe(
    'Schools of this type are outside the rule for journals, though their own authority supplies them. Standard-rated: VAT at 20%.',
  );
  expect(tax(facts({ journalled: false, service: 'training' }))).toMatchObject({ outcome: 'EXEMPT_INVOICE' });
  expect(accountCode('maintained', codes)).toBe('E27');
  // The rule is about schools: what the authority's own fund pays stays inside the authority.
  expect(tax(facts({ journalled: false, customer: 'la', funding: 'la-fund' })).outcome).toBe('JOURNAL');
});
test('a supplier that is not registered for VAT charges none, and issues no VAT invoice', () => {
  expect(
    tax(facts({ supplier: 'sole-trader', supplierIsCustomersLa: false, supplierVatRegistered: false })),
  ).toEqual({
    outcome: 'PLAIN_INVOICE',
    vatRate: null,
    because: 'The supplier is not registered for VAT, so it charges none.',
  });
  // Exempt is exempt, registered or not.
  expect(
    tax(
      facts({
        supplier: 'school',
        supplierIsCustomersLa: false,
        supplierVatRegistered: false,
        service: 'training',
      }),
    ).outcome,
  ).toBe('EXEMPT_INVOICE');
});
test('totals by rate: each rate rounded once, half up, and what has no VAT apart', () => {
  const line = (net: bigint, vatRate: number | null) => ({ net, vatRate });
  expect(
    totalsByRate([line(3_333n, 2000), line(9_500n, null), line(3_333n, 2000), line(3_333n, 2000)]),
  ).toEqual([
    { vatRate: 2000, net: 9_999n, vat: 2_000n },
    { vatRate: null, net: 9_500n, vat: 0n },
  ]);
});
test('the highest rate stands first and what has no VAT last, whatever order the lines have', () => {
  const rates = (...all: (number | null)[]) =>
    totalsByRate(all.map((vatRate) => ({ net: 100n, vatRate }))).map(({ vatRate }) => vatRate);
  expect(rates(null, 500, 2000)).toEqual([2000, 500, null]);
  expect(rates(2000, 0, null)).toEqual([2000, 0, null]);
  expect(rates(null, 0, 500)).toEqual([500, 0, null]);
});
test('the tax point is the invoice’s day, unless it comes more than 14 days after the delivery', () => {
  const day = Temporal.PlainDate.from;
  const point = (issued: string, delivered: string | null) =>
    taxPoint(day(issued), delivered === null ? null : day(delivered)).toString();
  expect(point('2027-04-01', null)).toBe('2027-04-01');
  expect(point('2027-04-15', '2027-04-01')).toBe('2027-04-15');
  expect(point('2027-04-16', '2027-04-01')).toBe('2027-04-01');
  expect(point('2027-04-01', '2027-05-01')).toBe('2027-04-01');
});
