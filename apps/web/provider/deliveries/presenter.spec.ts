import { expect, test } from '@jest/globals';
import type { Purchase } from '#agreements';
import { GBP, type Actor } from '#platform';
import { presentDelivery } from './presenter.js';

const manager = { role: 'manager', organisationIds: ['p'], personId: 'm' } as unknown as Actor;
const bought = {
  ...{ purchaseId: 'b', title: 'A review', providerId: 'p', boughtOn: '2026-04-13' },
  ...{ means: 'money', unit: GBP, amount: 1n },
};
const shown = (over: Partial<Purchase>) =>
  presentDelivery(
    { ...(bought as Purchase), state: 'committed', boughtBy: 'h', school: 'Elm Road', ...over },
    manager,
  ).model;

test('whoever provides a service is asked whether it is delivered while it waits for that, unless they ordered it', () => {
  expect(shown({})).toMatchObject({ open: true, why: null });
  expect(shown({ state: 'delivered', finishedOn: '2026-04-14' })).toMatchObject({ open: false, why: null });
  expect(shown({ boughtBy: 'm' })).toMatchObject({
    open: false,
    why: 'You ordered this for the school, so a colleague here says that it is delivered.',
  });
});
