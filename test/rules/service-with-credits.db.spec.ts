import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import type { NewOffer } from '#catalogue';
import { CatalogueController } from '../../apps/web/school/catalogue/controller.js';
import { PurchasesController } from '../../apps/web/school/purchases/controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { openSupport, type SupportStage } from './delivery/support.js';
import { flat, publish } from './agreements/offers.js';
import { errors, openPages, row, type Pages } from './pages.js';
import { choose } from './traces.js';

/** What pages say of a service that credits pay for. */
let stage: SupportStage & Pages;
beforeAll(async () => {
  stage = await openPages(openSupport);
}, 240_000);
afterAll(() => stage?.close());

const inCredits = (over: Partial<NewOffer> = {}) =>
  publish(stage, {
    accepts: ['credits', 'money'],
    prices: [flat(2_000n, { unit: 'CREDIT' }), flat(30_000n)],
    ...over,
  });
const model = (page: unknown) =>
  (page as Page).model as Record<string, unknown> & {
    ways: { value: string; disabled: boolean; hint: { text: string } }[];
  };
const buyPage = async (by: Actor, offerId: string) =>
  model(await stage.pages(PurchasesController).new(by, offerId));
const bought = async (schoolId: string) => {
  const [purchaseId, offerId] = [newId(), await inCredits()];
  await stage.db.tx(stage.as(schoolId), (tx) =>
    stage.purchases.buy(tx, { purchaseId, schoolId, offerId, means: 'credits' }),
  );
  return purchaseId;
};

test('a price in pounds that needs a quotation keeps nobody from paying with credits', async () => {
  const schoolId = await stage.schoolWith(2_000n);
  await stage.db.systemTx('a test changes the register', (tx) =>
    tx.query('UPDATE directory.school SET roll = NULL WHERE organisation_id = $1', [schoolId]),
  );
  const offer = await inCredits({
    prices: [flat(2_000n, { unit: 'CREDIT' }), flat(100n, { basis: 'per-pupil' })],
  });
  const shown = await buyPage(stage.as(schoolId), offer);
  expect(shown.ways.map(({ value, disabled }) => [value, disabled])).toEqual([['credits', false]]);
  const pounds = await inCredits({ accepts: ['money'], prices: [flat(100n, { basis: 'per-pupil' })] });
  await expect(buyPage(stage.as(schoolId), pounds)).rejects.toMatchObject({ code: 'catalogue.roll-unknown' });
});

test('pounds are no price of what neither money nor a fund pays for', async () => {
  const schoolId = await stage.schoolWith(2_000n);
  const page = await stage
    .pages(PurchasesController)
    .new(stage.as(schoolId), await inCredits({ accepts: ['credits'] }));
  expect(row(page, 'Your price')).toBe('20 credits');
  expect(model(page).asksOrder).toBe(false);
});

test('where nothing pays, each way says why and there is nothing to send; the catalogue says first whom to ask', async () => {
  const schoolId = await stage.schoolWith(500n);
  await stage.db.tx(stage.as(schoolId), (tx) => stage.limits.set(tx, schoolId, 'business-manager', 10_000n));
  const offer = await inCredits();
  const read = async (by: Actor) => {
    const { action, why } = model(await stage.pages(CatalogueController).offer(by, offer));
    const { closed, ways } = await buyPage(by, offer);
    return { action: Boolean(action), why, closed: (closed as unknown[]).length, ways: ways.length };
  };
  const manager = stage.as(schoolId, 'business-manager');
  const above = '£300.00 is more than you may order alone at present. Your headteacher can buy it.';
  expect(await read(manager)).toEqual({ action: false, why: { text: above }, closed: 2, ways: 2 });
  const { closed } = await buyPage(manager, offer);
  expect(closed).toMatchObject([
    {
      key: { text: 'With 20 credits' },
      value: { text: 'You have 5 credits that can pay for this: not enough' },
    },
    { key: { text: 'From your school’s own budget' }, value: { text: above } },
  ]);
  expect(await read(stage.as(schoolId))).toEqual({ action: true, why: null, closed: 0, ways: 2 });
  await stage.db.tx(stage.created.staff, (tx) =>
    stage.credits.grant(tx, { id: newId(), schoolId, amount: 1_500n, reason: 'For a test' }),
  );
  expect(await read(manager)).toEqual({ action: true, why: null, closed: 0, ways: 2 });
});

test('how it is paid is one of the ways shown, whatever is sent', async () => {
  const schoolId = await stage.schoolWith(2_000n);
  const offer = await inCredits({ accepts: ['credits', 'money', 'fund'] });
  const send = (from: string) =>
    stage.pages(PurchasesController).confirm(stage.as(schoolId), { offer, from, transferId: newId() });
  for (const from of ['fund', 'free', 'HOUR', 'nothing'])
    expect(errors(await send(from)).from?.text).toMatch(/cannot be bought/);
  expect(await send('credits')).toMatchObject({ to: expect.stringMatching(/bought/) });
});

test('who calls it off is not promised credits that ended; who orders is told what to do where they end before it', async () => {
  const schoolId = await stage.schoolWith(4_000n);
  const pages = stage.pages(PurchasesController);
  const off = model(await pages.cancellation(stage.as(schoolId), await bought(schoolId)));
  expect(off.then).toBe('Your 20 credits are yours to spend again, except any whose last day has passed.');
  const check = async () =>
    model(await pages.check(stage.as(schoolId), { offer: await inCredits(), from: 'credits' })).then;
  const kept =
    'Your credits are kept for this at once, and spent when the provider has delivered. Until then you can call it off.';
  expect(await check()).toBe(kept);
  await choose(stage, { ledger: { expired_holds: 'released' } });
  expect(await check()).toBe(
    `${kept} If their last day comes before that, they end and nothing pays for it: then call it off, and buy it again.`,
  );
});
