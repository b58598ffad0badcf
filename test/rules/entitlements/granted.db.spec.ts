import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Database } from '#platform';
import { testDatabase } from '#testing';
import { someoneWaits } from '../stage.js';
import { bank, memberSchools } from './bank.js';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const refusedAs = (attempt: Promise<unknown>, code: string) =>
  expect(attempt).rejects.toMatchObject({ code });

test('one person grants a school so much in so many days, in whatever parts, and proposes a correction beyond', async () => {
  const bound = { ledger: { most_granted: 1_000, granted_days: 30 } };
  const { staff, one, two, grant, someone, available, clock } = await memberSchools(db, bound);
  const refused = {
    code: 'entitlements.most-granted',
    message:
      'Without a second person a school is granted up to 10 credits in 30 days, and now up to 3 credits more. For more than that propose a correction that adds credits, which somebody else decides.',
  };
  const first = { id: newId(), schoolId: one, amount: 700n, reason: 'A prize' };
  for (let sent = 0; sent < 2; sent++) await db.tx(staff, (tx) => bank.grant(tx, first));
  const finance = await someone('finance');
  for (const actor of [staff, finance, { ...finance, personId: null, role: 'key' } as Actor])
    await expect(grant(one, 301n, {}, actor)).rejects.toMatchObject(refused);
  // What two people decided counts for nobody's word, and another school has its own.
  const correction = { ...first, id: newId() };
  await db.tx(finance, (tx) => bank.proposeAdjustment(tx, correction));
  const second = await someone('finance');
  await db.tx(second, (tx) => bank.approveAdjustment(tx, correction.id));
  await grant(two, 1_000n);
  await grant(one, 300n);
  await refusedAs(grant(one, 1n), 'entitlements.most-granted');
  // Sent again, what was granted is granted.
  await db.tx(staff, (tx) => bank.grant(tx, first));
  await clock('2026-09-30T09:00:00Z');
  await refusedAs(grant(one, 1n), 'entitlements.most-granted');
  await clock('2026-10-01T09:00:00Z');
  await grant(one, 1_000n);
  expect(await available(one)).toBe(2_700n);
});

test('of two grants at once that are too much together the second waits for the first, and is refused', async () => {
  const { staff, one, grant, available } = await memberSchools(db, { ledger: { most_granted: 1_000 } });
  let second: Promise<unknown>;
  await db.tx(staff, async (tx) => {
    await bank.grant(tx, { id: newId(), schoolId: one, amount: 600n, reason: 'Allocation' });
    second = grant(one, 600n).catch((error: { code: string }) => error.code);
    await Promise.race([second, someoneWaits({ db })]);
  });
  expect(await second!).toBe('entitlements.most-granted');
  expect(await available(one)).toBe(600n);
});
