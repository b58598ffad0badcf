import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database, newId, type Config } from '#platform';
import { eventually, queueBackends, startRedis } from '#testing';
import { openApi, type ApiScene } from '../../test/api/scene.js';
import { serve } from '../boot/serve.js';
import { ApiModule, configureApi, configureApiAlone } from './api.module.js';

let api: ApiScene;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  api = await openApi({ RATE_LIMIT_PER_MINUTE: 10, TRUST_PROXY: 'loopback' });
});
afterAll(async () => {
  for (let close = closing.pop(); close; close = closing.pop()) await close();
  await api.close();
});

/** An address that nobody else has asked from. */
const address = (): string => `2001:db8:${newId().slice(-4)}:${newId().slice(-8, -4)}::1`;
const from = (told: string) => ({ 'x-forwarded-for': told });
const ask = async (key: string | null, told: string, path = '/operator') =>
  (await api.call(key, 'GET', path, { headers: from(told) })).status;
const madeUp = () => `mt_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`;

/** The window is a minute of the clock: what is counted together is asked early in one. */
async function early(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 15_000) await new Promise((wake) => setTimeout(wake, left + 50));
}

test('a key that asks too often waits; others do not', async () => {
  await early();
  const [one, other] = [await api.key(api.one, api.schoolIds[0]!), await api.key(api.one, api.schoolIds[1]!)];
  const place = address();
  // The first proves the key, and counts as its address.
  for (let asked = 0; asked < 11; asked++) expect(await ask(one, place)).toBe(200);
  const { status, headers, body } = await api.call(one, 'GET', '/operator', { headers: from(place) });
  expect([status, body.code, headers.get('content-type')]).toEqual([
    429,
    'api.too-many',
    'application/problem+json; charset=utf-8',
  ]);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await ask(other, place)).toBe(200);
  expect(await ask(one, address())).toBe(429);
});

test('keys that nobody issued count as the address that makes them up, and so does what leads nowhere', async () => {
  await early();
  const [place, lost] = [address(), address()];
  for (let asked = 0; asked < 10; asked++) {
    expect(await ask(madeUp(), place)).toBe(401);
    expect(await ask(null, lost, `/nothing/${asked}`)).toBe(404);
  }
  expect(await ask(madeUp(), place)).toBe(429);
  expect(await ask(null, lost, '/nothing')).toBe(429);
  expect((await fetch(`${api.address}/nowhere`, { headers: from(lost) })).status).toBe(429);
  // The next address of the same network is the same house.
  expect(await ask(madeUp(), place.replace('::1', '::2'))).toBe(429);
});

test('a revoked key counts as its address again', async () => {
  await early();
  const key = await api.key(api.one, api.schoolIds[2]!);
  const place = address();
  expect(await ask(key, place)).toBe(200);
  await api.db.tx(api.one.staff, (tx) =>
    tx.query('UPDATE identity.api_key SET revoked_at = $1', [tx.now.toString()]),
  );
  expect(await ask(key, place)).toBe(401);
  for (let asked = 0; asked < 9; asked++) expect(await ask(key, place)).toBe(401);
  expect(await ask(key, place)).toBe(429);
});

test.each(queueBackends)('two processes share their counts on %s', async (backend) => {
  const settings: Partial<Config> = {};
  if (backend === 'Redis') {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    settings.REDIS_URL = redis.url;
  }
  const second = (add = settings) =>
    serve(
      Object.assign(Object.create(api.config) as Config, add),
      { modules: [ApiModule], configure: [configureApi, configureApiAlone] },
      (stop) => closing.push(stop),
    );
  const [one, other] = [await second(), await second()];
  await early();
  const place = address();
  const get = async (at: string) => (await fetch(`${at}/api/v1/nothing`, { headers: from(place) })).status;
  for (let asked = 0; asked < 6; asked++) expect([await get(one), await get(other)]).not.toContain(429);
  await eventually(
    'both have heard of the other',
    async () => (await get(one)) === 429 && (await get(other)) === 429,
  );
});

test('the ready-check asks the database once a second, however often it is asked', async () => {
  let asked = 0;
  const probe = Database.prototype.systemTx;
  Database.prototype.systemTx = function (reason, fn) {
    if (reason === 'readiness') asked++;
    return probe.call(this, reason, fn) as never;
  };
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => (await fetch(`${api.address}/health/ready`)).status),
  );
  Database.prototype.systemTx = probe;
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(asked).toBeLessThanOrEqual(2 + (performance.now() - begun) / 1000);
});
