import pg from 'pg';
import { hash } from 'node:crypto';
import { newId } from '#platform';
import { clients, schools, type Books } from './ledger.books.js';
import type { Measure } from './measure.js';

const size = 1_000;

/**
 * The ledger beside bare SQL on the server alone: no policies, bounds, replays or owners in the floor, and no Node between
 * the statements of either. Each of eight connections runs a loop in the server that commits every turn.
 */
export async function serverSide(books: Books, slices: number, slice: number): Promise<Measure[]> {
  await books.owner.query(bare);
  const connections = await Promise.all(Array.from({ length: clients }, () => connect(books)));
  try {
    return [await postings(connections, books, slices, slice), await groups(connections[0]!, books, slices)];
  } finally {
    await Promise.all(connections.map((connection) => connection.end()));
  }
}

/** As the application's role, in the scope of the bench's operator, for a whole session. */
async function connect({ actor, url }: Books): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    SET app.operator_id = '${actor.operatorId}'; SET app.scope = 'operator'; SET app.organisation_ids = '{}'; SET app.person_id = '';
    SET ROLE middletier_app`);
  return client;
}

async function postings(
  connections: readonly pg.Client[],
  { accounts }: Books,
  slices: number,
  slice: number,
): Promise<Measure> {
  const rates = { floor: 0, ours: 0 };
  const run = async (which: 'floor' | 'ours', milliseconds: number) => {
    const done = await Promise.all(
      connections.map(async (connection) => {
        const { rows } =
          which === 'floor'
            ? await connection.query('CALL bench.bare_postings($1, 0)', [milliseconds])
            : await connection.query('CALL bench.ledger_postings($1, $2, 0)', [milliseconds, accounts]);
        return rows[0].done as number;
      }),
    );
    rates[which] += done.reduce((sum, n) => sum + n, 0) / milliseconds / slices;
  };
  await run('floor', 200);
  await run('ours', 200);
  rates.floor = rates.ours = 0;
  for (let n = 0; n < slices; n++) {
    await run('floor', slice);
    await run('ours', slice);
  }
  const ratio = rates.ours / rates.floor;
  return {
    work: 'one posting, server side, 8 clients',
    floor: 'three bare statements without policies, same server',
    ratio,
    owed: '≥ 0.6',
    met: ratio >= 0.6,
    detail: `${(rates.ours * 1000).toFixed(0)} a second; floor ${(rates.floor * 1000).toFixed(0)}`,
  };
}

/** One connection: two would wait for each other's accounts, and measure that. What is sent is made before the clock starts. */
async function groups(connection: pg.Client, { accounts }: Books, slices: number): Promise<Measure> {
  const time = { floor: 0, ours: 0 };
  const turns = slices * 3;
  for (let turn = -3; turn < turns; turn++) {
    const asked = JSON.stringify(Array.from({ length: size }, (_, n) => command(n, accounts)));
    for (const which of ['floor', 'ours'] as const) {
      const started = performance.now();
      if (which === 'floor')
        await connection.query('INSERT INTO bench.bare_transfer SELECT * FROM bench.bare_group');
      else await connection.query("SELECT count(*) FROM ledger.apply($1, now(), 'job')", [asked]);
      if (turn >= 0) time[which] += performance.now() - started;
    }
  }
  const rates = { floor: (turns * size * 1000) / time.floor, ours: (turns * size * 1000) / time.ours };
  const ratio = rates.ours / rates.floor;
  return {
    work: 'postings in groups of 1,000, server side, 1 client',
    floor: 'insert of the rows alone, narrow and without policies',
    ratio,
    owed: '≥ 0.5',
    met: ratio >= 0.5,
    detail: `${rates.ours.toFixed(0)} postings a second; floor ${rates.floor.toFixed(0)}`,
  };
}

const command = (n: number, accounts: readonly string[]) => ({
  n: n + 1,
  kind: 'post',
  id: newId(),
  debit: accounts[n % 500],
  credit: accounts[500 + ((n * 7) % 500)],
  amount: '1',
  code: 'pay',
  reference_type: 'bench',
  reference_id: '1',
  hash: hash('sha256', String(n)),
  counts_on: '2026-09-01',
});

/** Does one turn after the other, out of the first half of the accounts into the second, so that no two wait for each other in a circle. */
const looping = (name: string, takes: string, turn: string): string => `
  CREATE PROCEDURE bench.${name}(milliseconds int, ${takes} INOUT done int) LANGUAGE plpgsql AS $$
  DECLARE
    until timestamptz := clock_timestamp() + milliseconds * interval '1 millisecond';
    d int;
    k int;
  BEGIN
    WHILE clock_timestamp() < until LOOP
      d := 1 + random() * 499;
      k := 501 + random() * 499;
      ${turn}
      COMMIT;
      done := done + 1;
    END LOOP;
  END $$;`;

const bare = `
  CREATE TABLE bench.bare_account (
    account_id int PRIMARY KEY, debits bigint NOT NULL DEFAULT 0, credits bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0);
  INSERT INTO bench.bare_account SELECT n FROM generate_series(1, ${schools}) n;
  CREATE TABLE bench.bare_transfer (
    transfer_id uuid PRIMARY KEY, debit_id int NOT NULL REFERENCES bench.bare_account, credit_id int NOT NULL REFERENCES bench.bare_account,
    amount bigint NOT NULL, code text NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX ON bench.bare_transfer (debit_id, recorded_at);
  CREATE INDEX ON bench.bare_transfer (credit_id, recorded_at);
  CREATE VIEW bench.bare_group AS
    SELECT uuidv7() AS id, n % 500 + 1 AS debit, n * 7 % 500 + 501 AS credit, 1 AS amount, 'pay' AS code FROM generate_series(1, ${size}) n;
  GRANT ALL ON bench.bare_account, bench.bare_transfer, bench.bare_group TO middletier_app;

  ${looping(
    'bare_postings',
    '',
    `UPDATE bench.bare_account SET debits = debits + 1, version = version + 1 WHERE account_id = d;
      UPDATE bench.bare_account SET credits = credits + 1, version = version + 1 WHERE account_id = k;
      INSERT INTO bench.bare_transfer VALUES (uuidv7(), d, k, 1, 'pay');`,
  )}
  ${looping(
    'ledger_postings',
    'accounts uuid[],',
    `PERFORM * FROM ledger.apply(jsonb_build_array(jsonb_build_object('n', 1, 'kind', 'post', 'id', uuidv7(), 'debit', accounts[d],
        'credit', accounts[k], 'amount', 1, 'code', 'pay', 'reference_type', 'bench', 'reference_id', '1', 'hash', repeat('0', 64),
        'counts_on', current_date)), now(), 'job');`,
  )}`;
