import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import { answers, forbidden, openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const says = (actors: readonly Actor[], verb: () => (tx: Tx) => Promise<unknown>) =>
  answers(stage, actors, verb);
const host = () => stage.created.hostId;
const school = () => stage.asking.organisationId;

test('plans and services are committed to by those who commit the school, delivered by the provider’s manager', async () => {
  const { as, agreements, purchases, independent } = stage;
  const prepare = () => (tx: Tx) =>
    agreements.prepare(tx, {
      agreementId: newId(),
      schoolId: stage.other.organisationId,
      offerId: independent,
    });
  const wrong = [as(stage.other.organisationId, 'chair'), as(school()), as(host(), 'manager')];
  expect(await says(wrong, prepare)).toEqual(forbidden(wrong));
  const purchaseId = newId();
  const { providerId } = await stage.db.tx(stage.head, (tx) =>
    purchases.buy(tx, { purchaseId, schoolId: school(), offerId: independent }),
  );
  expect(
    await says(
      [as(providerId, 'practitioner'), as(school())],
      () => (tx) => purchases.deliver(tx, purchaseId),
    ),
  ).toEqual(['platform.forbidden', 'platform.forbidden']);
  expect(await says([as(school(), 'chair')], () => (tx) => purchases.cancel(tx, purchaseId))).toEqual([
    'platform.forbidden',
  ]);
  expect(await says([as(providerId, 'key')], () => (tx) => purchases.deliver(tx, purchaseId))).toEqual([
    'done',
  ]);
});
