import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApi, type ApiScene } from '../../../test/api/scene.js';

let api: ApiScene;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

test('an agreement says what is signed for the term after it, whatever was chosen before', async () => {
  const school = api.schoolIds[2]!;
  await api.limit(api.one, school, 10_000_000n);
  const key = await api.key(api.one, school);
  const read = async (path: string) => (await api.call(key, 'GET', path)).body;
  const post = async (path: string, body: unknown, match?: string) =>
    (await api.call(key, 'POST', path, { body, ...(match && { match }) })).body;
  const [plan] = (await read('/plans')).items;
  const { agreementId } = await post('/agreements', { offerId: plan.offerId });
  const path = `/agreements/${agreementId}`;
  expect(await post(`${path}/term-end`, { choice: 'leave' }, '"2"')).toMatchObject({
    ...{ atTermEnd: 'leave', nextAgreementId: null },
  });
  const next = await post('/agreements', { offerId: plan.offerId, startsOn: '2027-04-01' });
  expect(next).toMatchObject({ state: 'signed', nextAgreementId: null });
  expect(await read(path)).toMatchObject({ atTermEnd: 'leave', nextAgreementId: next.agreementId });
  const { items } = await read('/agreements');
  expect(items.map((one: { nextAgreementId: string }) => one.nextAgreementId)).toEqual([
    null,
    next.agreementId,
  ]);
});
