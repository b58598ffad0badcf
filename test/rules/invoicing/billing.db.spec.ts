import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { laId, type School } from '#directory';
import type { Cause } from '#invoicing';
import { newId, Operators, Temporal, type Tx } from '#platform';
import { verify } from '../../scenarios/scene.js';
import { day, openStage, type Stage } from '../stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const asStaff = <Answer>(fn: (tx: Tx) => Promise<Answer>) => stage.db.tx(stage.created.staff, fn);
const asHead = <Answer>(school: School, fn: (tx: Tx) => Promise<Answer>) =>
  stage.db.tx(stage.as(school.organisationId), fn);
const at = (date: string) =>
  asStaff((tx) => new Operators().advance(tx, Temporal.Instant.from(`${date}T08:00:00Z`)));
const due = (except: string[] = []) => asStaff((tx) => stage.billing.due(tx, except));
const bill = (...causes: Cause[]) => asStaff((tx) => stage.billing.bill(tx, causes));
const documents = (causeId: string) =>
  asStaff(async (tx) => {
    const rows = await stage.documents.list(tx, { causeId });
    return Promise.all(rows.map(({ documentId }) => stage.documents.find(tx, documentId)));
  });
const silver = () => offerId(stage.created.operatorId, 'silver');
const prepare = async (
  school: School,
  {
    role = 'headteacher',
    ...over
  }: { role?: 'headteacher' | 'business-manager'; startsOn?: string; offerId?: string } = {},
) => {
  const agreementId = newId();
  await stage.db.tx(stage.as(school.organisationId, role), (tx) =>
    stage.agreements.prepare(tx, {
      agreementId,
      schoolId: school.organisationId,
      offerId: over.offerId ?? silver(),
      startsOn: day(over.startsOn ?? '2026-04-13'),
      purchaseOrder: 'PO 12',
    }),
  );
  return agreementId;
};
const buy = async (school: School, walletId?: string) => {
  const purchaseId = newId();
  await asHead(school, (tx) =>
    stage.purchases.buy(tx, {
      purchaseId,
      schoolId: school.organisationId,
      offerId: stage.independent,
      purchaseOrder: 'PO 13',
      ...(walletId && { walletId }),
    }),
  );
  return purchaseId;
};
const deliver = (purchaseId: string) => asStaff((tx) => stage.purchases.deliver(tx, purchaseId));
const dated = async (offer: string, on: string) => {
  const sessionId = newId();
  await asStaff((tx) =>
    stage.courses.schedule(tx, {
      sessionId,
      offerId: offer,
      on: day(on),
      startsAt: '09:30',
      venue: 'Town Hall',
      capacity: 9,
    }),
  );
  return sessionId;
};
const place = async (sessionId: string, school: School, means: 'money' | 'credits' | 'free' = 'money') => {
  const placeId = newId();
  await asHead(school, (tx) =>
    stage.courses.book(tx, {
      placeId,
      sessionId,
      schoolId: school.organisationId,
      attendee: 'Jo Bright',
      means,
    }),
  );
  return placeId;
};

test('an agreement is billed once when it is signed and its day has come, thirty days before its term', async () => {
  const { other, neighbour } = stage;
  const later = await prepare(other, { startsOn: '2026-06-15' });
  const waits = await prepare(neighbour, { role: 'business-manager' });
  const all = [later, waits].map((id): Cause => ({ type: 'agreement', id }));
  await bill(...all);
  await at('2026-05-15');
  await bill(...all);
  expect((await due()).map(({ id }) => id)).not.toContain(later);
  expect([await documents(later), await documents(waits)]).toEqual([[], []]);

  await at('2026-05-16');
  expect(await due()).toContainEqual({ type: 'agreement', id: later });
  expect((await due([later])).map(({ id }) => id)).not.toContain(later);
  await bill(...all);
  const { price } = await asStaff((tx) => stage.agreements.find(tx, later));
  const [invoice, ...more] = await documents(later);
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
  expect(await documents(waits)).toEqual([]);
  await asHead(neighbour, (tx) => stage.agreements.approve(tx, waits));
  await asStaff((tx) => stage.billing.agreement(tx, waits));
  expect(await documents(waits)).toHaveLength(1);
  await bill(...all);
  expect(await documents(later)).toEqual([invoice]);
});

