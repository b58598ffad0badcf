import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { accountId, Books, countsFrom, Ledger, type Address } from '#ledger';
import { newId, Operators, Temporal, type Actor, type Database } from '#platform';
import { eventually, ownDatabase, partyActor, testDatabase, testOperator } from '#testing';

/** A database of its own: what is spoilt here must not be found by others. */
let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
let owner: pg.Client;
let operatorId: string;
let staff: Actor;
const [ledger, books] = [new Ledger(), new Books()];
const day = Temporal.PlainDate.from;
const issued: Address = { owner: null, unit: 'CREDIT', code: 'issued' };
const spent: Address = { owner: null, unit: 'CREDIT', code: 'spent' };

beforeAll(async () => {
  own = await ownDatabase();
  db = await testDatabase(own.config);
  owner = new pg.Client({ connectionString: own.config.DATABASE_URL });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await db.onApplicationShutdown();
  await own.drop();
});
beforeEach(async () => {
  ({ operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z'));
  await db.tx(staff, (tx) =>
    ledger.open(
      tx,
      [issued, spent].map((account) => ({ ...account, floor: null })),
    ),
  );
});

const moving = (id: string) => ({
  id,
  debit: accountId(operatorId, issued),
  credit: accountId(operatorId, spent),
  amount: 100n,
  code: 'test',
  reference: { type: 'test', id: '1' },
});
/** Moves a credit, counting for a day; answers its number. */
async function move(countsOn = day('2026-09-01'), actor = staff): Promise<bigint> {
  const id = newId();
  await db.tx(actor, (tx) => ledger.post(tx, { ...moving(id), countsOn }));
  const { rows } = await owner.query('SELECT seq FROM ledger.transfer WHERE transfer_id = $1', [id]);
  return BigInt(rows[0].seq);
}
const close = (until: string, actor = staff) => db.tx(actor, (tx) => books.closeUntil(tx, day(until)));
const closedUntil = (actor = staff) => db.tx(actor, (tx) => books.closedUntil(tx));
const settledSeq = () => db.tx(staff, (tx) => books.settledSeq(tx));
/** Who writes elsewhere on the server is waited for too. */
const settledFrom = (seq: bigint) =>
  eventually('nobody writes any more', async () => {
    const settled = await settledSeq();
    return settled !== null && settled >= seq && settled;
  });
const seal = (seq: bigint) => db.tx(staff, (tx) => books.seal(tx, seq));
const verify = () => db.tx(staff, (tx) => books.verify(tx));
const lastVerification = () => db.tx(staff, (tx) => books.lastVerification(tx));
const periodOpen = { code: 'ledger.period-open' };

test('books are closed up to a day that has passed, and stay closed', async () => {
  expect(await closedUntil()).toBeNull();
  for (const notOver of ['2026-09-01', '2026-09-02'])
    await expect(close(notOver)).rejects.toMatchObject(periodOpen);
  await close('2026-08-30');
  await close('2026-08-30');
  await expect(close('2026-08-29')).rejects.toMatchObject(periodOpen);
  expect(await closedUntil()).toEqual(day('2026-08-30'));
  await close('2026-08-31');
  expect(await closedUntil(partyActor(operatorId, newId()))).toEqual(day('2026-08-31'));
  await expect(move(day('2026-08-31'))).rejects.toMatchObject({ code: 'ledger.period-closed' });
  await move(day('2026-09-01'));
});

test('what is being posted for a day is there before its books are closed', async () => {
  let closing: Promise<void> | undefined;
  await db.tx(staff, async (tx) => {
    await ledger.post(tx, { ...moving(newId()), countsOn: day('2026-08-31') });
    closing = close('2026-08-31');
    await eventually(
      'the closing waits',
      async () => {
        const { rows } = await owner.query(
          'SELECT FROM pg_locks JOIN pg_stat_activity a USING (pid) WHERE NOT granted AND a.datname = current_database()',
        );
        return rows.length > 0;
      },
      20,
    );
    expect(await closedUntil()).toBeNull();
  });
  await closing;
  expect(await closedUntil()).toEqual(day('2026-08-31'));
});

test('who closed the books, and up to when, is in the trail; a refusal is not', async () => {
  await close('2026-08-31');
  await expect(close('2026-08-01')).rejects.toMatchObject(periodOpen);
  const { rows } = await owner.query(
    "SELECT verb, role, subject_type, subject_id, details FROM platform.audit WHERE operator_id = $1 AND verb ~ '^ledger'",
    [operatorId],
  );
  expect(rows).toEqual([
    {
      verb: 'ledger.close-books',
      role: 'job',
      subject_type: 'operator',
      subject_id: operatorId,
      details: { until: '2026-08-31' },
    },
  ]);
});

test('books are closed by the operator’s finance officer or administrator', async () => {
  const as = (role: Actor['role']): Actor => ({ ...staff, role });
  for (const actor of [as('broker'), partyActor(operatorId, newId(), 'finance')])
    await expect(close('2026-08-30', actor)).rejects.toMatchObject({ code: 'platform.forbidden' });
  for (const role of ['finance', 'administrator'] as const) await close('2026-08-30', as(role));
});

test('transfers are sealed up to a settled number, each once', async () => {
  expect(await settledSeq()).toBeNull();
  const first = await move();
  expect(await settledFrom(first)).toBe(first);
  await move();
  expect(await seal(first)).toBe(1);
  expect(await seal(first)).toBe(0);
  const third = await move();
  expect(await seal(await settledFrom(third))).toBe(2);
  const { rows } = await owner.query(
    'SELECT batch_no, transfers, sealed_at FROM ledger.batch WHERE operator_id = $1 ORDER BY batch_no',
    [operatorId],
  );
  expect(rows).toEqual([
    { batch_no: 1, transfers: 1, sealed_at: new Date('2026-09-01T09:00:00Z') },
    { batch_no: 2, transfers: 2, sealed_at: new Date('2026-09-01T09:00:00Z') },
  ]);
});

test('while one seals, another seals nothing', async () => {
  const seq = await move();
  await db.tx(staff, async (tx) => {
    expect(await books.seal(tx, seq)).toBe(1);
    expect(await seal(seq)).toBe(0);
  });
});

test('what a verification found is kept, once for a moment, and the last is shown', async () => {
  expect(await lastVerification()).toBeNull();
  const [first, later] = ['2026-09-01T09:00:00Z', '2026-09-02T09:00:00Z'].map((at) =>
    Temporal.Instant.from(at),
  );
  await move();
  const right = { verifiedAt: first, findings: [] };
  expect(await verify()).toEqual(right);
  expect(await lastVerification()).toEqual(right);

  await owner.query('SET session_replication_role = replica');
  await owner.query('UPDATE ledger.stripe SET debits_posted = debits_posted + 5 WHERE operator_id = $1', [
    operatorId,
  ]);
  const { findings } = await verify();
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.stringContaining('all accounts in CREDIT add up to -10, not to 0'),
      expect.stringContaining(`account ${accountId(operatorId, issued)} (issued) shows 105, 0, 0, 0`),
    ]),
  );
  expect(await lastVerification()).toEqual(right);

  await db.tx(staff, (tx) => new Operators().advance(tx, later!));
  expect(await verify()).toEqual({ verifiedAt: later, findings });
  expect(await lastVerification()).toEqual({ verifiedAt: later, findings });
});

test('what is of closed books counts from the first open day, what is of open ones from its own', () => {
  const [closed, firstOpen] = [day('2026-08-31'), day('2026-09-01')];
  for (const before of ['2025-01-01', '2026-08-31'])
    expect(countsFrom(day(before), closed)).toEqual(firstOpen);
  expect(countsFrom(day('2026-09-02'), closed)).toEqual(day('2026-09-02'));
  expect(countsFrom(day('2025-01-01'), null)).toEqual(day('2025-01-01'));
});
