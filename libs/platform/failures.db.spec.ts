import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Failures, newId, Refusal, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';

const failures = new Failures(testConfig());
let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

test('what failed for one reason stands together, the longest waiting first, and is tried again together', async () => {
  const { staff } = await testOperator(db);
  const fail = async (work: string, reason: string): Promise<string> => {
    const subjectId = newId();
    const error = new Refusal('test.no', reason);
    await db.tx(staff, (tx) => failures.record(tx, { work, subjectId, entityId: subjectId, error }));
    return subjectId;
  };
  const first = await fail('a', 'No roll.');
  const other = await fail('a', 'No address.');
  const elsewhere = await fail('b', 'No roll.');
  const second = await fail('a', 'No roll.');
  const listed = await db.tx(staff, (tx) => failures.list(tx, { limit: 10 }));
  expect(listed.map(({ entityId }) => entityId)).toEqual([first, second, other, elsewhere]);
  const ripe = (work: string) => db.tx(staff, (tx) => failures.ripe(tx, work));
  expect(await ripe('a')).toEqual([]);
  await db.tx(staff, (tx) => failures.tryAgain(tx, listed[1]!.failureId));
  expect((await ripe('a')).sort()).toEqual([first, second].sort());
  expect(await ripe('b')).toEqual([]);
});
