import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApi, type ApiScene } from '../../test/api/scene.js';

let api: ApiScene;
beforeAll(async () => {
  api = await openApi({ RATE_LIMIT_PER_MINUTE: 10 });
});
afterAll(() => api.close());

test('a key that asks too often waits; others do not', async () => {
  const [one, other] = [await api.key(api.one, api.schoolIds[0]!), await api.key(api.one, api.schoolIds[1]!)];
  for (let asked = 0; asked < 10; asked++) expect((await api.call(one, 'GET', '/operator')).status).toBe(200);
  const { status, headers, body } = await api.call(one, 'GET', '/operator');
  expect([status, body.code, headers.get('content-type')]).toEqual([
    429,
    'api.too-many',
    'application/problem+json; charset=utf-8',
  ]);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await api.call(other, 'GET', '/operator')).status).toBe(200);
});
