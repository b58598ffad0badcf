import { expect, test } from '@jest/globals';
import { GBP, newId, refusalOf, Temporal, type Actor } from '#platform';
import type { Means, Offer, PriceRule } from '#catalogue';
import { trustId } from '#directory';
import { CREDIT } from '#operating-model';
import { isHeld, mayFinish, mayTakeFund, payHoldId, purchaseCost, purchaseTaking } from './purchase.js';

const HOUR = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };
const rule = (unit: PriceRule['unit'], amount: bigint, basis: PriceRule['basis'] = 'flat'): PriceRule => ({
  ...{ unit, amount, basis, forSchools: 'any', minimum: 0n, bands: [], illustrative: false },
});
const school = { organisationId: 's', fundingStatus: 'maintained', roll: null } as const;
const offer = (accepts: readonly Means[], prices: readonly PriceRule[]) =>
  ({ title: 'A review', accepts, prices }) as unknown as Offer;

test('credits and units of the operator’s own are held; money is billed, and a fund is an authority’s', () => {
  const all: Means[] = ['credits', 'HOUR', 'money', 'fund', 'entitlement', 'free'];
  expect(all.filter(isHeld)).toEqual(['credits', 'HOUR']);
});

test('a service costs what it says for the means that pays, and by no other', () => {
  const prices = [rule(GBP, 30_000n), rule(CREDIT, 2_000n), rule(HOUR, 150n)];
  const all = offer(['money', 'fund', 'credits', 'HOUR'], prices);
  expect(purchaseCost(all, school, 'money')).toEqual({ unit: GBP, amount: 30_000n });
  expect(purchaseCost(all, school, 'fund')).toEqual({ unit: GBP, amount: 30_000n });
  expect(purchaseCost(all, school, 'credits')).toEqual({ unit: CREDIT, amount: 2_000n });
  expect(purchaseCost(all, school, 'HOUR')).toEqual({ unit: HOUR, amount: 150n });
  const said = (accepts: readonly Means[], means: 'money' | 'fund' | 'credits' | 'HOUR', of = prices) => {
    const { code, message } = refusalOf(() => purchaseCost(offer(accepts, of), school, means))!;
    return [code, message];
  };
  expect(said(['credits'], 'money')).toEqual([
    'agreements.not-for-sale',
    'A review cannot be bought for money.',
  ]);
  expect(said(['credits'], 'fund')[1]).toBe('A review cannot be bought from a fund.');
  expect(said(['money'], 'credits')[1]).toBe('A review cannot be bought with credits.');
  expect(said(['money'], 'HOUR')[1]).toBe('A review cannot be bought so.');
  const none = ['agreements.no-price', 'A review has no price for your school.'];
  expect(said(['credits'], 'credits', [rule(GBP, 30_000n)])).toEqual(none);
  expect(said(['credits'], 'credits', [rule(CREDIT, 0n)])).toEqual(none);
  expect(said(['money'], 'money', [rule(GBP, 1n, 'per-pupil')])[0]).toBe('catalogue.roll-unknown');
});

test('what pays is taken of what may be spent on the day it is bought, for its kind of service', () => {
  const id = newId();
  const bought = { purchaseId: id, schoolId: 's', title: 'A review', amount: 2_000n };
  const on = Temporal.PlainDate.from('2026-04-13');
  const cost = { unit: CREDIT, amount: 2_000n };
  expect(purchaseTaking(bought, cost, { on, purpose: 'consultancy' })).toEqual({
    ...{ id: payHoldId(id), schoolId: 's', unit: CREDIT, amount: 2_000n, on, purpose: 'consultancy' },
    ...{ code: 'buy', reference: { type: 'purchase', id }, description: 'A review' },
  });
});

test('a fund of an authority pays neither the school’s trust nor another school of it', () => {
  const pays = (trustUid: string | null, providerId: string, provider?: { trustUid: string | null }) =>
    refusalOf(() => mayTakeFund({ providerId, title: 'A review' }, { trustUid }, provider))?.code ?? null;
  expect(pays('5001', trustId('5001'))).toBe('catalogue.own-offer');
  expect(pays('5001', 'sister', { trustUid: '5001' })).toBe('catalogue.own-offer');
  expect([pays('5001', 'other', { trustUid: '5002' }), pays(null, 'other', { trustUid: null })]).toEqual([
    null,
    null,
  ]);
});

test('its school calls a purchase off, its provider says that it is delivered, and nobody who ordered it', () => {
  const purchase = { schoolId: 's', providerId: 'p', state: 'committed', boughtBy: 'ann' } as const;
  const actor = (organisationId: string, role: Actor['role'], personId: string | null = null): Actor => ({
    operatorId: 'o',
    requestId: 'r',
    scope: 'party',
    organisationIds: [organisationId],
    organisationId,
    role,
    personId,
  });
  const may = (by: 'schoolId' | 'providerId', who: Actor, over: object = {}) =>
    refusalOf(() => mayFinish(who, { ...purchase, ...over }, by))?.code ?? null;
  expect(may('schoolId', actor('s', 'headteacher', 'ann'))).toBeNull();
  expect(may('schoolId', actor('s', 'chair'))).toBe('platform.forbidden');
  expect(may('schoolId', actor('p', 'headteacher'))).toBe('platform.forbidden');
  expect(may('providerId', actor('p', 'manager'))).toBeNull();
  expect(may('providerId', actor('p', 'manager', 'ann'))).toBe('platform.forbidden');
  expect(may('providerId', actor('p', 'manager'), { boughtBy: null })).toBeNull();
  expect(may('providerId', actor('p', 'practitioner'))).toBe('platform.forbidden');
  for (const state of ['delivered', 'cancelled'])
    expect(may('schoolId', actor('s', 'headteacher'), { state })).toBe('agreements.finished');
});
