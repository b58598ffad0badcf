import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Catalogue, type NewOffer } from '#catalogue';
import { Vocabularies } from '#operating-model';
import { newId, type Actor, type Database, type Tx } from '#platform';
import { testDatabase, testOperator } from '#testing';

const catalogue = new Catalogue(new Vocabularies());
let db: Database;
let staff: Actor;
beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db, '2026-09-01T09:00:00Z'));
});
afterAll(() => db.onApplicationShutdown());

const inTx = <Result>(fn: (tx: Tx) => Promise<Result>) => db.tx(staff, fn);
const silver: Omit<NewOffer, 'offerId' | 'slug' | 'grants'> = {
  ...{ providerId: newId(), kind: 'plan', title: 'Silver', summary: '', need: 'leadership' },
  ...{ serviceType: 'consultancy', accepts: ['money'], tier: 2, cfrCode: 'E27', aarCode: 'BAE230' },
  prices: [],
};

test('a plan grants for kinds of service that the operator has, and says for which', async () => {
  const credits = { unit: 'CREDIT', pool: 'credit-bank', amount: 4_000n, label: 'credits' };
  const publish = (restriction: readonly string[], over: object = {}) =>
    db.tx(staff, async (tx) => {
      const plan = {
        ...silver,
        offerId: newId(),
        slug: newId(),
        grants: [{ ...credits, restriction, ...over }],
      };
      await catalogue.publish(tx, plan);
      return catalogue.offer(tx, plan.offerId);
    });
  const one = await publish(['training']);
  expect(one.grants).toMatchObject([{ restriction: ['training'], label: 'credits for Training only' }]);
  expect((await publish(['services', 'training', 'services'])).grants).toMatchObject([
    { restriction: ['services', 'training'], label: 'credits for Other services or Training only' },
  ]);
  expect((await publish([])).grants).toMatchObject([{ restriction: null, label: 'credits' }]);
  await expect(publish(['training', 'trains'])).rejects.toMatchObject({
    code: 'operating-model.no-such-word',
  });
  // A visit is of no kind of service: such a day could be spent on none.
  await expect(publish(['training'], { unit: 'DAY', pool: 'entitlement' })).rejects.toMatchObject({
    code: 'catalogue.restricted-days',
  });
  // Nor does anyone write one past the program.
  const write = (unit: string, restriction: string[]) =>
    inTx((tx) =>
      tx.query(
        `INSERT INTO catalogue.plan_grant (operator_id, offer_id, position, unit, pool, amount, label, restriction)
         VALUES ($1, $2, 9, $3, 'pool', 1, 'more', $4)`,
        [tx.operatorId, one.offerId, unit, restriction],
      ),
    );
  for (const [unit, restriction, constraint] of [
    ['CREDIT', ['training', 'trains'], 'plan_grant_restriction_words'],
    ['CREDIT', [null], 'plan_grant_restriction_words'],
    ['CREDIT', [], 'plan_grant_restriction'],
    ['DAY', ['training'], 'plan_grant_restriction'],
  ] as const)
    await expect(write(unit, restriction as never)).rejects.toMatchObject({ constraint });
  await write('CREDIT', ['training', 'services']);
});
