import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Operators, Temporal, type Actor, type Database } from '#platform';
import { testDatabase, testOperator } from '#testing';
import { AgreementRules } from './settings.js';

let db: Database;
let staff: Actor;
beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db));
});
afterAll(() => db.onApplicationShutdown());

const given = {
  year_start: { maintained: '04-01', academy: '09-01' },
  notice_days: 60,
  reminder_days: 20,
};
const rules = (agreements: object) =>
  db.tx(staff, async (tx) => {
    await tx.query('UPDATE platform.operator SET settings = $2 WHERE operator_id = $1', [
      tx.operatorId,
      { agreements },
    ]);
    return new AgreementRules(new Operators()).of(tx);
  });

test('what an operator says of its agreements holds', async () => {
  const own = { ...given, invoice_days: 14, start_back_days: 0, start_ahead_days: 90 };
  expect(await rules(own)).toMatchObject({
    noticeDays: 60,
    reminderDays: 20,
    invoiceDays: 14,
    startBackDays: 0,
    startAheadDays: 90,
  });
});

test('what it leaves out is billed 30 days before and starts from a month ago to a year ahead', async () => {
  expect(await rules(given)).toMatchObject({ invoiceDays: 30, startBackDays: 31, startAheadDays: 366 });
});

test('the year of an academy is its own; every other school has that of maintained ones', async () => {
  const { yearFor } = await rules(given);
  const starts = (status: Parameters<typeof yearFor>[0]) =>
    yearFor(status, Temporal.PlainDate.from('2026-08-31')).startsOn.toString();
  expect(starts('academy')).toBe('2025-09-01');
  for (const status of ['maintained', 'independent', 'other'] as const)
    expect(starts(status)).toBe('2026-04-01');
});
