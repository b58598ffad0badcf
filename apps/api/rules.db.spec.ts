import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { openApi, type Answer, type ApiScene, type Key } from '../../test/api/scene.js';

let api: ApiScene;
let school: string;
let key: Key, readKey: Key, strangerKey: Key, otherKey: Key, hostKey: Key;
let offerId: string, sip: string;

beforeAll(async () => {
  api = await openApi({ BODY_LIMIT_BYTES: 5000, PAGE_SIZE_LIMIT: 3 });
  [school] = api.schoolIds as [string];
  await api.limit(api.one, school, 1_000_000n);
  key = await api.key(api.one, school);
  readKey = await api.key(api.one, school, 'read');
  strangerKey = await api.key(api.one, api.schoolIds[1]!);
  otherKey = await api.key(api.other, school);
  hostKey = await api.key(api.one, api.one.hostId);
  offerId = (await api.call(key, 'GET', '/plans')).body.items[0].offerId;
  sip = (await api.call(key, 'GET', '/practitioners?designation=SIP')).body.items[0].practitionerId;
});
afterAll(() => api.close());

const problem = ({ status, headers, body }: Answer) => {
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body).toMatchObject({
    status,
    type: `urn:problem-type:middletier:${body.code}`,
    instance: `urn:uuid:${body.requestId}`,
  });
  expect(body.title && body.detail).toBeTruthy();
  return [status, body.code];
};
const visit = (on: string) => ({
  practitionerId: sip,
  on,
  days: { value: 100, unit: 'DAY' },
  purpose: 'Termly visit',
});

test('what is wrong before a verb is reached is a problem that says what to do', async () => {
  const call = api.call;
  expect(problem(await call(null, 'GET', '/visits'))).toEqual([401, 'api.key-required']);
  expect(problem(await call('mt_wrong', 'GET', '/visits'))).toEqual([401, 'api.key-required']);
  expect(problem(await call(readKey, 'POST', '/requests', { body: {} }))).toEqual([
    403,
    'platform.forbidden',
  ]);
  expect(problem(await call(key, 'GET', '/nothing'))).toEqual([404, 'platform.not-found']);
  expect(problem(await call(key, 'GET', '/visits/not-an-id'))).toEqual([404, 'platform.not-found']);
  const patched = await call(key, 'DELETE', `/visits/${newId()}`);
  expect([...problem(patched), patched.headers.get('allow')]).toEqual([405, 'api.method-not-allowed', 'GET']);
  expect(problem(await call(key, 'POST', '/visits', { body: '{"on":' }))).toEqual([400, 'api.malformed']);
  expect(
    problem(await call(key, 'POST', '/visits', { body: '<a/>', headers: { 'content-type': 'text/xml' } })),
  ).toEqual([415, 'api.not-json']);
  expect(problem(await call(key, 'POST', '/visits', { body: { purpose: 'x'.repeat(6000) } }))).toEqual([
    413,
    'api.too-large',
  ]);
});

test('input that is not right is told field by field', async () => {
  const answer = await api.call(key, 'POST', '/visits', {
    body: { practitionerId: 7, on: '2026-02-30', days: { value: 70, unit: 'DAY' }, more: 1 },
  });
  expect(problem(answer)).toEqual([400, 'api.invalid']);
  expect(answer.body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
    'days',
    'more',
    'on',
    'practitionerId',
    'purpose',
  ]);
  const wrongUnit = await api.call(key, 'POST', '/visits', {
    body: { ...visit('2026-09-14'), days: { value: 0, unit: 'GBP' } },
  });
  expect(wrongUnit.body.errors).toContainEqual({
    path: 'days.value',
    messages: ['value must not be less than 1'],
  });
  expect(wrongUnit.body.errors.find((error: { path: string }) => error.path === 'days').messages).toContain(
    'days must be in DAY',
  );
  expect(problem(await api.call(key, 'GET', '/visits?limit=0'))).toEqual([400, 'api.invalid']);
  expect(problem(await api.call(key, 'GET', '/visits?colour=red'))).toEqual([400, 'api.invalid']);
});

