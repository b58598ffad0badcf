import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor } from '#platform';
import { offerId } from '#blueprints';
import { trustId } from '#directory';
import { answers, day, forbidden, openStage, type Stage } from '../stage.js';
import { answer, published, told } from '../traces.js';
import { publish } from './offers.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const school = () => stage.asking.organisationId;
const holder = () => stage.as(stage.created.laIds[0]!, 'budget-holder');
const catalogue = (slug: string) => offerId(stage.created.operatorId, slug);
type Order = {
  offerId?: string;

  walletId?: string;
  purchaseOrder?: string;
  purchaseId?: string;
};
const buy = (order: Order = {}, actor = stage.head, schoolId = school()) =>
  stage.db.tx(actor, (tx) =>
    stage.purchases.buy(tx, { purchaseId: newId(), schoolId, offerId: stage.independent, ...order }),
  );
const verb = (name: 'deliver' | 'cancel', purchaseId: string, actor: Actor) =>
  stage.db.tx(actor, (tx) => stage.purchases[name](tx, purchaseId));
const provider = (providerId: string) => stage.as(providerId, 'manager');

/** A wallet of £1,500 for the asking school. */
async function earmark(): Promise<string> {
  const [fundId, walletId] = [newId(), newId()];
  await stage.db.tx(holder(), async (tx) => {
    await stage.funds.open(tx, {
      fundId,
      laId: stage.created.laIds[0]!,
      title: 'Intervention',
      purpose: '',
      amount: 150_000n,
      opensOn: day('2026-04-01'),
      closesOn: day('2027-03-31'),
    });
    await stage.funds.earmark(tx, {
      walletId,
      fundId,
      schoolId: school(),
      purpose: 'Support of your choice',
      amount: 150_000n,
    });
  });
  return walletId;
}
const money = (walletId: string) => stage.db.tx(stage.head, (tx) => stage.funds.wallet(tx, walletId));

test('a service is bought at its price of the day and kept as it was; a second click is the same purchase', async () => {
  const purchaseId = newId();
  const bought = await buy({ purchaseId, purchaseOrder: 'PO 118' });
  expect(bought).toMatchObject({
    purchaseId,
    schoolId: school(),
    walletId: null,
    offerId: stage.independent,
    title: 'Mathematics in every year group',
    taxedAs: 'consultancy',
    cfrCode: 'E27',
    aarCode: 'BAE230',
    means: 'money',
    amount: 40_000n,
    unit: expect.objectContaining({ code: 'GBP' }),
    purchaseOrder: 'PO 118',
    state: 'committed',
    boughtOn: '2026-04-13',
    boughtBy: null,
    version: 1,
  });
  expect(await buy({ purchaseId, purchaseOrder: 'PO 118' })).toEqual(bought);
  expect((await buy({ purchaseOrder: '' })).purchaseOrder).toBeNull();
  expect(await told(stage, 'purchase', purchaseId)).toEqual(['agreements.buy']);
});

test('called off before it is delivered, what a wallet promised is free again', async () => {
  const walletId = await earmark();
  const bought = await buy({ walletId });
  expect(bought).toMatchObject({ walletId, laId: stage.created.laIds[0] });
  expect(await money(walletId)).toMatchObject({ available: 110_000n, committed: 40_000n, spent: 0n });
  const cancelled = await verb('cancel', bought.purchaseId, stage.head);
  expect(cancelled).toMatchObject({ state: 'cancelled', finishedOn: '2026-04-13', version: 2 });
  expect(await money(walletId)).toMatchObject({ available: 150_000n, committed: 0n, spent: 0n });
  expect(await published(stage, bought.purchaseId)).toEqual([]);
  expect(await told(stage, 'purchase', bought.purchaseId)).toEqual([
    'agreements.buy',
    'agreements.cancel-purchase',
  ]);
});

test('delivered, what a wallet promised is spent, and it is to be billed', async () => {
  const walletId = await earmark();
  const bought = await buy({ walletId });
  const delivered = await verb('deliver', bought.purchaseId, provider(bought.providerId));
  expect(delivered).toMatchObject({ state: 'delivered', finishedOn: '2026-04-13', version: 2 });
  expect(await money(walletId)).toMatchObject({ available: 110_000n, committed: 0n, spent: 40_000n });
  expect(await published(stage, bought.purchaseId)).toEqual(['agreements.purchase-delivered']);
  // The school reads it, though the provider did it.
  expect(await told(stage, 'purchase', bought.purchaseId, stage.head)).toEqual([
    'agreements.buy',
    'agreements.deliver-purchase',
  ]);
});

