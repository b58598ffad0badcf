import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { presentWorklist } from './presenter.js';

test('a customer leads to its organisation, and to its documents for whoever may not open that', () => {
  const { model } = presentWorklist({
    filter: {},
    documents: [
      {
        documentId: 'd',
        number: 'ASP-1',
        rail: 'invoice',
        customerId: 'c',
        customer: 'Elm Road & Oak Lane',
        school: 'Elm Road & Oak Lane',
        issuedOn: '2027-04-01',
        dueOn: '2027-05-01',
        gross: 120n,
      },
    ],
    totals: [],
    months: [],
    today: Temporal.PlainDate.from('2027-04-12'),
    number: 1,
  });
  expect(model.rows[0]!.customer).toEqual({
    text: 'Elm Road & Oak Lane',
    href: ['/parties/c', '/finance/documents?text=Elm+Road+%26+Oak+Lane'],
  });
});
