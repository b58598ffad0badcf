import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OperatingModel } from '#operating-model';
import { partyActor } from '#testing';
import { openApi, type Answer, type ApiScene, type Key, type Sent } from '../../test/api/scene.js';
import { creditsOfLater } from '../../test/rules/entitlements/bank.js';

let api: ApiScene;
let school: string, home: string;
let schoolKey: Key, homeKey: Key, hostKey: Key, laKey: Key, providerKey: Key;

beforeAll(async () => {
  api = await openApi();
  [home, , school] = api.schoolIds as [string, string, string];
  await api.limit(api.one, school, 1_000_000n);
  schoolKey = await api.key(api.one, school);
  homeKey = await api.key(api.one, home);
  hostKey = await api.key(api.one, api.one.hostId);
  laKey = await api.key(api.one, api.la);
  providerKey = await api.key(api.one, api.provider);
});
afterAll(() => api.close());

/** A request that must succeed; its body. */
const ok = async (key: Key, method: string, path: string, sent?: Sent): Promise<Answer['body']> => {
  const answer = await api.call(key, method, path, sent);
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const post = (key: Key, path: string, body?: unknown, match?: number) =>
  ok(key, 'POST', path, { body, ...(match !== undefined && { match: `"${match}"` }) });
const read = (key: Key, path: string) => ok(key, 'GET', path);
const offer = async (slug: string) =>
  (await read(schoolKey, '/offers?limit=200')).items.find((one: { slug: string }) => one.slug === slug);
const pool = async (code: string, key = schoolKey) =>
  (await read(key, '/accounts')).items.find((one: { code: string }) => one.code === code);

test('the operator, its parties and the register', async () => {
  expect(await read(schoolKey, '/operator')).toMatchObject({
    name: 'One',
    rehearsal: true,
    today: '2026-09-07',
  });
  expect((await read(hostKey, '/parties?part=buyer')).items).toHaveLength(6);
  expect((await read(schoolKey, '/parties')).items).toMatchObject([
    { organisationId: school, name: 'School 3', buyer: true },
  ]);
  expect((await read(schoolKey, '/organisations?text=scool')).items).toHaveLength(6);
  expect((await read(schoolKey, '/organisations?text=900003')).items).toMatchObject([
    { name: 'School 3', fundingStatus: 'maintained' },
  ]);
  expect(await read(schoolKey, `/organisations/${api.la}`)).toMatchObject({ kind: 'la', school: null });
});

test('a school sees its own price, compares plans and subscribes: days and credits are granted, and billed', async () => {
  expect((await offer('membership')).prices).toEqual([
    { price: { value: 700000, unit: 'GBP' }, because: 'The same for every school.', illustrative: false },
  ]);
  expect((await read(hostKey, `/offers?schoolId=${school}&kind=plan`)).items[0].prices).toHaveLength(1);
  const [plan] = (await read(schoolKey, '/plans')).items;
  expect(plan).toMatchObject({ price: { value: 408333, unit: 'GBP' }, months: 7, endsOn: '2027-03-31' });

  const agreement = await post(schoolKey, '/agreements', { offerId: plan.offerId, purchaseOrder: 'PO-7' });
  expect(agreement).toMatchObject({ state: 'signed', price: plan.price, purchaseOrder: 'PO-7', version: 2 });
  expect(await pool('entitlement')).toMatchObject({ available: { value: 300, unit: 'DAY' } });
  await api.db.tx(api.one.staff, (tx) => api.billing.agreement(tx, agreement.agreementId));
  const [document] = (await read(schoolKey, '/documents')).items;
  expect(document).toMatchObject({ rail: 'journal', gross: plan.price, causeId: agreement.agreementId });
  expect((await read(schoolKey, `/documents/${document.documentId}`)).lines).toHaveLength(1);

  const leaving = await post(
    schoolKey,
    `/agreements/${agreement.agreementId}/term-end`,
    { choice: 'leave' },
    2,
  );
  expect(leaving).toMatchObject({ atTermEnd: 'leave', version: 3 });
  expect((await read(schoolKey, '/agreements?state=signed')).items).toHaveLength(1);
});

test('what is above a key’s limit waits for a person; a prepared agreement can be declined', async () => {
  const { offerId } = await offer('membership');
  const agreement = await post(homeKey, '/agreements', { offerId });
  expect(agreement.state).toBe('awaiting-approval');
  const refused = await api.call(homeKey, 'POST', `/agreements/${agreement.agreementId}/approval`, {
    match: '"1"',
  });
  expect([refused.status, refused.body.code]).toEqual([403, 'identity.above-limit']);
  await api.limit(api.one, home, 1_000_000n);
  const still = await api.call(homeKey, 'POST', `/agreements/${agreement.agreementId}/approval`, {
    match: '"1"',
  });
  expect([still.status, still.body.code]).toEqual([403, 'platform.forbidden']);
  const head = partyActor(api.one.operatorId, home, 'headteacher');
  await api.db.tx(head, (tx) => api.agreements.approve(tx, agreement.agreementId));
  const third = api.schoolIds[3]!;
  const thirdKey = await api.key(api.one, third);
  const unwanted = await post(thirdKey, '/agreements', { offerId });
  expect(await post(thirdKey, `/agreements/${unwanted.agreementId}/declining`, undefined, 1)).toMatchObject({
    state: 'declined',
  });
});

test('a day of the entitlement is booked, reported, evaluated; another is called off', async () => {
  const [sip] = (await read(schoolKey, '/practitioners?designation=SIP')).items;
  const free = await read(
    schoolKey,
    `/practitioners/${sip.practitionerId}/free-days?from=2026-09-14&to=2026-09-18`,
  );
  expect(free.items[0]).toEqual({ on: '2026-09-14', free: { value: 100, unit: 'DAY' } });
  const book = (on: string) =>
    post(schoolKey, '/visits', {
      practitionerId: sip.practitionerId,
      on,
      days: { value: 100, unit: 'DAY' },
      purpose: 'Termly visit',
    });
  const visit = await book('2026-09-14');
  const unwanted = await book('2026-09-15');
  expect(await pool('entitlement')).toMatchObject({ held: { value: 200 }, available: { value: 100 } });
  expect(await post(schoolKey, `/visits/${unwanted.visitId}/cancellation`, undefined, 1)).toMatchObject({
    state: 'cancelled',
  });
  expect(await post(hostKey, '/operator/clock', { to: '2026-09-15T09:00:00Z' })).toMatchObject({
    today: '2026-09-15',
  });
  expect(
    await post(
      hostKey,
      `/visits/${visit.visitId}/report`,
      { report: 'We looked at reading in Year 2 together.' },
      1,
    ),
  ).toMatchObject({ state: 'delivered', version: 2 });
  expect(
    await post(schoolKey, `/visits/${visit.visitId}/evaluation`, { rating: 5, evaluation: 'Useful.' }, 2),
  ).toMatchObject({ state: 'evaluated', rating: 5 });
  expect((await read(schoolKey, '/visits?state=evaluated')).items).toHaveLength(1);

  const { accountId } = await pool('entitlement');
  expect((await read(schoolKey, `/accounts/${accountId}/lots`)).items).toMatchObject([
    { available: { value: 200 }, spent: { value: 100 }, expiresOn: '2027-03-31' },
  ]);
  const statement = await read(schoolKey, `/accounts/${accountId}/statement`);
  expect(statement.items.map((entry: { amount: { value: number } }) => entry.amount.value)).toEqual([
    300, -100,
  ]);
  expect(statement.closing).toEqual({ value: 200, unit: 'DAY' });
  expect((await read(schoolKey, `/transfers/${statement.items[1].transferId}/grants`)).items).toMatchObject([
    { code: 'grant' },
  ]);
});

test('support from another school: asked for, brokered, consented to; the credits are held', async () => {
  const request = await post(schoolKey, '/requests', {
    need: 'leadership',
    details: 'A new deputy needs a mentor.',
    days: { value: 100, unit: 'DAY' },
  });
  const [best] = (await read(hostKey, `/requests/${request.requestId}/shortlist`)).items.filter(
    (one: { homeId: string }) => one.homeId === home,
  );
  const proposed = await post(hostKey, `/requests/${request.requestId}/proposals`, {
    practitionerId: best.practitionerId,
    designation: best.designation,
    reason: 'Nearest, and leads on leadership.',
  });
  // A school's key does not answer for its headteacher.
  const byKey = await api.call(homeKey, 'POST', `/proposals/${proposed.proposalId}/consent`);
  expect([byKey.status, byKey.body.code]).toEqual([403, 'platform.forbidden']);
  const head = partyActor(api.one.operatorId, home, 'headteacher');
  await api.db.tx(head, (tx) => api.requests.decline(tx, proposed.proposalId));
  const again = await post(hostKey, `/requests/${request.requestId}/proposals`, {
    practitionerId: best.practitionerId,
    designation: best.designation,
    reason: 'They have thought again.',
  });
  await api.db.tx(head, (tx) => api.requests.consent(tx, again.proposalId));
  expect(await read(homeKey, `/proposals/${again.proposalId}`)).toMatchObject({
    state: 'consented',
    credits: { value: 5500, unit: 'CREDIT' },
  });
  expect(await pool('credit-bank')).toMatchObject({ held: { value: 5500, unit: 'CREDIT' } });
  expect(await read(schoolKey, `/requests/${request.requestId}`)).toMatchObject({ stage: 'agreed' });
  // Whoever was to come has left: the credits are free again, and the school needs nobody any more.
  expect(
    await post(hostKey, `/proposals/${again.proposalId}/ending`, { reason: 'She has left.' }),
  ).toMatchObject({ state: 'ended', endedBecause: 'She has left.' });
  expect(await pool('credit-bank')).toMatchObject({ held: { value: 0, unit: 'CREDIT' } });
  expect(await post(schoolKey, `/requests/${request.requestId}/withdrawal`)).toMatchObject({
    ...{ stage: 'withdrawn', daysLeft: { value: 100 } },
  });
});

test('the credit bank: granted by the operator, about to expire, and month by month', async () => {
  const before = (await pool('credit-bank')).available.value;
  const once = 'summer-school-2026';
  const grant = {
    schoolId: school,
    credits: { value: 1000, unit: 'CREDIT' },
    reason: 'Hosted the summer school',
    expiresOn: '2026-10-31',
  };
  await api.db.tx(api.one.staff, (tx) => creditsOfLater(tx, school, 700n, '2027-09-01'));
  const granted = () => ok(hostKey, 'POST', '/credits/grants', { body: grant, once });
  expect([await granted(), await granted()]).toMatchObject([
    { available: { value: before + 1000 } },
    { available: { value: before + 1000 } },
  ]);
  expect((await read(schoolKey, '/credits/ending')).items).toEqual([
    { expiresOn: '2026-10-31', credits: { value: 1000, unit: 'CREDIT' } },
  ]);
  expect((await read(hostKey, '/credits/months?from=2026-09-01&to=2026-09-30')).items).toMatchObject([
    { month: '2026-09-01', spent: { value: 0 } },
  ]);
  const gift = () =>
    api.call(schoolKey, 'POST', '/credits/gifts', {
      body: { to: home, credits: { value: 100, unit: 'CREDIT' }, message: 'Thank you' },
    });
  expect((await gift()).body.code).toBe('entitlements.no-giving');
  await api.db.tx(api.one.staff, (tx) => new OperatingModel().choose(tx, { ledger: { giving: 'allowed' } }));
  expect((await gift()).body).toMatchObject({ schoolId: school, available: { value: before + 900 } });
});

test('a place on a course; one given back; the register taken', async () => {
  const { offerId } = await offer('subject-leadership');
  const date = { offerId, startsAt: '13:30', venue: 'Guildhall', capacity: 5 };
  const session = await post(hostKey, '/sessions', { ...date, on: '2026-09-15' });
  expect(session).toMatchObject({ left: 5, startsAt: '13:30' });
  const place = await post(schoolKey, '/places', {
    sessionId: session.sessionId,
    attendee: 'Bo Lind',
    means: 'free',
  });
  const unwanted = await post(schoolKey, '/places', {
    sessionId: session.sessionId,
    attendee: 'Al Reed',
    means: 'credits',
  });
  expect(await post(schoolKey, `/places/${unwanted.placeId}/cancellation`)).toMatchObject({
    state: 'cancelled',
    amount: { value: 950, unit: 'CREDIT' },
  });
  await post(hostKey, '/operator/clock', { to: '2026-09-15T12:30:00Z' }); // It begins: half past one in summer time.
  const register = `/sessions/${session.sessionId}/register`;
  for (const unsaid of [{ attended: [] }, { attended: [place.placeId], nobodyCame: true }])
    expect((await api.call(hostKey, 'POST', register, { body: unsaid })).body.code).toBe('delivery.who-came');
  expect(await post(hostKey, register, { attended: [place.placeId] })).toMatchObject({
    left: 4,
    registerTakenOn: '2026-09-15',
  });
  expect(await read(schoolKey, `/places/${place.placeId}`)).toMatchObject({ state: 'attended' });
  const { sessionId } = await post(hostKey, '/sessions', { ...date, on: '2026-09-16' });
  await post(hostKey, '/operator/clock', { to: '2026-09-16T12:30:00Z' });
  expect(
    await post(hostKey, `/sessions/${sessionId}/register`, { attended: [], nobodyCame: true }),
  ).toMatchObject({ left: 5, registerTakenOn: '2026-09-16' });
  expect((await read(hostKey, '/sessions')).items).toHaveLength(2);
});

test('an authority’s fund, a wallet of it, and what is bought from it and delivered', async () => {
  const fund = await post(laKey, '/funds', {
    title: 'Governance',
    purpose: 'Stronger boards',
    amount: { value: 200000, unit: 'GBP' },
    opensOn: '2026-09-01',
    closesOn: '2027-03-31',
  });
  const wallet = await post(laKey, '/wallets', {
    fundId: fund.fundId,
    schoolId: school,
    purpose: 'A review',
    amount: { value: 60000, unit: 'GBP' },
  });
  const { offerId } = await offer('governance-review');
  const order = { offerId, walletId: wallet.walletId };
  const purchase = await post(schoolKey, '/purchases', order);
  expect(purchase).toMatchObject({ amount: { value: 50000, unit: 'GBP' }, state: 'committed', version: 1 });
  const refused = await api.call(schoolKey, 'POST', '/purchases', { body: order });
  expect([refused.status, refused.body.code]).toEqual([409, 'funding.insufficient']);
  expect(await post(providerKey, `/purchases/${purchase.purchaseId}/delivery`, undefined, 1)).toMatchObject({
    state: 'delivered',
    version: 2,
  });
  expect(await read(schoolKey, `/wallets/${wallet.walletId}`)).toMatchObject({
    available: { value: 10000 },
    committed: { value: 0 },
    spent: { value: 50000 },
  });
  expect((await read(laKey, '/funds')).items).toMatchObject([
    { left: { value: 140000 }, spent: { value: 50000 } },
  ]);
  const own = await post(schoolKey, '/purchases', { offerId });
  expect(await post(schoolKey, `/purchases/${own.purchaseId}/cancellation`, undefined, 1)).toMatchObject({
    state: 'cancelled',
  });
});
