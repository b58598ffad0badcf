import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { laId, type School } from '#directory';
import { Provision } from '#insight';
import type { Cause } from '#invoicing';
import { newId } from '#platform';
import { verify } from '../../scenarios/scene.js';
import { flat } from '../agreements/offers.js';
import { day } from '../stage.js';
import { openBuyers, type Buyers } from './buyers.js';

let stage: Buyers;
beforeAll(async () => {
  stage = await openBuyers();
}, 240_000);
afterAll(() => stage?.close());

test('an agreement is billed once when it is signed and its day has come, thirty days before its term', async () => {
  const { other, neighbour } = stage;
  const later = await stage.prepare(other, { startsOn: '2026-06-15' });
  const waits = await stage.prepare(neighbour, { role: 'business-manager', startsOn: '2026-05-01' });
  const all = [later, waits].map((id): Cause => ({ type: 'agreement', id }));
  await stage.bill(...all);
  await stage.at('2026-05-15');
  await stage.bill(...all);
  expect((await stage.due()).map(({ id }) => id)).not.toContain(later);
  expect([await stage.documentsOf(later), await stage.documentsOf(waits)]).toEqual([[], []]);

  await stage.at('2026-05-16');
  expect(await stage.due()).toContainEqual({ type: 'agreement', id: later });
  expect((await stage.due([later])).map(({ id }) => id)).not.toContain(later);
  await stage.bill(...all);
  const { price } = await stage.asStaff((tx) => stage.agreements.find(tx, later));
  const [invoice, ...more] = await stage.documentsOf(later);
  expect(more).toEqual([]);
  expect(invoice).toMatchObject({
    causeType: 'agreement',
    supplierId: stage.created.hostId,
    customerId: other.organisationId,
    schoolId: other.organisationId,
    issuedOn: '2026-05-16',
    taxPoint: '2026-05-16',
    purchaseOrder: 'PO 12',
    net: price,
    taxFacts: { service: 'consultancy' },
    lines: [{ description: 'Silver, 15 June 2026 to 31 March 2027', quantity: 100n, unitPrice: price }],
  });
  expect(await stage.documentsOf(waits)).toEqual([]);
  await stage.asHead(neighbour, (tx) => stage.agreements.approve(tx, waits));
  await stage.asStaff((tx) => stage.billing.agreement(tx, waits));
  expect(await stage.documentsOf(waits)).toHaveLength(1);
  await stage.bill(...all);
  expect(await stage.documentsOf(later)).toEqual([invoice]);
});

test('a plan that costs nothing is not billed, and billing one thing leaves the others', async () => {
  const schools = stage.created.schools.filter(
    (one) => one.roll && ![stage.asking, stage.other, stage.neighbour].includes(one),
  );
  const free = newId();
  await stage.asStaff(async (tx) => {
    const offer = await stage.catalogue.offer(tx, stage.silver);
    await stage.catalogue.publish(tx, {
      ...offer,
      offerId: free,
      slug: 'friends',
      grants: [],
      prices: [flat(0n, { startsOn: day('2026-01-01') })],
    });
  });
  const gift = await stage.prepare(schools[0]!, { offerId: free, startsOn: '2026-05-16' });
  const paid = await stage.prepare(schools[1]!, { startsOn: '2026-05-16' });
  await stage.bill({ type: 'agreement', id: gift });
  expect([await stage.documentsOf(gift), await stage.documentsOf(paid)]).toEqual([[], []]);
  expect((await stage.due()).map(({ id }) => id)).not.toContain(gift);
  await stage.bill(...(await stage.due()));
  expect(await stage.documentsOf(paid)).toHaveLength(1);
  expect(await stage.due()).toEqual([]);
});

test('a service is billed when it is delivered, never before nor when it was called off, at the price it was bought for', async () => {
  const school = stage.other;
  const [delivered, waits, off] = [await stage.buy(school), await stage.buy(school), await stage.buy(school)];
  await stage.asHead(school, (tx) => stage.purchases.cancel(tx, off));
  await stage.deliver(delivered);
  expect(await stage.due()).toEqual([{ type: 'purchase', id: delivered }]);
  await stage.at('2026-05-31');
  await stage.bill(...[delivered, waits, off].map((id): Cause => ({ type: 'purchase', id })));
  expect([await stage.documentsOf(waits), await stage.documentsOf(off)]).toEqual([[], []]);
  const { providerId } = await stage.asStaff((tx) => stage.purchases.find(tx, delivered));
  expect(await stage.documentsOf(delivered)).toMatchObject([
    {
      causeType: 'purchase',
      supplierId: providerId,
      customerId: school.organisationId,
      purchaseOrder: 'PO 13',
      issuedOn: '2026-05-31',
      taxPoint: '2026-05-16',
      net: 40_000n,
      lines: [{ description: 'Mathematics in every year group', quantity: 100n, unitPrice: 40_000n }],
    },
  ]);
});

