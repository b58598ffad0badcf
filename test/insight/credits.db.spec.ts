import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Credits } from '#insight';
import { accountId, type Address } from '#ledger';
import { newId, type Database, type Tx } from '#platform';
import { testConfig, testDatabase } from '#testing';
import { issued, poolOf } from '#entitlements';
import { bank, day, ledger, memberSchools } from '../rules/entitlements/bank.js';

const spent: Address = { owner: null, unit: 'CREDIT', code: 'spent' };
const expired: Address = { owner: null, unit: 'CREDIT', code: 'expired' };
let db: Database;
let stage: Awaited<ReturnType<typeof memberSchools>>;

beforeAll(async () => {
  db = await testDatabase();
  stage = await memberSchools(db);
  const { one, two, clock } = stage;
  await clock('2027-03-10T09:00:00Z');
  await move('grant', issued('CREDIT'), poolOf(one, 'CREDIT'), 900n, '2026-05-20');
  await move('use', poolOf(one, 'CREDIT'), spent, 100n, '2026-07-01');
  await move('support', poolOf(one, 'CREDIT'), poolOf(two, 'CREDIT'), 200n, '2026-08-31');
  await move('grant', issued('CREDIT'), poolOf(two, 'CREDIT'), 500n, '2026-09-01');
  await move('support', poolOf(one, 'CREDIT'), poolOf(two, 'CREDIT'), 50n, '2027-01-15');
  await move('give', poolOf(two, 'CREDIT'), poolOf(one, 'CREDIT'), 30n, '2027-01-31');
  await move('use', poolOf(two, 'CREDIT'), spent, 40n, '2027-02-01');
  await move('expire', poolOf(two, 'CREDIT'), expired, 10n, '2027-02-28');
  await move('grant', issued('CREDIT'), poolOf(one, 'CREDIT'), 70n, '2027-03-10');
  await move('adjust', issued('CREDIT'), poolOf(one, 'CREDIT'), 60n, '2027-03-09');
  await move('adjust', poolOf(one, 'CREDIT'), issued('CREDIT'), 25n, '2027-03-10');
  // Of a term to come, and out of what comes then.
  await move('grant', issued('CREDIT'), poolOf(one, 'CREDIT'), 800n, '2027-04-01');
  await move('support', poolOf(one, 'CREDIT'), poolOf(two, 'CREDIT'), 3n, '2027-04-01');
  await move('use', poolOf(two, 'CREDIT'), spent, 2n, '2027-04-02');
}, 60_000);
afterAll(() => db.onApplicationShutdown());

async function move(code: string, from: Address, to: Address, amount: bigint, on: string): Promise<void> {
  const { operatorId, staff } = stage;
  await db.tx(staff, async (tx) => {
    await ledger.open(
      tx,
      [from, to].map((one) =>
        one.code === 'credit-bank' ? { ...one, lots: true } : { ...one, floor: null },
      ),
    );
    const [debit, credit] = [accountId(operatorId, from), accountId(operatorId, to)];
    const reference = { type: 'test', id: code };
    await ledger.post(tx, { id: newId(), debit, credit, amount, code, reference, countsOn: day(on) });
  });
}

const monthsOf = (from: string, to: string) =>
  db.tx(stage.staff, (tx) => bank.months(tx, day(from), day(to)));

test('what is in issue is all there is today; what was granted, earned and spent is of this school year until then', async () => {
  expect(await db.tx(stage.staff, (tx) => new Credits().totals(tx))).toMatchObject({
    inIssue: 1355n,
    held: 0n,
    granted: 570n,
    earned: 50n,
    spent: 40n,
  });
});

test('each month says what moved in it, and what was in issue at its end', async () => {
  expect(await monthsOf('2026-08-15', '2027-02-28')).toMatchObject([
    { granted: 0n, earned: 200n, spent: 0n, inIssue: 800n },
    { granted: 500n, earned: 0n, inIssue: 1300n },
    { inIssue: 1300n },
    { inIssue: 1300n },
    { inIssue: 1300n },
    { earned: 50n, given: 30n, inIssue: 1300n },
    { spent: 40n, expired: 10n, inIssue: 1250n },
  ]);
});

test('a correction is neither a grant nor spent', async () => {
  expect(await monthsOf('2027-02-01', '2027-03-10')).toMatchObject([
    { corrected: 0n, inIssue: 1250n },
    { granted: 70n, spent: 0n, corrected: 35n, inIssue: 1355n },
  ]);
});

test('the last month ends on the day asked for', async () => {
  expect(await monthsOf('2027-02-01', '2027-02-27')).toMatchObject([
    { spent: 40n, expired: 0n, inIssue: 1260n },
  ]);
  expect(await monthsOf('2026-05-01', '2026-05-31')).toMatchObject([{ granted: 900n, inIssue: 900n }]);
});

test('neither reads what was before', async () => {
  const { operatorId, staff, one } = stage;
  await db.tx(staff, (tx) =>
    ledger.apply(
      tx,
      Array.from({ length: 1000 }, (_, n) => ({
        kind: 'post',
        id: newId(),
        debit: accountId(operatorId, issued('CREDIT')),
        credit: accountId(operatorId, poolOf(one, 'CREDIT')),
        amount: 1n,
        code: 'grant',
        reference: { type: 'test', id: 'before' },
        countsOn: day('2025-01-01').add({ days: n % 365 }),
      })),
    ),
  );
  await gatherStatistics();
  const read = await db.tx(staff, async (tx) => {
    const before = await transfersRead(tx);
    await bank.months(tx, day('2026-09-01'), day('2027-03-10'));
    await new Credits().totals(tx);
    return (await transfersRead(tx)) - before;
  });
  expect(read).toBeLessThan(100n);
});

/** As autovacuum does in time: statistics that know nothing of this operator lead to its transfers by another index. */
async function gatherStatistics(): Promise<void> {
  const owner = new pg.Client({ connectionString: testConfig().DATABASE_URL });
  await owner.connect();
  await owner.query('ANALYZE ledger.transfer, ledger.account').finally(() => owner.end());
}

/** By this connection, until its statistics are next written down, which is not within a transaction. */
async function transfersRead(tx: Tx): Promise<bigint> {
  const [row] = await tx.query<{ read: bigint }>(
    `SELECT (seq_tup_read + idx_tup_fetch)::bigint AS read FROM pg_stat_xact_user_tables WHERE schemaname = 'ledger' AND relname = 'transfer'`,
  );
  return row!.read;
}