test('the same request under the same key makes one thing; under another address or with other input it is refused', async () => {
  expect(problem(await api.call(key, 'POST', '/agreements', { body: { offerId }, once: null }))).toEqual([
    400,
    'api.idempotency-key-required',
  ]);
  for (const once of ['two words', 'x'.repeat(101)])
    expect(problem(await api.call(key, 'POST', '/agreements', { body: { offerId }, once }))).toEqual([
      400,
      'api.bad-idempotency-key',
    ]);
  const once = newId();
  const both = await Promise.all(
    [1, 2].map(() => api.call(key, 'POST', '/agreements', { body: { offerId }, once })),
  );
  expect(both.map(({ status }) => status)).toEqual([201, 201]);
  expect(both[0]!.body).toEqual(both[1]!.body);
  expect(both[0]!.headers.get('location')).toBe(`/api/v1/agreements/${both[0]!.body.agreementId}`);
  expect(
    problem(await api.call(key, 'POST', '/agreements', { body: { offerId, purchaseOrder: 'X' }, once })),
  ).toEqual([422, 'identity.idempotency-key-reused']);
  expect(problem(await api.call(key, 'POST', '/agreements', { body: { offerId } }))).toEqual([
    409,
    'agreements.already-subscribed',
  ]);
  expect(
    (await api.call(strangerKey, 'POST', '/agreements', { body: { offerId }, once })).body.agreementId,
  ).not.toBe(both[0]!.body.agreementId);
});

test('a change names the version it decided by, is not done twice under one key, and never over another’s', async () => {
  const { body: booked, headers } = await api.call(key, 'POST', '/visits', { body: visit('2026-09-14') });
  const path = `/visits/${booked.visitId}`;
  expect(headers.get('etag')).toBe('"1"');
  expect((await api.call(key, 'GET', path)).headers.get('etag')).toBe('"1"');
  expect(problem(await api.call(key, 'POST', `${path}/cancellation`))).toEqual([428, 'api.version-required']);
  const stale = await api.call(key, 'POST', `${path}/cancellation`, { match: '"7"' });
  expect([...problem(stale), stale.headers.get('etag')]).toEqual([412, 'api.version-mismatch', '"1"']);
  const once = newId();
  const first = await api.call(key, 'POST', `${path}/cancellation`, { match: '"1"', once });
  const again = await api.call(key, 'POST', `${path}/cancellation`, { match: '"1"', once });
  expect([first.status, first.body, again.body]).toEqual([
    200,
    again.body,
    expect.objectContaining({ state: 'cancelled', version: 2 }),
  ]);
  expect(problem(await api.call(key, 'POST', `${path}/cancellation`, { match: '"2"' }))).toEqual([
    409,
    'delivery.visit-state',
  ]);
});

test('a list is walked page by page, and its cursor is opaque', async () => {
  for (const day of ['21', '22', '23', '24'])
    await api.call(key, 'POST', '/requests', {
      body: { need: 'teaching', details: `Support from the ${day}st on.`, days: { value: 50, unit: 'DAY' } },
    });
  const seen: string[] = [];
  let cursor = '';
  for (let pages = 0; pages < 5; pages++) {
    const { body } = await api.call(key, 'GET', `/requests?limit=200${cursor}`);
    expect(body.items.length).toBeLessThanOrEqual(3);
    seen.push(...body.items.map((request: { requestId: string }) => request.requestId));
    if (!body.next) break;
    cursor = `&cursor=${body.next}`;
  }
  expect([seen.length, new Set(seen).size]).toEqual([4, 4]);
  expect(problem(await api.call(key, 'GET', '/requests?cursor=abc'))).toEqual([400, 'api.bad-cursor']);
  expect(problem(await api.call(key, 'GET', `/accounts/${newId()}/statement?cursor=abc`))).toEqual([
    404,
    'ledger.unknown-account',
  ]);
});

test('another school’s key and another operator’s see and change nothing; the operator’s verbs are the operator’s', async () => {
  const agreement = (await api.call(key, 'GET', '/agreements')).body.items[0];
  const pool = (await api.call(key, 'GET', '/accounts')).body.items[0];
  for (const stranger of [strangerKey, otherKey]) {
    expect(problem(await api.call(stranger, 'GET', `/agreements/${agreement.agreementId}`))).toEqual([
      404,
      'platform.not-found',
    ]);
    expect(
      problem(
        await api.call(stranger, 'POST', `/agreements/${agreement.agreementId}/term-end`, {
          match: '"2"',
          body: { choice: 'leave' },
        }),
      ),
    ).toEqual([404, 'platform.not-found']);
    expect(problem(await api.call(stranger, 'GET', `/accounts/${pool.accountId}/lots`))).toEqual([
      404,
      'ledger.unknown-account',
    ]);
    expect((await api.call(stranger, 'GET', '/requests')).body.items).toEqual([]);
  }
  for (const path of [
    `/accounts?organisationId=${school}`,
    `/offers?schoolId=${school}`,
    `/plans?schoolId=${school}`,
  ]) {
    expect(problem(await api.call(strangerKey, 'GET', path))).toEqual([403, 'platform.forbidden']);
  }
  expect(
    problem(
      await api.call(strangerKey, 'POST', '/visits', { body: { ...visit('2026-09-17'), schoolId: school } }),
    ),
  ).toEqual([403, 'platform.forbidden']);
  expect(
    problem(await api.call(key, 'POST', '/operator/clock', { body: { to: '2027-01-01T00:00:00Z' } })),
  ).toEqual([403, 'platform.forbidden']);
  const { requestId } = (await api.call(key, 'GET', '/requests')).body.items[0];
  expect(problem(await api.call(key, 'GET', `/requests/${requestId}/shortlist`))).toEqual([
    403,
    'platform.forbidden',
  ]);
  expect((await api.call(hostKey, 'GET', `/agreements/${agreement.agreementId}`)).status).toBe(200);
});

