import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { accountId, Books, Ledger, ledgerChecks, type Address } from '#ledger';
import { Database, newId, policyCheck, type Actor } from '#platform';
import { ownDatabase, testOperator } from '#testing';

/** A database of its own: what is spoilt here must not be found by others. */
let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
let owner: pg.Client;
let staff: Actor;
let operatorId: string;
const ledger = new Ledger();
const books = new Books();
beforeAll(async () => {
  own = await ownDatabase();
  db = await Database.connect(own.config, { pool: 5 });
  owner = new pg.Client({ connectionString: own.config.DATABASE_URL });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await db.onApplicationShutdown();
  await own.drop();
});

const issue: Address = { owner: null, unit: 'CREDIT', code: 'issued' };
let bank: Address;
let spend: string;
let hold: string;
const at = (address: Address) => accountId(operatorId, address);
const post = (debit: Address, credit: Address, amount: bigint, id = newId()) =>
  ({
    kind: 'post',
    id,
    debit: at(debit),
    credit: at(credit),
    amount,
    code: 'test',
    reference: { type: 'test', id: '1' },
  }) as const;

/** Two sealed batches: a grant and a spend; then a hold half settled; and one more transfer not sealed yet. */
beforeEach(async () => {
  ({ operatorId, staff } = await testOperator(db));
  bank = { owner: newId(), unit: 'CREDIT', code: 'credit-bank' };
  [spend, hold] = [newId(), newId()];
  await db.tx(staff, (tx) =>
    ledger.open(tx, [
      { ...issue, floor: null },
      { ...bank, lots: true },
    ]),
  );
  await db.tx(staff, (tx) => ledger.apply(tx, [post(issue, bank, 500n)]));
  await db.tx(staff, (tx) => ledger.apply(tx, [post(bank, issue, 100n, spend)]));
  await seal();
  await db.tx(staff, (tx) => ledger.apply(tx, [{ ...post(bank, issue, 50n, hold), kind: 'hold' }]));
  await db.tx(staff, (tx) => ledger.settle(tx, { id: newId(), hold, amount: 20n, remainder: 'keep' }));
  await seal();
  await db.tx(staff, (tx) => ledger.apply(tx, [post(issue, bank, 1n)]));
});

async function seal(): Promise<number> {
  const settled = await db.tx(staff, (tx) => books.settledSeq(tx));
  return db.tx(staff, (tx) => books.seal(tx, settled!));
}
const findings = async () => (await db.tx(staff, (tx) => books.verify(tx))).findings;
/** As the owner of the tables, behind every privilege and check. */
async function tamper(sql: string, parameters: unknown[] = []): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  expect((await owner.query(sql, parameters)).rowCount).toBeGreaterThan(0);
}

test('the books of an operator are right, and its verification is kept', async () => {
  expect(await findings()).toEqual([]);
  expect(await db.tx(staff, (tx) => books.lastVerification(tx))).toMatchObject({ findings: [] });
  expect(await seal()).toBe(1);
  expect(await seal()).toBe(0);
});

test('one old row changed by the owner is located to its batch', async () => {
  await tamper("UPDATE ledger.transfer SET description = 'as if' WHERE transfer_id = $1", [spend]);
  expect(await findings()).toEqual([
    expect.stringMatching(/batch 1 \(transfers numbered 1 to \d+\) is not as it was sealed/),
  ]);
});

test('an amount changed behind the ledger’s back is found in the balance and in the batch', async () => {
  await tamper('UPDATE ledger.transfer SET posted = 10 WHERE transfer_id = $1', [spend]);
  const found = await findings();
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`account ${at(bank)}`),
      expect.stringMatching(/batch 1 .* is not as it was sealed/),
    ]),
  );
});

test('a row taken away or slipped in behind a seal is found', async () => {
  await tamper('DELETE FROM ledger.transfer WHERE of_id = $1', [hold]);
  expect(await findings()).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/batch 2 .* was sealed with 2 transfers and has 1/),
      expect.stringContaining(`hold ${hold} shows 30`),
    ]),
  );
});

test('a lot, a stripe, a bound and a seal that do not fit are each found', async () => {
  await tamper('UPDATE ledger.lot_entry SET posted = posted + 1 WHERE transfer_id = $1', [spend]);
  await tamper('UPDATE ledger.stripe SET debits_posted = debits_posted + 5 WHERE account_id = $1', [
    at(issue),
  ]);
  await tamper('UPDATE ledger.batch SET hash = $2 WHERE operator_id = $1 AND batch_no = 2', [
    operatorId,
    Buffer.alloc(32),
  ]);
  const found = (await findings()).join('\n');
  for (const part of [
    /all accounts in CREDIT add up to -5/,
    /\(issued\) shows/,
    /lot .* shows/,
    /batch 1 .* is not as it was sealed/,
    /batch 2 .* is not as it was sealed/,
  ])
    expect(found).toMatch(part);
});

test('no role of the application may change or delete what was recorded', async () => {
  for (const role of ['middletier_app', 'middletier_system', 'middletier_ledger']) {
    for (const table of ['transfer', 'lot_entry', 'batch']) {
      const { rows } = await owner.query(
        "SELECT has_table_privilege($1, 'ledger.' || $2, 'UPDATE, DELETE, TRUNCATE') AS may",
        [role, table],
      );
      expect([role, table, rows[0].may]).toEqual([role, table, false]);
    }
  }
});

test('a table of an operator’s without policy is named', async () => {
  expect(await db.systemTx('test', (tx) => policyCheck.findings(tx))).toEqual([]);
  await owner.query('CREATE TABLE public.unguarded (operator_id uuid)');
  expect(await db.systemTx('test', (tx) => policyCheck.findings(tx))).toEqual([
    'Table unguarded has no row-level security.',
  ]);
  await owner.query('DROP TABLE public.unguarded');
});

test('the whole database is verified under the system role', async () => {
  const other = await testOperator(db);
  for (const check of ledgerChecks) {
    expect([check.name, await db.systemTx('test', (tx) => check.findings(tx, other.operatorId))]).toEqual([
      check.name,
      [],
    ]);
    await db.systemTx('test', (tx) => check.findings(tx));
  }
});
