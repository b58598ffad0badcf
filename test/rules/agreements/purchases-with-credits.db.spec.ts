import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Temporal } from '#platform';
import type { NewOffer } from '#catalogue';
import { expire } from '../../scenarios/expire.js';
import { verify } from '../../scenarios/scene.js';
import { openSupport, type SupportStage } from '../delivery/support.js';
import { day } from '../stage.js';
import { answer, at, choose } from '../traces.js';
import { flat, publish } from './offers.js';

let stage: SupportStage;
/** A service for 20 credits, or £300. */
let offerId: string;
beforeAll(async () => {
  stage = await openSupport();
  offerId = await inCredits();
}, 240_000);
afterAll(() => stage?.close());

const inCredits = (over: Partial<NewOffer> = {}) =>
  publish(stage, {
    accepts: ['credits', 'money', 'fund'],
    prices: [flat(2_000n, { unit: 'CREDIT' }), flat(30_000n)],
    ...over,
  });
type Order = Partial<Parameters<SupportStage['purchases']['buy']>[1]>;
const buy = (schoolId: string, order: Order = {}, actor = stage.as(schoolId)) =>
  stage.db.tx(actor, (tx) =>
    stage.purchases.buy(tx, { purchaseId: newId(), schoolId, offerId, means: 'credits', ...order }),
  );
const verb = (name: 'deliver' | 'cancel', purchaseId: string, actor: Actor) =>
  stage.db.tx(actor, (tx) => stage.purchases[name](tx, purchaseId));
const deliver = (purchaseId: string) =>
  verb('deliver', purchaseId, stage.as(stage.created.hostId, 'manager'));
const left = (schoolId: string) =>
  stage.db.tx(
    stage.as(schoolId),
    async (tx) => (await stage.entitlements.held(tx, schoolId)).CREDIT.available,
  );
const grant = (schoolId: string, amount: bigint, restriction?: string[], expiresOn?: Temporal.PlainDate) =>
  stage.db.tx(stage.created.staff, (tx) =>
    stage.credits.grant(tx, {
      ...{ id: newId(), schoolId, amount, reason: 'For a test' },
      ...(restriction && { restriction }),
      ...(expiresOn && { expiresOn }),
    }),
  );
const all = <Of>(count: number, what: () => Promise<Of>) =>
  Promise.all(Array.from({ length: count }, () => answer(what())));

test('what is priced in credits is paid with them: kept when bought, free when called off, spent when delivered, and not billed', async () => {
  const { db, billing, created } = stage;
  const schoolId = await stage.schoolWith(12_000n);
  const purchaseId = newId();
  const bought = await buy(schoolId, { purchaseId });
  expect(bought).toMatchObject({
    means: 'credits',
    amount: 2_000n,
    unit: { code: 'CREDIT' },
    walletId: null,
  });
  expect(await buy(schoolId, { purchaseId })).toEqual(bought);
  await expect(buy(schoolId, { purchaseId, means: 'money' })).rejects.toMatchObject({
    code: 'agreements.id-reused',
  });
  expect(await left(schoolId)).toBe(10_000n);
  await verb('cancel', purchaseId, stage.as(schoolId));
  expect(await left(schoolId)).toBe(12_000n);

  const again = await buy(schoolId);
  await deliver(again.purchaseId);
  expect(await left(schoolId)).toBe(10_000n);
  await db.tx(created.staff, (tx) => billing.purchase(tx, again.purchaseId));
  const due = await db.tx(created.staff, (tx) => billing.due(tx, []));
  expect(due.filter(({ type }) => type === 'purchase').map(({ id }) => id)).not.toContain(again.purchaseId);
});

