import { expect, test } from '@jest/globals';
import { GBP, Refusal, Temporal, type Unit } from '#platform';
import { CREDIT, DAY, PLACE } from '#operating-model';
import type { Means, Offer, PriceRule } from '#catalogue';
import type { Lot } from '#ledger';
import { availableFor, heldOf, type Holdings } from './held.js';
import { costsOf, waysToPay, type Costs } from './ways-to-pay.js';

const on = Temporal.PlainDate.from('2026-05-12');
const lot = (available: bigint, over: Partial<Lot> = {}): Lot => ({
  ...{ id: 'lot', granted: available, spent: 0n, held: 0n, available, priority: 0, code: 'grant' },
  ...{ validFrom: null, expiresOn: null, restriction: null, description: null, grantedOn: on },
  ...over,
});
const HOUR = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
const holdings = (of: Partial<Record<'DAY' | 'CREDIT' | 'PLACE' | 'HOUR', Lot[]>>): Holdings => ({
  DAY: heldOf(DAY, { lots: of.DAY ?? [], granted: 0n }, on),
  CREDIT: heldOf(CREDIT, { lots: of.CREDIT ?? [], granted: 0n }, on),
  PLACE: heldOf(PLACE, { lots: of.PLACE ?? [], granted: 0n }, on),
  own: of.HOUR ? [heldOf(HOUR, { lots: of.HOUR, granted: 0n }, on)] : [],
});
const rule = (unit: PriceRule['unit'], amount: bigint, basis: PriceRule['basis'] = 'flat'): PriceRule => ({
  ...{ unit, amount, basis, forSchools: 'any', minimum: 0n, bands: [], illustrative: false },
});
/** Each in its unit. */
const costing = (of: Partial<Record<Means, bigint>>): Costs =>
  Object.fromEntries(
    (Object.entries(of) as [Means, bigint][]).map(([means, amount]) => [
      means,
      { unit: units[means]!, amount },
    ]),
  ) as Costs;
const units: Partial<Record<string, Unit>> = {
  ...{ entitlement: DAY, credits: CREDIT, free: PLACE, money: GBP, fund: GBP, HOUR },
};
const school = { organisationId: 'school', fundingStatus: 'maintained', roll: null } as const;
const costs = (accepts: Offer['accepts'], prices: PriceRule[]) => costsOf({ accepts, prices }, school);

test('an offer costs its price in each unit that it takes, or one free place, the least for the school first', () => {
  const prices = [rule(GBP, 9500n), rule(CREDIT, 950n)];
  expect(Object.entries(costs(['money', 'credits', 'free'], prices))).toEqual([
    ['free', { unit: PLACE, amount: 1n }],
    ['credits', { unit: CREDIT, amount: 950n }],
    ['money', { unit: GBP, amount: 9500n }],
  ]);
  expect(costs(['money', 'fund', 'entitlement'], prices)).toEqual(costing({ fund: 9500n, money: 9500n }));
  expect(costs(['credits'], [rule(GBP, 1n)])).toEqual({});
});

test('one price that needs a quotation keeps no other way from being shown', () => {
  const all = costs(['money', 'credits'], [rule(GBP, 100n, 'per-pupil'), rule(CREDIT, 950n)]);
  expect(all).toMatchObject({
    money: { amount: { code: 'catalogue.roll-unknown' } },
    credits: { amount: 950n },
  });
  const ways = waysToPay(all, holdings({}), { on });
  expect(ways[1]).toMatchObject({ means: 'money', amount: null, held: null, why: all.money!.amount });
});

test('a way says what is held for it, and when that does not reach why not', () => {
  const held = holdings({ DAY: [lot(50n)], CREDIT: [lot(600n), lot(300n)] });
  const ways = (...of: Parameters<typeof waysToPay>) =>
    waysToPay(...of).map(({ means, amount, held, why }) => [means, amount, held, why?.code ?? null]);
  expect(
    ways(costing({ entitlement: 50n, credits: 900n, free: 1n, money: 9500n, fund: 9500n }), held, { on }),
  ).toEqual([
    ['entitlement', 50n, 50n, null],
    ['credits', 900n, 900n, null],
    ['free', 1n, 0n, 'entitlements.not-enough-places'],
    ['money', 9500n, null, null],
    ['fund', 9500n, null, null],
  ]);
  const [days, credits] = waysToPay(costing({ entitlement: 100n, credits: 901n }), held, { on });
  expect(days?.why).toEqual(
    new Refusal(
      'entitlements.not-enough-days',
      'For Tuesday 12 May 2026 you have 0.5 days of your entitlement left, and this would take 1 day.',
    ),
  );
  expect(credits?.why?.message).toContain('you have 9 credits that can pay for this, and it costs 9.01');
});

test('a unit of the operator’s own pays as itself, after what is cheaper for the school, and says its words', () => {
  const prices = [rule(GBP, 9500n), rule(CREDIT, 950n), rule(HOUR, 150n)];
  const all = costs(['money', 'HOUR', 'credits'], prices);
  expect(all).toEqual(costing({ credits: 950n, HOUR: 150n, money: 9500n }));
  expect(Object.keys(all)).toEqual(['credits', 'HOUR', 'money']);
  expect(costs(['HOUR'], [rule(CREDIT, 950n)])).toEqual({});
  const way = (held: Holdings) => waysToPay(costing({ HOUR: 150n }), held, { on })[0]!;
  expect(way(holdings({ HOUR: [lot(450n)] }))).toEqual({
    ...{ means: 'HOUR', unit: HOUR, amount: 150n, held: 450n, why: null },
  });
  expect(way(holdings({ HOUR: [lot(100n)] })).why).toEqual(
    new Refusal(
      'entitlements.not-enough',
      'For Tuesday 12 May 2026 you have 1 hour that can pay for this, and it costs 1.5 hours.',
    ),
  );
  expect(way(holdings({})).why?.message).toContain('you have 0 hours');
});

test('what is restricted pays for its own purposes, and otherwise it is said that it was granted for something else', () => {
  const held = holdings({ CREDIT: [lot(500n, { restriction: ['training'] }), lot(100n)] });
  const paying = (amount: bigint, purpose?: string) => {
    const [way] = waysToPay(costing({ credits: amount }), held, { on, ...(purpose && { purpose }) });
    return [way?.held, way?.why?.code ?? null];
  };
  expect(paying(600n, 'training')).toEqual([600n, null]);
  expect(paying(600n, 'consultancy')).toEqual([100n, 'entitlements.restricted']);
  expect(paying(600n)).toEqual([100n, 'entitlements.restricted']);
  expect(paying(601n, 'consultancy')).toEqual([100n, 'entitlements.not-enough-credits']);
  expect(paying(100n)).toEqual([100n, null]);
  expect(availableFor(held.CREDIT, 'training')).toBe(600n);
});

test('what ended or has not begun on the day is not held for it; what begins later is told apart', () => {
  const day = Temporal.PlainDate.from;
  const lots = [
    lot(1n, { expiresOn: day('2026-05-11') }),
    lot(2n, { expiresOn: on, held: 5n }),
    lot(4n, { validFrom: day('2026-09-01') }),
    lot(8n, { validFrom: day('2026-06-01') }),
    lot(16n, { validFrom: day('2026-09-01') }),
  ];
  expect(heldOf(PLACE, { lots, granted: 31n }, on)).toEqual({
    ...{ unit: PLACE, available: 2n, booked: 5n, granted: 31n, lots: [lots[1]], laterLots: lots.slice(2) },
    later: [
      { from: day('2026-06-01'), available: 8n },
      { from: day('2026-09-01'), available: 20n },
    ],
  });
});