test('a school buys nothing of itself, neither for its money nor from what an authority earmarked for it', async () => {
  const walletId = await earmark();
  const own = await publish(stage, { providerId: school(), title: 'A day with our maths team' });
  const refused = { code: 'catalogue.own-offer' };
  await expect(buy({ offerId: own, walletId })).rejects.toMatchObject(refused);
  await expect(buy({ offerId: own })).rejects.toMatchObject(refused);
  expect(await money(walletId)).toMatchObject({ available: 150_000n, committed: 0n });
  const { organisationId } = stage.other;
  const bought = await buy({ offerId: own }, stage.as(organisationId), organisationId);
  expect(bought).toMatchObject({ providerId: school(), state: 'committed' });
});

test('what an authority earmarked is not spent with the school’s own trust, nor with another of its schools; the school’s own money is', async () => {
  const walletId = await earmark();
  const trustUid = stage.created.schools.find((one) => one.trustUid)!.trustUid!;
  const trust = trustId(trustUid);
  const sister = stage.other.organisationId;
  await stage.db.tx(stage.created.staff, (tx) =>
    stage.parties.add(tx, { organisationId: trust, provider: true }),
  );
  const offers = [
    await publish(stage, { providerId: trust }),
    await publish(stage, { providerId: sister }),
    await publish(stage, { providerId: stage.neighbour.organisationId }),
  ];
  const bought = async (over: Order) => {
    const all: string[] = [];
    for (const offerId of offers) all.push(await answer(buy({ offerId, ...over })));
    return all;
  };
  const belong = (uid: string | null) =>
    stage.db.systemTx('a test changes the register', (tx) =>
      tx.query('UPDATE directory.school SET trust_uid = $2 WHERE organisation_id = ANY ($1)', [
        [school(), sister],
        uid,
      ]),
    );
  const { trustUid: before } = stage.asking;
  await belong(trustUid);
  expect(await bought({ walletId })).toEqual(['catalogue.own-offer', 'catalogue.own-offer', 'done']);
  expect(await bought({})).toEqual(['done', 'done', 'done']);
  await belong(null);
  expect(await bought({ walletId })).toEqual(['done', 'done', 'done']);
  await belong(before);
});

test('who ordered it does not say for the provider that it is delivered, whatever else they are there', async () => {
  const personId = await stage.db.tx(stage.created.staff, (tx) =>
    stage.people.add(tx, { name: 'Two Hats', email: 'two.hats@example.org' }),
  );
  const walletId = await earmark();
  const bought = await buy({ walletId }, { ...stage.head, personId });
  const own = verb('deliver', bought.purchaseId, { ...provider(bought.providerId), personId });
  await expect(own).rejects.toMatchObject({ code: 'platform.forbidden' });
  expect(await money(walletId)).toMatchObject({ committed: 40_000n, spent: 0n });
  await verb('deliver', bought.purchaseId, provider(bought.providerId));
  expect(await money(walletId)).toMatchObject({ committed: 0n, spent: 40_000n });
});

test('an order number is the school’s own: what an authority pays has none', async () => {
  const walletId = await earmark();
  await expect(buy({ walletId, purchaseOrder: 'PO 118' })).rejects.toMatchObject({
    code: 'agreements.purchase-order',
  });
  expect(await money(walletId)).toMatchObject({ available: 150_000n, committed: 0n });
});

test('what was delivered or called off stays so', async () => {
  const [walletId, done] = [await earmark(), await buy()];
  await verb('deliver', done.purchaseId, provider(done.providerId));
  const off = await buy({ walletId });
  await verb('cancel', off.purchaseId, stage.head);
  for (const { purchaseId, providerId } of [done, off]) {
    const finished = { code: 'agreements.finished' };
    await expect(verb('deliver', purchaseId, provider(providerId))).rejects.toMatchObject(finished);
    await expect(verb('cancel', purchaseId, stage.head)).rejects.toMatchObject(finished);
  }
  expect(await money(walletId)).toMatchObject({ available: 150_000n, committed: 0n, spent: 0n });
});

test('plans and places are not bought here, nor what is withdrawn, nor from a fund what takes money only', async () => {
  const walletId = await earmark();
  const service = await publish(stage, { withdrawnOn: '2026-04-14' });
  await buy({ offerId: service });
  const refused = { code: 'agreements.not-for-sale' };
  for (const order of [
    { offerId: catalogue('silver') },
    { offerId: stage.course },
    { offerId: await publish(stage, { withdrawnOn: '2026-04-13' }) },
    { offerId: await publish(stage, { accepts: ['money'] }), walletId },
    { offerId: await publish(stage, { accepts: ['fund'] }) },
  ])
    await expect(buy(order)).rejects.toMatchObject(refused);
  await buy({ offerId: await publish(stage, { accepts: ['fund'] }), walletId });
  await expect(buy({ offerId: await publish(stage, { accepts: ['money'] }), walletId })).rejects.toThrow(
    'A morning in school cannot be bought from a fund.',
  );
});

