import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import type { HeldMeans } from '#agreements';
import { openStage, type Stage } from '../stage.js';
import { answer } from '../traces.js';
import { flat, publish } from './offers.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const school = () => stage.asking.organisationId;
type Order = {
  offerId?: string;
  means?: HeldMeans;
  walletId?: string;
  purchaseOrder?: string;
  purchaseId?: string;
};
const buy = (order: Order = {}) =>
  stage.db.tx(stage.head, (tx) =>
    stage.purchases.buy(tx, {
      purchaseId: newId(),
      schoolId: school(),
      offerId: stage.independent,
      ...order,
    }),
  );
const verb = (name: 'deliver' | 'cancel', purchaseId: string, actor: Actor) =>
  stage.db.tx(actor, (tx) => stage.purchases[name](tx, purchaseId));
const provider = (providerId: string) => stage.as(providerId, 'manager');

test('what is priced in credits is paid with them: kept when bought, free when called off, spent when delivered, and not billed', async () => {
  const { db, entitlements, billing, created } = stage;
  const offerId = await publish(stage, {
    accepts: ['credits', 'money'],
    prices: [flat(2_000n, { unit: 'CREDIT' }), flat(30_000n)],
  });
  const left = async () =>
    (await db.tx(stage.head, (tx) => entitlements.held(tx, school()))).CREDIT.available;
  const before = await left();
  const purchaseId = newId();
  const bought = await buy({ purchaseId, offerId, means: 'credits' });
  expect(bought).toMatchObject({
    means: 'credits',
    amount: 2_000n,
    unit: { code: 'CREDIT' },
    walletId: null,
  });
  expect(await buy({ purchaseId, offerId, means: 'credits' })).toEqual(bought);
  await expect(buy({ purchaseId, offerId })).rejects.toMatchObject({ code: 'agreements.id-reused' });
  expect(await left()).toBe(before - 2_000n);
  await verb('cancel', purchaseId, stage.head);
  expect(await left()).toBe(before);

  const again = await buy({ offerId, means: 'credits' });
  await verb('deliver', again.purchaseId, provider(again.providerId));
  expect(await left()).toBe(before - 2_000n);
  await db.tx(created.staff, (tx) => billing.purchase(tx, again.purchaseId));
  const due = await db.tx(created.staff, (tx) => billing.due(tx, []));
  expect(due.filter(({ type }) => type === 'purchase').map(({ id }) => id)).not.toContain(again.purchaseId);
});

test('what pays is what the offer takes, what the school has, and one thing', async () => {
  const offerId = await publish(stage, {
    accepts: ['credits'],
    prices: [flat(10_000_000n, { unit: 'CREDIT' })],
  });
  const refused = (order: Order) => answer(buy({ offerId, ...order }));
  expect([
    await refused({}),
    await refused({ means: 'credits' }),
    await refused({ means: 'HOUR' }),
    await refused({ means: 'credits', walletId: newId() }),
    await refused({ means: 'credits', purchaseOrder: 'PO 1' }),
    await answer(buy({ means: 'credits' })),
  ]).toEqual([
    'agreements.not-for-sale',
    'entitlements.not-enough-credits',
    'agreements.not-for-sale',
    'agreements.not-for-sale',
    'agreements.purchase-order',
    'agreements.not-for-sale',
  ]);
});