test('what pays is what the offer takes, what the school has, and one thing', async () => {
  const schoolId = await stage.schoolWith(12_000n);
  const dear = await inCredits({
    accepts: ['credits', 'fund'],
    prices: [flat(10_000_000n, { unit: 'CREDIT' }), flat(30_000n)],
  });
  const refused = (order: Order) => answer(buy(schoolId, { offerId: dear, ...order }));
  expect([
    await refused({ means: 'money' }),
    await refused({}),
    await refused({ means: 'HOUR' }),
    await refused({ walletId: newId() }),
    // As a form may say it that is not ours.
    await refused({ means: 'fund' as 'money' }),
    await refused({ means: 'entitlement' as 'money' }),
    await refused({ purchaseOrder: 'PO 1' }),
    await refused({ shownPrice: { amount: 10_000_000n, unit: 'GBP' } }),
    await answer(buy(schoolId, { offerId: stage.independent })),
  ]).toEqual([
    'agreements.not-for-sale',
    'entitlements.not-enough-credits',
    'agreements.not-for-sale',
    'agreements.not-for-sale',
    'agreements.not-for-sale',
    'agreements.not-for-sale',
    'agreements.purchase-order',
    'catalogue.price-changed',
    'agreements.not-for-sale',
  ]);
  expect(await left(schoolId)).toBe(12_000n);
});

test('credits that were granted for something else buy no service; those for its kind do, and first', async () => {
  const schoolId = await stage.schoolWith(0n);
  await grant(schoolId, 2_000n, ['training']);
  expect(await answer(buy(schoolId))).toBe('entitlements.restricted');
  await grant(schoolId, 2_000n);
  await grant(schoolId, 2_000n, ['consultancy']);
  await buy(schoolId);
  const lots = await stage.db.tx(stage.as(schoolId), (tx) => stage.entitlements.held(tx, schoolId));
  expect(lots.CREDIT.lots.map((lot) => [lot.restriction, lot.available])).toEqual([
    [['training'], 2_000n],
    [['consultancy'], 0n],
    [null, 2_000n],
  ]);
});

test('a unit of the operator’s own pays for a service as itself', async () => {
  const { db, created, vocabularies, agreements } = stage;
  const schoolId = await stage.schoolWith(0n);
  await db.tx(created.staff, (tx) =>
    vocabularies.add(tx, 'units', {
      ...{ code: 'HOUR', label: 'Hours', one: 'hour', many: 'hours', places: 2 },
    }),
  );
  const plan = await publish(stage, {
    ...{ kind: 'plan', tier: 8, accepts: ['money'] },
    grants: [{ unit: 'HOUR', pool: 'pool', amount: 200n, label: 'hours' }],
  });
  await db.tx(stage.as(schoolId), (tx) =>
    agreements.prepare(tx, { agreementId: newId(), schoolId, offerId: plan }),
  );
  const coaching = await publish(stage, { accepts: ['HOUR'], prices: [flat(150n, { unit: 'HOUR' })] });
  const hours = { offerId: coaching, means: 'HOUR' } as const;
  const bought = await buy(schoolId, hours);
  expect(bought).toMatchObject({ means: 'HOUR', amount: 150n, unit: { code: 'HOUR', many: 'hours' } });
  expect(await answer(buy(schoolId, hours))).toBe('entitlements.not-enough');
  // The operator counts in it no more: what was bought with it is read and delivered as before.
  await db.tx(created.staff, (tx) => vocabularies.end(tx, 'units', 'HOUR', tx.today));
  await at(stage, '2026-04-14T08:00:00Z');
  expect(await deliver(bought.purchaseId)).toMatchObject({ amount: 150n, unit: { code: 'HOUR' } });
  expect(await verify(stage)).toEqual([]);
});

test('nobody’s limit of money is asked of what the school holds, as of a place on a course', async () => {
  const schoolId = await stage.schoolWith(12_000n);
  await stage.db.tx(stage.as(schoolId), (tx) => stage.limits.set(tx, schoolId, 'business-manager', 0n));
  const manager = stage.as(schoolId, 'business-manager');
  expect(await answer(buy(schoolId, { means: 'money' }, manager))).toBe('identity.above-limit');
  await buy(schoolId, {}, manager);
  expect(await answer(buy(schoolId, {}, stage.as(schoolId, 'chair')))).toBe('platform.forbidden');
});