test('what has no price for this school, or comes to nothing, is not bought', async () => {
  const none = await publish(stage, { price: { forSchools: 'independent' } });
  const nothing = await publish(stage, { price: { amount: 0n } });
  for (const offer of [none, nothing])
    await expect(buy({ offerId: offer })).rejects.toMatchObject({ code: 'agreements.no-price' });
});

test('a wallet pays no more than is left in it, and only for its own school', async () => {
  const walletId = await earmark();
  await buy({ offerId: catalogue('leadership-review'), walletId });
  await expect(buy({ offerId: catalogue('leadership-review'), walletId })).rejects.toMatchObject({
    code: 'funding.insufficient',
  });
  const other = stage.other.organisationId;
  await expect(buy({ walletId }, stage.as(other), other)).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  expect(await money(walletId)).toMatchObject({ available: 50_000n, committed: 100_000n });
});

test('a business manager orders within a limit, and what is called off counts no more', async () => {
  await stage.db.tx(stage.head, (tx) => stage.limits.set(tx, school(), 'business-manager', 50_000n));
  const manager = stage.as(school(), 'business-manager');
  const first = await buy({}, manager);
  await expect(buy({}, manager)).rejects.toMatchObject({ code: 'identity.above-limit' });
  await verb('cancel', first.purchaseId, manager);
  await buy({}, manager);
});

test('services are bought and called off by those who commit the school, delivered by the provider’s manager', async () => {
  const wrong = [
    stage.as(school(), 'chair'),
    stage.as(stage.other.organisationId),
    stage.as(stage.created.hostId, 'manager'),
  ];
  expect(
    await answers(
      stage,
      wrong,
      () => (tx) =>
        stage.purchases.buy(tx, { purchaseId: newId(), schoolId: school(), offerId: stage.independent }),
    ),
  ).toEqual(forbidden(wrong));
  const { purchaseId, providerId } = await buy();
  const tried = (name: 'deliver' | 'cancel', actors: Actor[]) =>
    answers(stage, actors, () => (tx) => stage.purchases[name](tx, purchaseId));
  const strangers = [stage.as(school(), 'chair'), provider(providerId)];
  expect(await tried('cancel', strangers)).toEqual(forbidden(strangers));
  const notTheProvider = [stage.as(providerId, 'practitioner'), stage.head];
  expect(await tried('deliver', notTheProvider)).toEqual(forbidden(notTheProvider));
  expect(await tried('deliver', [stage.as(stage.other.organisationId), stage.as(providerId, 'key')])).toEqual(
    ['platform.not-found', 'done'],
  );
});

test('a list holds what was asked for, the latest first, and says how many there are', async () => {
  const buyer = stage.created.schools.find(
    ({ organisationId }) => ![school(), stage.other.organisationId].includes(organisationId),
  )!.organisationId;
  const head = stage.as(buyer);
  const all = [await buy({}, head, buyer), await buy({}, head, buyer), await buy({}, head, buyer)].sort(
    (a, b) => (a.purchaseId < b.purchaseId ? 1 : -1),
  );
  const ids = all.map(({ purchaseId }) => purchaseId);
  await verb('cancel', ids[1]!, head);
  const list = async (filter: Parameters<Stage['purchases']['list']>[1]) =>
    (await stage.db.tx(stage.created.staff, (tx) => stage.purchases.list(tx, filter))).map(
      ({ purchaseId, total }) => [purchaseId, total],
    );
  const [first, second, third] = ids;
  expect(await list({ schoolId: buyer })).toEqual(ids.map((id) => [id, 3]));
  expect(await list({ schoolId: buyer, limit: 1, offset: 1 })).toEqual([[second, 3]]);
  expect(await list({ schoolId: buyer, after: second! })).toEqual([[third, 1]]);
  expect(await list({ schoolId: buyer, oldestFirst: true, limit: 2 })).toEqual([
    [third, 3],
    [second, 3],
  ]);
  expect(await list({ schoolId: buyer, finished: true })).toEqual([[second, 1]]);
  expect(await list({ schoolId: buyer, finished: false })).toEqual([
    [first, 2],
    [third, 2],
  ]);
  expect(await list({ schoolId: buyer, providerId: stage.created.hostId })).toEqual([]);
  const walletId = await earmark();
  const { purchaseId } = await buy({ walletId });
  expect(await list({ walletId })).toEqual([[purchaseId, 1]]);
  expect(await list({ laId: stage.created.laIds[1]! })).toEqual([]);
  expect(await list({ laId: stage.created.laIds[0]!, limit: 1 })).toHaveLength(1);
});
