import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { accountId, Ledger, type Command } from '#ledger';
import { applicationUrl, Database, jobActor, migrate, newId, Operators, readConfig, startEmbedded, Temporal, type Actor } from '#platform';
import type { Measure } from './measure.js';

const ledger = new Ledger();
const clients = 8;
const schools = 1_000;
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = 3;
const reference = { type: 'bench', id: '1' };

interface Bench {
  readonly db: Database;
  readonly actor: Actor;
  readonly owner: pg.Client;
  readonly accounts: readonly string[];
  readonly issue: string;
}

/** The ledger's ratios (DESIGN section 14, and reads at a million transfers), on an embedded server with normal durability. */
export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'middletier-bench-'));
  const server = await startEmbedded(directory, ['shared_buffers=512MB', 'max_wal_size=4GB']);
  const secret = 'bench only: thirty-two characters or more';
  await migrate(server.url, secret);
  const db = await Database.connect(applicationUrl(readConfig({ DATABASE_URL: server.url, SECRET: secret })), { pool: clients });
  const owner = new pg.Client({ connectionString: server.url });
  await owner.connect();
  try {
    const books = await open(db, owner);
    await twin(books);
    return [...(await reads(books)), await single(books), await contended(books), await groups(books)];
  } finally {
    await owner.end();
    await db.onApplicationShutdown();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function open(db: Database, owner: pg.Client): Promise<Bench> {
  const operatorId = newId();
  await db.systemTx('bench', (tx) => new Operators().create(tx, {
    operatorId, slug: 'bench', name: 'Bench', blueprint: 'bench', colour: '#000000', rehearsalNow: null, settings: {},
  }));
  const actor = jobActor(operatorId, 'bench');
  const addresses = Array.from({ length: schools }, () => ({ owner: newId(), unit: 'GBP' as const, code: 'wallet' }));
  const issue = { owner: null, unit: 'GBP' as const, code: 'issue' };
  await db.tx(actor, (tx) => ledger.open(tx, [{ ...issue, floor: null }, ...addresses]));
  const accounts = addresses.map((address) => accountId(operatorId, address));
  const books = { db, actor, owner, accounts, issue: accountId(operatorId, issue) };
  await db.tx(actor, (tx) => ledger.apply(tx, accounts.map((credit) => ({
    kind: 'post', id: newId(), debit: books.issue, credit, amount: 1_000_000_000n, code: 'grant', reference,
  }))));
  return books;
}

/** The ledger's own tables again, keys, policies and all, for hand-written SQL to write to. */
async function twin({ owner }: Bench): Promise<void> {
  await owner.query(`
    CREATE SCHEMA bench;
    GRANT USAGE ON SCHEMA bench TO middletier_app, middletier_system;
    CREATE TABLE bench.account (LIKE ledger.account INCLUDING ALL) WITH (fillfactor = 70);
    CREATE TABLE bench.transfer (LIKE ledger.transfer INCLUDING ALL,
      FOREIGN KEY (operator_id, debit_id) REFERENCES bench.account, FOREIGN KEY (operator_id, credit_id) REFERENCES bench.account);
    SELECT platform.protect('bench.account', 'parties', ARRAY['owner_id']);
    SELECT platform.protect('bench.transfer', 'parties', ARRAY['debit_owner_id', 'credit_owner_id']);
    INSERT INTO bench.account (operator_id, account_id, owner_id, unit, code, name, floor, ceiling, lots, opened_at, credits_posted)
      SELECT operator_id, account_id, owner_id, unit, code, name, floor, ceiling, lots, opened_at, credits_posted FROM ledger.account;`);
}

const pick = (list: readonly string[]): string => list[Math.floor(Math.random() * list.length)]!;
const pair = (list: readonly string[]): [string, string] => {
  const debit = pick(list);
  for (;;) {
    const credit = pick(list);
    if (credit !== debit) return [debit, credit];
  }
};

/** How often `work` is done in a second by all clients together. */
async function rate(work: () => Promise<unknown>, parallel = clients): Promise<number> {
  const started = performance.now();
  let done = 0;
  await Promise.all(Array.from({ length: parallel }, async () => {
    while (performance.now() - started < seconds * 1000) {
      await work();
      done++;
    }
  }));
  return done / ((performance.now() - started) / 1000);
}

/** Floor and ours by turns, so that the machine's moods touch both. */
async function compare(floor: () => Promise<unknown>, ours: () => Promise<unknown>, parallel = clients): Promise<{ floor: number; ours: number; ratio: number }> {
  const sums = { floor: 0, ours: 0 };
  for (let round = 0; round < rounds; round++) {
    sums.floor += await rate(floor, parallel);
    sums.ours += await rate(ours, parallel);
  }
  return { floor: sums.floor / rounds, ours: sums.ours / rounds, ratio: sums.ours / sums.floor };
}

const post = (debit: string, credit: string): Command => ({ kind: 'post', id: newId(), debit, credit, amount: 1n, code: 'pay', reference });

const columns = `operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, reference_type, reference_id, counts_on,
  recorded_at, debit_owner_id, credit_owner_id, role, input_hash`;

async function single({ db, actor, accounts }: Bench): Promise<Measure> {
  const { floor, ours, ratio } = await compare(
    () => db.tx(actor, (tx) => {
      const [debit, credit] = pair(accounts);
      return tx.query(
        `WITH d AS (UPDATE bench.account SET debits_posted = debits_posted + $5, version = version + 1
                    WHERE operator_id = $1 AND account_id = $3 RETURNING owner_id, unit),
              k AS (UPDATE bench.account SET credits_posted = credits_posted + $5, version = version + 1
                    WHERE operator_id = $1 AND account_id = $4 RETURNING owner_id)
         INSERT INTO bench.transfer (${columns})
         SELECT $1, $2, 'post', $3, $4, d.unit, $5, 0, 'pay', 'bench', '1', $6, $7, d.owner_id, k.owner_id, 'job', $8 FROM d, k
         RETURNING transfer_id, kind, debit_id, credit_id, unit, posted, held, counts_on, recorded_at`,
        [actor.operatorId, newId(), debit, credit, 1n, tx.today.toString(), tx.now.toString(), Buffer.alloc(32)]);
    }),
    () => db.tx(actor, (tx) => ledger.apply(tx, [post(...pair(accounts))])),
  );
  return {
    work: 'one posting, 8 clients', floor: 'the same three rows in one hand-written statement, same keys and policies', ratio,
    owed: '≥ 0.9', met: ratio >= 0.9, detail: `${ours.toFixed(0)} a second; floor ${floor.toFixed(0)}`,
  };
}

async function contended({ db, actor, accounts, issue }: Bench): Promise<Measure> {
  const hot = accounts[0]!;
  const { floor, ours, ratio } = await compare(
    () => db.tx(actor, (tx) => ledger.apply(tx, [post(pick(accounts), issue)])),
    () => db.tx(actor, (tx) => ledger.apply(tx, [post(hot, issue)])),
  );
  return {
    work: 'one bounded account, 8 clients at once', floor: 'the same postings over 1,000 accounts', ratio,
    owed: '≥ 0.4', met: ratio >= 0.4, detail: `${ours.toFixed(0)} a second; uncontended ${floor.toFixed(0)}`,
  };
}

async function groups({ db, actor, accounts }: Bench): Promise<Measure> {
  const size = 1_000;
  const { floor, ours, ratio } = await compare(
    () => db.tx(actor, (tx) => {
      const pairs = Array.from({ length: size }, () => pair(accounts));
      return tx.query(
        `INSERT INTO bench.transfer (${columns})
         SELECT $1, id, 'post', debit, credit, 'GBP', 1, 0, 'pay', 'bench', '1', $5, $6, $7, $7, 'job', $8
         FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS row (id, debit, credit)
         RETURNING transfer_id, kind, debit_id, credit_id, unit, posted, held, counts_on, recorded_at`,
        [actor.operatorId, pairs.map(() => newId()), pairs.map(([debit]) => debit), pairs.map(([, credit]) => credit),
          tx.today.toString(), tx.now.toString(), newId(), Buffer.alloc(32)]);
    }),
    () => db.tx(actor, (tx) => ledger.apply(tx, Array.from({ length: size }, () => post(...pair(accounts))))),
    2,
  );
  return {
    work: 'postings in groups of 1,000, 2 clients', floor: 'one INSERT of the transfer rows alone, same keys and policies', ratio,
    owed: '≥ 0.6', met: ratio >= 0.6, detail: `${(ours * size).toFixed(0)} postings a second; floor ${(floor * size).toFixed(0)}`,
  };
}

/** One account's balance, and the last page of its statement, on each of fifty accounts by turns. */
async function readRates({ db, actor, accounts }: Bench): Promise<{ balance: number; statement: number }> {
  const some = accounts.slice(0, 50);
  const from = Temporal.PlainDate.from('2026-11-20');
  return {
    balance: await rate(() => db.tx(actor, (tx) => ledger.balances(tx, [pick(some)])), 4),
    statement: await rate(() => db.tx(actor, (tx) => ledger.statement(tx, pick(some), { from, limit: 50 })), 4),
  };
}

/** Fills the books to a million transfers as the owner, faster than they could be posted, with totals to match. */
async function fill({ owner, actor, accounts }: Bench, transfers: number): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    `INSERT INTO ledger.transfer (${columns})
     SELECT $1, gen_random_uuid(), 'post', pair.debit, pair.credit, 'GBP', 1, 0, 'fill', 'bench', '1', date '2026-09-01' + n % 60, now(), d.owner_id, k.owner_id, 'job', '\\x00'
     FROM generate_series(1, $3::int) AS n
     CROSS JOIN LATERAL (SELECT ($2::uuid[])[1 + n % ${schools}] AS debit, ($2::uuid[])[1 + (n % ${schools} + 1 + n / ${schools} % ${schools - 1}) % ${schools}] AS credit) pair
     JOIN ledger.account d ON d.account_id = pair.debit JOIN ledger.account k ON k.account_id = pair.credit`,
    [actor.operatorId, accounts, transfers]);
  await owner.query(
    `UPDATE ledger.account a SET debits_posted = sums.out, credits_posted = sums.in FROM (
       SELECT account_id, sum(o) AS out, sum(i) AS in FROM ledger.transfer t
       CROSS JOIN LATERAL (VALUES (t.debit_id, t.posted, 0), (t.credit_id, 0, t.posted)) AS leg (account_id, o, i) GROUP BY account_id) sums
     WHERE a.account_id = sums.account_id AND NOT a.hot`);
  await owner.query('SET session_replication_role = origin');
  await owner.query('VACUUM ANALYZE ledger.transfer');
  await owner.query('VACUUM ANALYZE ledger.account');
}

async function reads(books: Bench): Promise<Measure[]> {
  const count = async () => (await books.owner.query<{ n: bigint }>('SELECT count(*) AS n FROM ledger.transfer')).rows[0]!.n;
  const small = await readRates(books);
  const before = await count();
  await fill(books, 1_000_000 - Number(before));
  const large = await readRates(books);
  const at = `${await count()} transfers, against ${before}`;
  return (['balance', 'statement'] as const).map((what) => {
    const ratio = large[what] / small[what];
    return {
      work: what === 'balance' ? 'balance of one account at 1,000,000 transfers' : 'statement page of 50 at 1,000,000 transfers',
      floor: 'the same read of nearly empty books', ratio, owed: '≥ 0.8', met: ratio >= 0.8,
      detail: `${large[what].toFixed(0)} a second at ${at}: ${small[what].toFixed(0)}`,
    };
  });
}