test('however many buy at once, credits are taken once each, and given back or spent once', async () => {
  const schoolId = await stage.schoolWith(10_000n);
  const purchaseId = newId();
  expect(await all(4, () => buy(schoolId, { purchaseId }))).toEqual(['done', 'done', 'done', 'done']);
  expect(await left(schoolId)).toBe(8_000n);
  const six = await all(6, () => buy(schoolId));
  expect(six.filter((one) => one === 'done')).toHaveLength(4);
  expect(six.filter((one) => one === 'entitlements.not-enough-credits')).toHaveLength(2);
  const ends = await Promise.all([
    ...[1, 2].map(() => answer(deliver(purchaseId))),
    ...[1, 2].map(() => answer(verb('cancel', purchaseId, stage.as(schoolId)))),
  ]);
  expect(ends.filter((one) => one === 'done')).toHaveLength(1);
  expect(ends.filter((one) => one === 'agreements.finished')).toHaveLength(3);
  const { state } = await stage.db.tx(stage.as(schoolId), (tx) => stage.purchases.find(tx, purchaseId));
  expect(await left(schoolId)).toBe(state === 'delivered' ? 0n : 2_000n);
  expect(await verify(stage)).toEqual([]);
});

test('what an offer costs or takes later changes nothing of what was bought', async () => {
  const { db, created, catalogue } = stage;
  const schoolId = await stage.schoolWith(2_000n);
  const changing = await inCredits();
  const bought = await buy(schoolId, { offerId: changing });
  await db.tx(created.staff, async (tx) => {
    await catalogue.price(
      tx,
      changing,
      flat(5_000n, { unit: 'CREDIT', startsOn: tx.today.add({ days: 1 }) }),
    );
    await tx.query(
      `UPDATE catalogue.offer SET accepts = '{money}' WHERE operator_id = $1 AND offer_id = $2`,
      [tx.operatorId, changing],
    );
  });
  expect(await answer(buy(schoolId, { offerId: changing }))).toBe('agreements.not-for-sale');
  expect(await deliver(bought.purchaseId)).toMatchObject({ means: 'credits', amount: 2_000n });
  expect(await left(schoolId)).toBe(0n);
});

test('credits that end before the service is delivered are honoured where the operator does; called off, they end', async () => {
  const schoolId = await stage.schoolWith(0n);
  await grant(schoolId, 4_000n, undefined, day('2026-04-20'));
  const [came, off] = [await buy(schoolId), await buy(schoolId)];
  await at(stage, '2026-04-21T08:00:00Z');
  await stage.db.tx(stage.created.staff, (tx) => expire(tx, 'honoured'));
  expect(await deliver(came.purchaseId)).toMatchObject({ state: 'delivered' });
  await verb('cancel', off.purchaseId, stage.as(schoolId));
  expect(await left(schoolId)).toBe(0n);
  await stage.db.tx(stage.created.staff, (tx) => expire(tx, 'honoured'));
  expect(await verify(stage)).toEqual([]);
});

test('where promises end with what they are on, a service that nothing pays for any more is not delivered: the school calls it off', async () => {
  await choose(stage, { ledger: { expired_holds: 'released' } });
  const schoolId = await stage.schoolWith(0n);
  await grant(schoolId, 2_000n, undefined, day('2026-04-25'));
  const { purchaseId } = await buy(schoolId);
  await at(stage, '2026-04-26T08:00:00Z');
  await stage.db.tx(stage.created.staff, (tx) => expire(tx, 'released'));
  await expect(deliver(purchaseId)).rejects.toMatchObject({
    code: 'agreements.paid-no-more',
    message:
      'The credits that the school kept for this have ended, so nothing pays for it. Ask the school to call it off and buy it again.',
  });
  await verb('cancel', purchaseId, stage.as(schoolId));
  expect(await left(schoolId)).toBe(0n);
  expect(await verify(stage)).toEqual([]);
});
