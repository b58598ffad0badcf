import { expect, test } from '@jest/globals';
import { accountCode, tax, vatOn, type TaxFacts } from './tax.js';

const facts = (over: Partial<TaxFacts>): TaxFacts => ({
  supplier: 'la',
  supplierVatRegistered: true,
  service: 'consultancy',
  customer: 'maintained',
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
