import { expect, test } from '@jest/globals';
import { derivedId, GBP, newId, Refusal, Temporal, type Unit } from '#platform';
import { CREDIT, DAY, PLACE } from '#operating-model';
import { accountId, type Lot } from '#ledger';
import { creditsSpent, daysDelivered, placesUsed, poolOf } from './pools.js';
import { accountsOf, explain, outOf, release, settle, take, type Taking } from './take.js';

const [operatorId, schoolId, homeId] = [newId(), newId(), newId()];
const on = Temporal.PlainDate.from('2026-05-12');
const HOUR = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
const taking = (unit: Unit, more: Partial<Taking> = {}): Taking => ({
  ...{ id: newId(), schoolId, unit, amount: 100n, on, code: 'book', description: 'A place' },
  reference: { type: 'place', id: 'a' },
  ...more,
});
const at = (address: Parameters<typeof accountId>[1]) => accountId(operatorId, address);

test('days, credits and free places are held in the school’s pool for their day, for where they go', () => {
  for (const [unit, to] of [
    [DAY, daysDelivered(schoolId)],
    [CREDIT, creditsSpent],
    [PLACE, placesUsed],
    [HOUR, { owner: null, unit: 'HOUR', code: 'spent' }],
  ] as const) {
    const one = taking(unit, { purpose: 'training' });
    expect(take(operatorId, one)).toEqual([
      {
        ...{ kind: 'hold', id: one.id, debit: at(poolOf(schoolId, unit.code)), credit: at(to), amount: 100n },
        ...{ usedOn: on, purpose: 'training', code: 'book', reference: one.reference },
        description: 'A place',
      },
    ]);
    expect(accountsOf(one)[0]).toEqual({ ...poolOf(schoolId, unit.code), lots: true });
    expect(accountsOf(one)[1]).toMatchObject(to);
  }
  expect(take(operatorId, taking(CREDIT))[0]).not.toHaveProperty('purpose');
});

test('the operator’s own accounts are bounded by nothing, a school’s by what it has', () => {
  const floors = [DAY, CREDIT, PLACE, HOUR].map((unit) => accountsOf(taking(unit))[1]!.floor);
  expect(floors).toEqual([undefined, null, null, null]);
});

test('money takes nothing that is held', () => {
  expect(take(operatorId, taking(GBP))).toEqual([]);
  expect(accountsOf(taking(GBP))).toEqual([]);
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

test('what another school earns goes to its own pool', () => {
  const one = taking(CREDIT, { earnedBy: homeId });
  expect(take(operatorId, one)).toMatchObject([{ credit: at(poolOf(homeId, 'CREDIT')) }]);
  expect(accountsOf(one)[1]).toEqual({ ...poolOf(homeId, 'CREDIT'), lots: true });
});

test('what ran out is said of what was taken, and of nothing else in its group', () => {
  const said = (unit: Unit, code: string, own = true) => {
    const one = taking(unit);
    try {
      return explain(one)(new Refusal(code, 'As it was.', 'conflict', { id: own ? one.id : newId() }));
    } catch (error) {
      return (error as Refusal).code;
    }
  };
  expect(said(DAY, 'ledger.insufficient')).toBe('entitlements.not-enough-days');
  expect(said(CREDIT, 'ledger.insufficient')).toBe('entitlements.not-enough-credits');
  expect(said(PLACE, 'ledger.insufficient')).toBe('entitlements.not-enough-places');
  expect(said(HOUR, 'ledger.insufficient')).toBe('entitlements.not-enough');
  expect(said(CREDIT, 'ledger.restricted')).toBe('entitlements.restricted');
  expect(said(CREDIT, 'ledger.insufficient', false)).toBe('ledger.insufficient');
  expect(said(CREDIT, 'ledger.restricted', false)).toBe('ledger.restricted');
  expect(said(CREDIT, 'ledger.closed')).toBe('ledger.closed');
});

test('an amount is made of lots in their order, each as far as it goes, and of all there is at most', () => {
  const lots = [40n, 0n, 60n, 5n].map((available, n) => ({ id: String(n), available }) as Lot);
  const parts = (amount: bigint) => outOf(lots, amount).map(({ lot, amount }) => `${lot.id}: ${amount}`);
  expect(parts(40n)).toEqual(['0: 40']);
  expect(parts(41n)).toEqual(['0: 40', '2: 1']);
  expect(parts(105n)).toEqual(['0: 40', '2: 60', '3: 5']);
  expect(() => outOf(lots, 106n)).toThrow(
    expect.objectContaining({ code: 'entitlements.not-enough-credits' }),
  );
});