test('a rule of who may holds for keys as it does for people', async () => {
  const fund = {
    title: 'Governance',
    purpose: 'Stronger boards',
    amount: { value: 200000, unit: 'GBP' },
    opensOn: '2026-09-01',
    closesOn: '2027-03-31',
  };
  const post = async (by: Key, path: string, body: object) =>
    problem(await api.call(by, 'POST', path, { body }));
  expect(await post(key, '/funds', fund)).toEqual([403, 'funding.not-an-authority']);
  expect(await post(key, '/funds', { ...fund, laId: api.la })).toEqual([403, 'platform.forbidden']);
  const laKey = await api.key(api.one, api.la);
  expect(await post(laKey, '/funds', { ...fund, closesOn: '2026-08-31' })).toEqual([422, 'funding.dates']);
  expect(await post(laKey, '/funds', { ...fund, amount: { value: 1_000_000_001, unit: 'GBP' } })).toEqual([
    422,
    'funding.amount',
  ]);
  const { fundId } = (await api.call(laKey, 'POST', '/funds', { body: fund })).body;
  const wallet = { fundId, schoolId: api.provider, purpose: 'A review', amount: { value: 100, unit: 'GBP' } };
  expect(await post(laKey, '/wallets', wallet)).toEqual([422, 'funding.not-a-member']);
  expect(await post(key, '/wallets', { ...wallet, schoolId: school })).toEqual([404, 'platform.not-found']);
  const course = (await api.call(key, 'GET', '/offers?kind=course')).body.items[0];
  const session = {
    offerId: course.offerId,
    on: '2026-09-22',
    startsAt: '09:30',
    venue: 'Guildhall',
    capacity: 5,
  };
  expect(await post(key, '/sessions', session)).toEqual([403, 'platform.forbidden']);
  expect(await post(hostKey, '/sessions', { ...session, on: '2026-09-20' })).toEqual([
    422,
    'delivery.closed-day',
  ]);
});

test('the document is OpenAPI 3.1, says of every route what it is and whose data it shows; a page shows it', async () => {
  const { body: document } = await api.call(null, 'GET', '/openapi.json');
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((item) =>
    Object.values(item),
  );
  expect(operations.length).toBeGreaterThan(50);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const operation of operations)
    expect(['party', 'operator-shared', 'global']).toContain(
      (operation as Record<string, unknown>)['x-middletier-visibility'],
    );
  const { body: page, headers } = await api.call(null, 'GET', '/');
  expect(headers.get('content-type')).toContain('text/html');
  expect(page).toContain('/api/v1/visits/{visitId}/report');
  expect(page).not.toContain('<script');
});

test('whoever orders may say the price that was shown: at another, nothing is signed, bought or booked', async () => {
  const [, , third] = api.schoolIds as [string, string, string];
  await api.limit(api.one, third, 1_000_000n);
  const buyer = await api.key(api.one, third);
  const ofSlug = async (text: string) =>
    (await api.call(buyer, 'GET', `/offers?text=${text}`)).body.items[0] as { offerId: string };
  const [plan] = (await api.call(buyer, 'GET', '/plans')).body.items;
  const service = await ofSlug('governance review');
  const course = await ofSlug('subject leadership');
  const { sessionId } = (
    await api.call(hostKey, 'POST', '/sessions', {
      body: { offerId: course.offerId, on: '2026-09-22', startsAt: '09:30', venue: 'Guildhall', capacity: 5 },
    })
  ).body;
  const place = { sessionId, attendee: 'Bo Lind', means: 'credits' };
  for (const [path, order, price] of [
    ['/agreements', { offerId: plan.offerId }, plan.price],
    ['/purchases', { offerId: service.offerId }, { value: 50_000, unit: 'GBP' }],
    ['/places', place, { value: 950, unit: 'CREDIT' }],
  ] as const) {
    const ordered = (shownPrice: object) => api.call(buyer, 'POST', path, { body: { ...order, shownPrice } });
    for (const other of [
      { ...price, value: price.value - 1 },
      { ...price, value: 0 },
      { ...price, unit: 'PLACE' },
    ])
      expect([path, ...problem(await ordered(other))]).toEqual([path, 409, 'catalogue.price-changed']);
    expect([path, (await ordered(price)).status]).toEqual([path, 201]);
  }
});
