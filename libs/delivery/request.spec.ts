import { expect, test } from '@jest/globals';
import { partyActor } from '#testing';
import { answeringRoles, daysAllowed, mayConsent, mayEnd, mayWithdraw, type Stage } from './request.js';

const refusing = (rule: () => void): string => {
  try {
    rule();
    return '';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('support is asked for by the half day, from half a day to twenty days', () => {
  for (const days of [50n, 100n, 150n, 2000n]) expect(refusing(() => daysAllowed(days))).toBe('');
  for (const days of [-50n, 0n, 25n, 99n, 125n, 2050n])
    expect(refusing(() => daysAllowed(days))).toBe('delivery.request-days');
});

test('a school’s head answers, of another party its manager', () => {
  expect(answeringRoles('school')).toEqual(['headteacher']);
  for (const kind of ['provider', 'la', '']) expect(answeringRoles(kind)).toEqual(['manager']);
});

test('whoever proposed it does not agree to it, nor does the operator’s own key; another party’s key does', () => {
  const manager = { ...partyActor('o', 'h', 'manager'), personId: 'a' };
  const consenting = (over: object = {}, proposedBy: string | null = 'b') =>
    refusing(() => mayConsent({ ...manager, ...over }, { homeId: 'h', homeKind: 'provider', proposedBy }));
  expect([consenting(), consenting({ personId: 'b' }), consenting({ role: 'practitioner' })]).toEqual([
    '',
    'platform.forbidden',
    'platform.forbidden',
  ]);
  const key = { role: 'key', personId: null };
  expect([consenting(key, null), consenting({ ...key, scope: 'operator' }, null)]).toEqual([
    '',
    'platform.forbidden',
  ]);
});

test('a request is withdrawn while nobody is asked', () => {
  expect(refusing(() => mayWithdraw({ stage: 'new' }))).toBe('');
  const others: Stage[] = ['offered', 'agreed', 'under-way', 'to-evaluate', 'closed', 'withdrawn'];
  for (const stage of others) expect(refusing(() => mayWithdraw({ stage }))).toBe('delivery.request-state');
});

test('agreed support ends once what was booked is reported or called off, and before all of it is', () => {
  const agreed = { state: 'consented', booked: 100n, delivered: 100n, days: 300n } as const;
  const ending = (over: object = {}) => refusing(() => mayEnd({ ...agreed, ...over }));
  expect(ending()).toBe('');
  expect(ending({ booked: 0n, delivered: 0n })).toBe('');
  for (const state of ['proposed', 'declined', 'ended'])
    expect(ending({ state })).toBe('delivery.not-agreed');
  expect(ending({ booked: 300n, delivered: 300n })).toBe('delivery.all-delivered');
  expect(ending({ booked: 150n })).toBe('delivery.visits-booked');
});