test('what a wallet bought is billed to the authority whose fund it is', async () => {
  const school = stage.asking;
  const la = laId('877');
  const [fundId, walletId] = [newId(), newId()];
  await stage.asStaff(async (tx) => {
    await stage.funds.open(tx, {
      fundId,
      laId: la,
      title: 'Intervention',
      purpose: '',
      amount: 100_000n,
      opensOn: tx.today,
      closesOn: tx.today.add({ months: 6 }),
    });
    await stage.funds.earmark(tx, {
      walletId,
      fundId,
      schoolId: school.organisationId,
      purpose: 'Support of your choice',
      amount: 60_000n,
    });
  });
  const purchaseId = await stage.buy(school, walletId);
  await stage.deliver(purchaseId);
  await stage.bill(...(await stage.due()));
  expect(await stage.documentsOf(purchaseId)).toMatchObject([
    { customerId: la, schoolId: school.organisationId, net: 40_000n, taxFacts: { funding: 'la-fund' } },
  ]);
});

test('a course bills each school the places that it pays with money, whoever came, at each price agreed', async () => {
  const { asking, other, course } = stage;
  await stage.asStaff((tx) =>
    stage.catalogue.price(tx, course, flat(11_000n, { startsOn: day('2026-06-03') })),
  );
  const sessionId = await stage.dated(course, '2026-06-24');
  const attended = [await stage.place(sessionId, asking)];
  await stage.place(sessionId, other); // Who stays away pays.
  const off = await stage.place(sessionId, asking);
  await stage.asHead(asking, (tx) => stage.courses.cancel(tx, off));
  await stage.at('2026-06-03');
  await stage.place(sessionId, asking);
  await stage.place(sessionId, asking);
  attended.push(
    await stage.place(sessionId, asking, 'free'),
    await stage.place(sessionId, asking, 'credits'),
  );
  await stage.bill({ type: 'session', id: sessionId });
  expect(await stage.documentsOf(sessionId)).toEqual([]);

  await stage.at('2026-06-24');
  await stage.asStaff((tx) => stage.courses.takeRegister(tx, sessionId, attended));
  await stage.at('2026-07-10');
  expect(await stage.due()).toEqual([{ type: 'session', id: sessionId }]);
  await stage.bill(...(await stage.due()));
  const all = await stage.documentsOf(sessionId);
  const of = (school: School) => all.filter(({ customerId }) => customerId === school.organisationId);
  expect(all).toHaveLength(2);
  expect(of(asking)).toMatchObject([
    {
      causeType: 'session',
      supplierId: stage.created.hostId,
      schoolId: asking.organisationId,
      taxPoint: '2026-06-24',
      purchaseOrder: null,
      net: 31_500n,
      taxFacts: { service: 'training' },
    },
  ]);
  const lines = of(asking)[0]!.lines.map(({ description, quantity, unitPrice }) => [
    description,
    quantity,
    unitPrice,
  ]);
  expect(lines).toHaveLength(2);
  expect(lines).toEqual(
    expect.arrayContaining([
      ['Phonics leaders, one place', 100n, 9_500n],
      ['Phonics leaders, 2 places', 200n, 11_000n],
    ]),
  );
  expect(of(other)).toMatchObject([
    { net: 9_500n, lines: [{ description: 'Phonics leaders, one place', quantity: 100n }] },
  ]);
  expect(await stage.due()).toEqual([]);
});

test('a course that costs nothing is not billed', async () => {
  const free = newId();
  await stage.asStaff(async (tx) => {
    const offer = await stage.catalogue.offer(tx, stage.course);
    await stage.catalogue.publish(tx, {
      ...offer,
      offerId: free,
      slug: 'open-evening',
      prices: [flat(0n, { startsOn: day('2026-01-01') })],
      grants: [],
    });
  });
  const sessionId = await stage.dated(free, '2026-07-10');
  await stage.place(sessionId, stage.other);
  await stage.asStaff((tx) => stage.courses.takeRegister(tx, sessionId, [], true));
  await stage.bill({ type: 'session', id: sessionId });
  expect(await stage.documentsOf(sessionId)).toEqual([]);
});

test('a batch of renewals is billed together', async () => {
  await stage.at('2027-04-01');
  expect(await stage.asStaff((tx) => stage.renewals.renew(tx))).toBeGreaterThan(1);
  const renewed = (await stage.asStaff((tx) => stage.agreements.list(tx))).filter(({ renewsId }) => renewsId);
  const [batchId] = renewed.map(({ renewalBatchId }) => renewalBatchId!);
  const causes = await stage.asStaff((tx) => stage.billing.renewals(tx, batchId!));
  expect(causes.map(({ id }) => id).sort()).toEqual(renewed.map(({ agreementId }) => agreementId).sort());
  expect(await stage.asStaff((tx) => stage.billing.renewals(tx, newId()))).toEqual([]);
  await stage.bill(...causes);
  for (const { agreementId, price } of renewed)
    expect((await stage.documentsOf(agreementId)).map(({ net }) => net)).toEqual(price > 0n ? [price] : []);
  // Numbers without gaps, sums of lines, postings, and nothing due that is not billed.
  expect(await verify(stage)).toEqual([]);
});

test('of those who were billed the first are told, with how many there are and what all were billed', async () => {
  const owed = (most: number) => stage.asStaff((tx) => new Provision().owed(tx, stage.created.hostId, most));
  const [all, first] = [await owed(100), await owed(1)];
  expect(all.length).toBeGreaterThan(1);
  expect(first).toEqual([all[0]]);
  expect(first).toMatchObject([
    { total: all.length, inAll: all.reduce((sum, { gross }) => sum + gross, 0n) },
  ]);
});
