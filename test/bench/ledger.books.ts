import pg from 'pg';
import { accountId, Ledger } from '#ledger';
import { Vocabularies } from '#operating-model';
import { Database, jobActor, newId, Operators, type Actor, type Config } from '#platform';

const ledger = new Ledger();
export const clients = 8;
export const schools = 1_000;

/** A database with one operator, a hot issue account and a thousand bounded ones with plenty in each. */
export interface Books {
  readonly url: string;
  readonly db: Database;
  readonly actor: Actor;
  readonly owner: pg.Client;
  readonly accounts: readonly string[];
  readonly issue: string;
  close(): Promise<void>;
}

export async function openBooks(config: Config, name: string): Promise<Books> {
  const url = config.DATABASE_URL!;
  const db = await Database.connect(config, { pool: clients });
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();

  const operatorId = newId();
  const operator = {
    operatorId,
    slug: name,
    name,
    blueprint: 'bench',
    colour: '#000000',
    rehearsalNow: null,
  };
  await db.systemTx('bench', (tx) => new Operators().create(tx, operator));
  const actor = jobActor(operatorId, 'bench');
  const addresses = Array.from({ length: schools }, () => ({
    owner: newId(),
    unit: 'GBP' as const,
    code: 'wallet',
  }));
  const issue = { owner: null, unit: 'GBP' as const, code: 'issue' };
  await db.tx(actor, async (tx) => {
    // What is counted leans on the operator's row of its unit, money too.
    await new Vocabularies().begin(tx);
    await ledger.open(tx, [{ ...issue, floor: null }, ...addresses]);
  });
  const accounts = addresses.map((address) => accountId(operatorId, address));
  const grant = (credit: string) => ({
    kind: 'post' as const,
    id: newId(),
    debit: accountId(operatorId, issue),
    credit,
    amount: 1_000_000_000n,
    code: 'grant',
    reference: { type: 'bench', id: '1' },
  });
  await db.tx(actor, (tx) => ledger.apply(tx, accounts.map(grant)));
  const close = async () => {
    await owner.end();
    await db.onApplicationShutdown();
  };
  return { url, db, actor, owner, accounts, issue: accountId(operatorId, issue), close };
}

/** The ledger's own tables again, keys, policies and all, for hand-written SQL to write to. */
export async function twin({ owner }: Books): Promise<void> {
  await owner.query(`
    CREATE SCHEMA bench;
    GRANT USAGE ON SCHEMA bench TO middletier_app, middletier_system;
    CREATE TABLE bench.account (LIKE ledger.account INCLUDING ALL) WITH (fillfactor = 70);
    CREATE TABLE bench.transfer (LIKE ledger.transfer INCLUDING ALL,
      FOREIGN KEY (operator_id, debit_id) REFERENCES bench.account,
      FOREIGN KEY (operator_id, credit_id) REFERENCES bench.account,
      FOREIGN KEY (operator_id, of_id) REFERENCES bench.transfer);
    SELECT platform.protect('bench.account', 'parties', ARRAY['owner_id']);
    SELECT platform.protect('bench.transfer', 'parties', ARRAY['debit_owner_id', 'credit_owner_id']);
    INSERT INTO bench.account (operator_id, account_id, owner_id, unit, code, name, floor, ceiling, lots, hot, opened_at, credits_posted)
      SELECT operator_id, account_id, owner_id, unit, code, name, floor, ceiling, lots, hot, opened_at, credits_posted FROM ledger.account;
    INSERT INTO bench.transfer (${columns}) SELECT ${columns} FROM ledger.transfer;`);
}

/** The columns that a plain posting fills. */
export const columns = `operator_id, transfer_id, kind, debit_id, credit_id, unit, posted, held, code, reference_type,
  reference_id, counts_on, recorded_at, debit_owner_id, credit_owner_id, role, input_hash`;

/** Fills books with last year's transfers as the owner, faster than they could be posted, with totals to match. */
export async function fill({ owner, actor, accounts }: Books, transfers: number): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    `INSERT INTO ledger.transfer (${columns})
     SELECT $1, gen_random_uuid(), 'post', pair.debit, pair.credit, 'GBP', 1, 0, 'fill', 'bench', '1', date '2025-09-01' + n % 300,
            now() - interval '1 year', d.owner_id, k.owner_id, 'job', '\\x00'
     FROM generate_series(1, $3::int) AS n
     CROSS JOIN LATERAL (SELECT ($2::uuid[])[1 + n % ${schools}] AS debit,
       ($2::uuid[])[1 + (n % ${schools} + 1 + n / ${schools} % ${schools - 1}) % ${schools}] AS credit) pair
     JOIN ledger.account d ON d.account_id = pair.debit JOIN ledger.account k ON k.account_id = pair.credit`,
    [actor.operatorId, accounts, transfers],
  );
  await owner.query(
    `UPDATE ledger.account a SET debits_posted = sums.out, credits_posted = sums.in FROM (
       SELECT account_id, sum(o) AS out, sum(i) AS in FROM ledger.transfer t
       CROSS JOIN LATERAL (VALUES (t.debit_id, t.posted, 0), (t.credit_id, 0, t.posted)) AS leg (account_id, o, i)
       GROUP BY account_id) sums
     WHERE a.account_id = sums.account_id AND NOT a.hot`,
  );
  await owner.query('SET session_replication_role = origin');
  await owner.query('VACUUM ANALYZE ledger.transfer');
  await owner.query('VACUUM ANALYZE ledger.account');
}
