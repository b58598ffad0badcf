import { expect, test } from '@jest/globals';
import { refusalOf } from '#platform';
import { actingField, nobody, requireSameActing, requireSameSession } from './access.js';

test('a form is sent by whom it was opened for, once; one that says nothing of it is nobody’s', () => {
  const says = (body: unknown) =>
    refusalOf(() => requireSameActing({ body }, { appointmentId: 'a' }))?.code ?? 'sent';
  for (const body of [undefined, null, 'text', [], {}, { amount: '1' }, { [actingField]: 'a' }])
    expect(says(body)).toBe('sent');
  for (const other of ['b', '', null, ['a'], ['a', 'b'], { a: 1 }])
    expect(says({ [actingField]: other })).toBe('identity.acting-changed');
});

test('a form is sent in the session that opened it, or in none, which is asked to sign in', () => {
  const session = { sessionId: 's', personId: 'p', name: 'Ann', email: 'a@example.org', appointmentId: null };
  const sent = (visitor: typeof nobody, madeFor: string) =>
    refusalOf(() => requireSameSession(visitor, madeFor))?.code ?? 'sent';
  expect(sent({ ...nobody, session }, 's')).toBe('sent');
  for (const madeFor of ['t', 'nobody', ''])
    expect(sent({ ...nobody, session }, madeFor)).toBe('identity.session-changed');
  expect(sent(nobody, 's')).toBe('sent');
});
