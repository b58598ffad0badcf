import { expect, test } from '@jest/globals';
import { derivedId, newId, Refusal, Temporal } from '#platform';
import { accountId } from '#ledger';
import { creditsSpent, daysDelivered, placesUsed, poolOf } from './pools.js';
import { accountsOf, explain, release, settle, take, type Taking } from './take.js';

const [operatorId, schoolId, homeId] = [newId(), newId(), newId()];
const on = Temporal.PlainDate.from('2026-05-12');
const taking = (means: Taking['means'], more: Partial<Taking> = {}): Taking => ({
  ...{ id: newId(), schoolId, means, amount: 100n, on, code: 'book', description: 'A place' },
  reference: { type: 'place', id: 'a' },
  ...more,
});
const at = (address: Parameters<typeof accountId>[1]) => accountId(operatorId, address);

test('days, credits and free places are held in the school’s pool for their day, for where they go', () => {
  for (const [means, unit, to] of [
    ['entitlement', 'DAY', daysDelivered(schoolId)],
    ['credits', 'CREDIT', creditsSpent],
    ['free', 'PLACE', placesUsed],
  ] as const) {
    const one = taking(means, { purpose: 'training' });
    expect(take(operatorId, one)).toEqual([
      {
        ...{ kind: 'hold', id: one.id, debit: at(poolOf(schoolId, unit)), credit: at(to), amount: 100n },
        ...{ usedOn: on, purpose: 'training', code: 'book', reference: one.reference },
        description: 'A place',
      },
    ]);
    expect(accountsOf(one)[0]).toEqual({ ...poolOf(schoolId, unit), lots: true });
    expect(accountsOf(one)[1]).toMatchObject(to);
  }
  expect(take(operatorId, taking('credits'))[0]).not.toHaveProperty('purpose');
});

test('the operator’s own accounts are bounded by nothing, a school’s by what it has', () => {
  const floors = (['entitlement', 'credits', 'free'] as const).map(
    (means) => accountsOf(taking(means))[1]!.floor,
  );
  expect(floors).toEqual([undefined, null, null]);
});

test('money takes nothing that is held', () => {
  for (const means of ['money', 'fund'] as const) {
    expect(take(operatorId, taking(means))).toEqual([]);
    expect(accountsOf(taking(means))).toEqual([]);
  }
});

test('what was taken is settled or released once, by an id of its hold', () => {
  const [one, other] = [newId(), newId()];
  expect(settle([one, other], on)).toEqual(
    [one, other].map((hold) => ({
      ...{ kind: 'settle', id: derivedId(hold, 'settle'), hold, unlessLapsed: true },
      countsOn: on,
    })),
  );
  expect(settle([one])[0]).not.toHaveProperty('countsOn');
  expect(release([one, other])).toEqual(
    [one, other].map((hold) => ({
      kind: 'release',
      id: derivedId(hold, 'release'),
      hold,
      unlessLapsed: true,
    })),
  );
});

test('what another school earns goes to its own pool, as a lot', () => {
  const lot = { expiresOn: on };
  const one = taking('credits', { earnedBy: { schoolId: homeId, lot } });
  expect(take(operatorId, one)).toMatchObject([{ credit: at(poolOf(homeId, 'CREDIT')), lot }]);
  expect(accountsOf(one)[1]).toEqual({ ...poolOf(homeId, 'CREDIT'), lots: true });
});

test('what ran out is said of what was taken, and of nothing else in its group', () => {
  const said = (means: Taking['means'], code: string, own = true) => {
    const one = taking(means);
    try {
      return explain(one)(new Refusal(code, 'As it was.', 'conflict', { id: own ? one.id : newId() }));
    } catch (error) {
      return (error as Refusal).code;
    }
  };
  expect(said('entitlement', 'ledger.insufficient')).toBe('entitlements.not-enough-days');
  expect(said('credits', 'ledger.insufficient')).toBe('entitlements.not-enough-credits');
  expect(said('free', 'ledger.insufficient')).toBe('entitlements.not-enough-places');
  expect(said('credits', 'ledger.restricted')).toBe('entitlements.restricted');
  expect(said('credits', 'ledger.insufficient', false)).toBe('ledger.insufficient');
  expect(said('credits', 'ledger.restricted', false)).toBe('ledger.restricted');
  expect(said('credits', 'ledger.closed')).toBe('ledger.closed');
});
