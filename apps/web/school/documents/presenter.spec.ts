import { expect, test } from '@jest/globals';
import type { Actor } from '#platform';
import { presentDocuments } from './presenter.js';

test('who else is to pay an invoice is said beside it: nobody takes it for one of their own', () => {
  const document = {
    ...{ documentId: 'd', number: 'MLP-00001', rail: 'invoice', issuedOn: '2026-04-01', gross: 48_000n },
    ...{ supplierId: 's', supplier: 'Mersey Learning Partners', customerId: 'la', customer: 'Warrington' },
    ...{ schoolId: 'school', purchaseOrder: null, total: 1 },
  };
  const seenBy = (id: string, scope = 'party') =>
    presentDocuments([document as never], { organisationIds: [id], scope } as unknown as Actor, 1).model
      .documents[0];
  expect(seenBy('school')).toMatchObject({ name: 'Mersey Learning Partners', payer: 'Warrington' });
  expect(seenBy('la')).toMatchObject({ name: 'Mersey Learning Partners', payer: null });
  expect(seenBy('s')).toMatchObject({ name: 'Warrington', payer: null });
  expect(seenBy('host', 'operator')).toMatchObject({ name: 'Warrington', payer: null });
});
