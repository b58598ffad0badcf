import { expect, test } from '@jest/globals';
import type { ApiKey } from '#identity';
import { Temporal } from '#platform';
import { blankForm } from '../../kit/form.js';
import { presentEnding, presentParty, type PartyFacts } from './presenter.js';

const person = (id: string, role: string) => ({
  goes: false,
  id,
  role,
  name: id,
  email: `${id}@example.org`,
  waits: false,
});
const key = (name: string, state: ApiKey['state']) => ({
  ...{ apiKeyId: name, name, lastFour: 'abcd', scopes: ['read'] },
  ...{ issuedAt: new Date('2027-01-04T09:00:00Z'), revokedAt: new Date('2027-01-06T09:00:00Z'), state },
  ...{ lapsesOn: '2027-04-04', decider: 'Ann Lee', decidedAt: new Date('2027-01-05T09:00:00Z') },
});
const facts = {
  party: { organisationId: 'o', name: 'Mersey Hub', roles: [], joinedOn: '2026-09-01' },
  people: [person('ann', 'administrator'), person('bo', 'broker')],
  keys: (['works', 'waiting', 'declined', 'lapsed', 'revoked', 'stopped'] as const).map((state) =>
    key(state, state),
  ),
  latest: [],
} as unknown as PartyFacts;

test('of each key it is said what became of it, and what is over is not to be revoked', () => {
  const { keys } = presentParty(facts, blankForm()).model;
  expect(keys.map(({ name, became, revokeHref }) => [name, became, revokeHref !== null])).toEqual([
    ['works', ', confirmed by Ann Lee on 5 January 2027', true],
    ['waiting', '. It does nothing yet: it waits for their yes until 4 April 2027', true],
    ['declined', ', declined by Ann Lee on 5 January 2027', false],
    ['lapsed', '. It never works: nobody there confirmed it by 4 April 2027', false],
    ['revoked', ', revoked 6 January 2027', false],
    ['stopped', '. It works no more, because whoever issued it is no longer an administrator', true],
  ]);
});

test('the last administrator’s appointment is not to be ended, nor one that would leave only somebody who goes', () => {
  const ends = (...people: object[]) =>
    presentParty({ ...facts, people } as unknown as PartyFacts, blankForm()).model.people.map(
      ({ endHref, stays }) => endHref !== null && stays === null,
    );
  const [ann, cy] = [person('ann', 'administrator'), person('cy', 'administrator')];
  expect(ends(ann, person('bo', 'broker'))).toEqual([false, true]);
  expect(ends(ann, cy)).toEqual([true, true]);
  expect(ends(ann, { ...cy, goes: true })).toEqual([false, true]);
  expect(ends(ann, { ...cy, waits: true })).toEqual([false]);
});

test('of the agreements and visits of a school the latest ten are shown, and it is said when there are more', () => {
  const visit = { kind: 'visit', id: 'v', practitioner: 'Ada', visitOn: '2027-03-01', state: 'booked' };
  const cut = (found: number) => {
    const latest = Array.from({ length: found }, () => visit);
    const party = { ...facts, today: Temporal.PlainDate.from('2027-02-01'), latest };
    const { agreements, visits } = presentParty(party as unknown as PartyFacts, blankForm()).model;
    return [agreements.cut, visits.cut, visits.items.length];
  };
  expect([cut(10), cut(11)]).toEqual([
    [false, false, 10],
    [false, true, 10],
  ]);
});

test('for a school that has left no agreement is dated back; on its last day one still is', () => {
  const on = (leftOn: string | null) => {
    const party = { ...facts.party, buyer: true, leftOn };
    const today = Temporal.PlainDate.from('2027-04-01');
    const { backdatedHref, left } = presentParty({ ...facts, party, today }, blankForm()).model;
    return backdatedHref ?? left;
  };
  expect([on(null), on('2027-04-01'), on('2027-03-31')]).toEqual([
    '/parties/o/agreement',
    '/parties/o/agreement',
    'It left on 31 March 2027, so no agreement is dated back for it.',
  ]);
});

test('before an administrator’s appointment ends it is said that their keys end with it; of others it is not', () => {
  const then = (id: string) => (presentEnding(facts, id).model as { then: string }).then;
  expect(then('ann')).toContain('The keys that they issued, for whichever organisation, stop working');
  expect(then('bo')).not.toContain('keys');
});