test('a plan that costs nothing is not billed, and billing one thing leaves the others', async () => {
  const schools = stage.created.schools.filter(
    (one) => one.roll && ![stage.asking, stage.other, stage.neighbour].includes(one),
  );
  const free = newId();
  await asStaff(async (tx) => {
    const offer = await stage.catalogue.offer(tx, silver());
    await stage.catalogue.publish(tx, {
      ...offer,
      offerId: free,
      slug: 'friends',
      grants: [],
      prices: [
        {
          unit: 'GBP',
          forSchools: 'any',
          basis: 'flat',
          amount: 0n,
          minimum: 0n,
          bands: [],
          illustrative: true,
          startsOn: day('2026-01-01'),
          source: 'A gift',
        },
      ],
    });
  });
  const gift = await prepare(schools[0]!, { offerId: free, startsOn: '2026-05-16' });
  const paid = await prepare(schools[1]!, { startsOn: '2026-05-16' });
  await bill({ type: 'agreement', id: gift });
  expect([await documents(gift), await documents(paid)]).toEqual([[], []]);
  expect((await due()).map(({ id }) => id)).not.toContain(gift);
  await bill(...(await due()));
  expect(await documents(paid)).toHaveLength(1);
  expect(await due()).toEqual([]);
});

test('a service is billed when it is delivered, never before nor when it was called off, at the price it was bought for', async () => {
  const school = stage.other;
  const [delivered, waits, off] = [await buy(school), await buy(school), await buy(school)];
  await asHead(school, (tx) => stage.purchases.cancel(tx, off));
  await deliver(delivered);
  expect(await due()).toEqual([{ type: 'purchase', id: delivered }]);
  await at('2026-05-31');
  await bill(...[delivered, waits, off].map((id): Cause => ({ type: 'purchase', id })));
  expect([await documents(waits), await documents(off)]).toEqual([[], []]);
  const { providerId } = await asStaff((tx) => stage.purchases.find(tx, delivered));
  expect(await documents(delivered)).toMatchObject([
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
  await asStaff(async (tx) => {
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
  const purchaseId = await buy(school, walletId);
  await deliver(purchaseId);
  await bill(...(await due()));
  expect(await documents(purchaseId)).toMatchObject([
    { customerId: la, schoolId: school.organisationId, net: 40_000n, taxFacts: { funding: 'la-fund' } },
  ]);
});

test('a course bills each school the places that it pays with money, whoever came, at each price agreed', async () => {
  const { asking, other, course } = stage;
  await asStaff((tx) =>
    stage.catalogue.price(tx, course, {
      unit: 'GBP',
      forSchools: 'any',
      basis: 'flat',
      amount: 11_000n,
      minimum: 0n,
      bands: [],
      illustrative: true,
      startsOn: day('2026-06-03'),
      source: 'It rose',
    }),
  );
  const sessionId = await dated(course, '2026-06-24');
  const attended = [await place(sessionId, asking)];
  await place(sessionId, other); // Who stays away pays.
  const off = await place(sessionId, asking);
  await asHead(asking, (tx) => stage.courses.cancel(tx, off));
  await at('2026-06-03');
  await place(sessionId, asking);
  await place(sessionId, asking);
  attended.push(await place(sessionId, asking, 'free'), await place(sessionId, asking, 'credits'));
  await bill({ type: 'session', id: sessionId });
  expect(await documents(sessionId)).toEqual([]);

  await at('2026-06-24');
  await asStaff((tx) => stage.courses.takeRegister(tx, sessionId, attended));
  await at('2026-07-10');
  expect(await due()).toEqual([{ type: 'session', id: sessionId }]);
  await bill(...(await due()));
  const all = await documents(sessionId);
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
  expect(await due()).toEqual([]);
});

test('a course that costs nothing is not billed', async () => {
  const free = newId();
  await asStaff(async (tx) => {
    const offer = await stage.catalogue.offer(tx, stage.course);
    await stage.catalogue.publish(tx, {
      ...offer,
      offerId: free,
      slug: 'open-evening',
      prices: offer.prices
        .filter(({ unit }) => unit === 'GBP')
        .map((price) => ({ ...price, amount: 0n, startsOn: day('2026-01-01'), source: 'A gift' })),
    });
  });
  const sessionId = await dated(free, '2026-07-10');
  await place(sessionId, stage.other);
  await asStaff((tx) => stage.courses.takeRegister(tx, sessionId, []));
  await bill({ type: 'session', id: sessionId });
  expect(await documents(sessionId)).toEqual([]);
});

test('a batch of renewals is billed together', async () => {
  await at('2027-04-01');
  expect(await asStaff((tx) => stage.renewals.renew(tx))).toBeGreaterThan(1);
  const renewed = (await asStaff((tx) => stage.agreements.list(tx))).filter(({ renewsId }) => renewsId);
  const [batchId] = renewed.map(({ renewalBatchId }) => renewalBatchId!);
  const causes = await asStaff((tx) => stage.billing.renewals(tx, batchId!));
  expect(causes.map(({ id }) => id).sort()).toEqual(renewed.map(({ agreementId }) => agreementId).sort());
  expect(await asStaff((tx) => stage.billing.renewals(tx, newId()))).toEqual([]);
  await bill(...causes);
  for (const { agreementId, price } of renewed)
    expect((await documents(agreementId)).map(({ net }) => net)).toEqual(price > 0n ? [price] : []);
  // Numbers without gaps, sums of lines, postings, and nothing due that is not billed.
  expect(await verify(stage)).toEqual([]);
});
