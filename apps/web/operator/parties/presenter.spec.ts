import { expect, test } from '@jest/globals';
import { blankForm } from '../../kit/form.js';
import { presentEnding, presentParty, type PartyFacts } from './presenter.js';

const person = (id: string, role: string) => ({
  id,
  role,
  name: id,
  email: `${id}@example.org`,
  waits: false,
});
const key = (name: string, stopped: boolean) => ({
  ...{ apiKeyId: name, name, lastFour: 'abcd', scopes: ['read'] },
  ...{ issuedAt: new Date('2027-01-04T09:00:00Z'), revokedAt: null, stopped },
});
const facts = {
  party: { organisationId: 'o', name: 'Mersey Hub', roles: [], joinedOn: '2026-09-01' },
  people: [person('ann', 'administrator'), person('bo', 'broker')],
  keys: [key('Finance', true), key('Timetable', false)],
  latest: [],
} as unknown as PartyFacts;

test('a key whose issuer is no administrator any more says that it works no more', () => {
  const { keys } = presentParty(facts, blankForm()).model;
  expect(keys.map(({ name, stopped }) => [name, stopped])).toEqual([
    ['Finance', true],
    ['Timetable', false],
  ]);
});

test('before an administrator’s appointment ends it is said that their keys end with it; of others it is not', () => {
  const then = (id: string) => (presentEnding(facts, id).model as { then: string }).then;
  expect(then('ann')).toContain('The keys that they issued, for whichever organisation, stop working');
  expect(then('bo')).not.toContain('keys');
});
