import { expect, test } from '@jest/globals';
import { refusalOf } from '#platform';
import { actingField, requireSameActing } from './access.js';

test('a form is sent by whom it was opened for, once; one that says nothing of it is nobody’s', () => {
  const says = (body: unknown) =>
    refusalOf(() => requireSameActing({ body }, { appointmentId: 'a' }))?.code ?? 'sent';
  for (const body of [undefined, null, 'text', [], {}, { amount: '1' }, { [actingField]: 'a' }])
    expect(says(body)).toBe('sent');
  for (const other of ['b', '', null, ['a'], ['a', 'b'], { a: 1 }])
    expect(says({ [actingField]: other })).toBe('identity.acting-changed');
});
