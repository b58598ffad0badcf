import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { Database, newId, Operator, type Tx } from '#platform';
import { ownDatabase, partyActor, testConfig, testDatabase, testOperator } from '#testing';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

test('a transaction runs at the operator’s own time', async () => {
  const { staff } = await testOperator(db, '2027-04-01T08:00:00Z');
  expect(await db.tx(staff, async (tx) => tx.today.toString())).toBe('2027-04-01');
});

test('an operator sees its own outbox only, and a party sees none of it', async () => {
  const one = await testOperator(db);
  const other = await testOperator(db);
  await db.tx(one.staff, (tx) =>
    tx.query(
      `INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id) VALUES ($1, $2, 'x', $2, 'r')`,
      [one.operatorId, newId()],
    ),
  );
  const count = (tx: Tx) =>
    tx.query<{ n: number }>('SELECT count(*)::int AS n FROM platform.outbox').then((rows) => rows[0]!.n);
  expect(await db.tx(one.staff, count)).toBe(1);
  expect(await db.tx(other.staff, count)).toBe(0);
  expect(await db.tx(partyActor(one.operatorId, newId()), count)).toBe(0);
});

test('what fails leaves nothing, and a serialization failure runs again three times at most', async () => {
  const { staff, operatorId } = await testOperator(db);
  let runs = 0;
  await expect(
    db.tx(staff, async (tx) => {
      runs++;
      await tx.query(
        `INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id) VALUES ($1, $2, 'x', $2, 'r')`,
        [operatorId, newId()],
      );
      throw Object.assign(new Error('again'), { code: '40001' });
    }),
  ).rejects.toThrow('again');
  expect(runs).toBe(3);
  expect(await db.tx(staff, (tx) => tx.query('SELECT 1 FROM platform.outbox'))).toEqual([]);
});

test('who only looks takes the time that they came with, and writes nothing', async () => {
  const { staff } = await testOperator(db);
  const looks = { ...staff, clock: { rehearsalNow: new Date('2027-04-01T08:00:00Z') } };
  expect(await db.tx(looks, async (tx) => tx.today.toString())).toBe('2027-04-01');
  expect(await db.tx(looks, (tx) => tx.query('SELECT $1::int AS one', [1]))).toEqual([{ one: 1 }]);
  const written = db.tx(looks, (tx) =>
    tx.query(
      `INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id) VALUES ($1, $2, 'x', $2, 'r')`,
      [staff.operatorId, newId()],
    ),
  );
  await expect(written).rejects.toMatchObject({ code: '25006' });
});

test('when the opening of who only looks fails, that is what is said, and not what failed with it', async () => {
  const wrong = await Database.connect({ ...testConfig(), DATABASE_LOCK_MS: 2 ** 32 });
  try {
    const { staff } = await testOperator(db);
    const looked = wrong.tx({ ...staff, clock: { rehearsalNow: null } }, (tx) => tx.query('SELECT 1 AS one'));
    await expect(looked).rejects.toMatchObject({ code: '22023' });
  } finally {
    await wrong.onApplicationShutdown();
  }
});

test('of statements asked at once the first that fails is said, and what goes on afterwards asks nothing more', async () => {
  const { staff } = await testOperator(db);
  const clock = { rehearsalNow: null };
  const ways: ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => tx.query('SELECT 2 AS two'),
    (tx) => tx.em.find(Operator),
    (tx) => tx.em.queryRunner!.connect(),
  ];
  // While the answer to ROLLBACK is awaited, and when the connection is another's.
  const moments = [() => new Promise<void>(process.nextTick), (over: Promise<unknown>) => over];
  for (const actor of [staff, { ...staff, clock }])
    for (const way of ways)
      for (const moment of moments) {
        let late: Promise<unknown> | undefined;
        const asked = db.tx(actor, async (tx) => {
          const fails = tx.query('SELECT 1 / $1::int AS n', [0]);
          const goesOn = async () => {
            await fails.catch(() => undefined);
            await moment(over);
            await way(tx);
          };
          late = goesOn();
          late.catch(() => undefined);
          return Promise.all([fails, way(tx), late]);
        });
        const over = asked.catch(() => undefined);
        await expect(asked).rejects.toMatchObject({ code: '22012' });
        await expect(late).rejects.toThrow('The transaction is over');
        expect(await db.tx(actor, (tx) => tx.query('SELECT 3 AS three'))).toEqual([{ three: 3 }]);
      }
});

test('the application’s role owns nothing and cannot bypass policies', async () => {
  const { staff } = await testOperator(db);
  const [row] = await db.tx(staff, (tx) =>
    tx.query<{ bypass: boolean; owned: number }>(
      `SELECT rolbypassrls OR rolsuper AS bypass, (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = current_user`,
    ),
  );
  expect(row).toEqual({ bypass: false, owned: 0 });
});

const prepared = (tx: Tx) =>
  tx.query<{ times: bigint }>(
    "SELECT generic_plans + custom_plans AS times FROM pg_prepared_statements WHERE statement = 'SELECT $1::int + 1 AS more_than_one' ORDER BY 1",
  );
const ask = (tx: Tx) => tx.query('SELECT $1::int + 1 AS more_than_one', [1]);

test('a column comes under its key, and a connection keeps a statement prepared, for each role', async () => {
  const alone = await Database.connect(testConfig(), { pool: 1 });
  try {
    const { operatorId, staff } = await testOperator(alone);
    for (const actor of [staff, staff, partyActor(operatorId, newId())])
      expect(await alone.tx(actor, ask)).toEqual([{ moreThanOne: 2 }]);
    expect(await alone.tx(staff, prepared)).toEqual([{ times: 1n }, { times: 2n }]);
  } finally {
    await alone.onApplicationShutdown();
  }
});

test('what is asked through entities is kept prepared too, and says what it changed', async () => {
  const alone = await Database.connect(testConfig(), { pool: 1 });
  try {
    const { operatorId, staff } = await testOperator(db, '2027-04-01T08:00:00Z');
    for (const name of ['Spring', 'Summer'])
      await alone.tx(staff, async (tx) => {
        expect(await tx.em.update(Operator, { operatorId }, { name })).toMatchObject({
          affected: 1,
          raw: [],
        });
        expect(await tx.em.findOneByOrFail(Operator, { operatorId })).toMatchObject({
          name,
          rehearsalNow: tx.now,
        });
        expect(await tx.em.update(Operator, { operatorId: newId() }, { name })).toMatchObject({
          affected: 0,
        });
      });
    const kept = (tx: Tx) =>
      tx.query(
        `SELECT left(statement, 6) AS verb, generic_plans + custom_plans AS times FROM pg_prepared_statements
         WHERE statement LIKE $1 ORDER BY 1`,
        ['%"platform"."operator"%'],
      );
    expect(await alone.tx(staff, kept)).toEqual([
      { verb: 'SELECT', times: 2n },
      { verb: 'UPDATE', times: 4n },
    ]);
  } finally {
    await alone.onApplicationShutdown();
  }
});

test('beyond the setting the statement asked longest ago is given up, and is prepared again when it is asked', async () => {
  const few = await Database.connect(testConfig({ DATABASE_PREPARED: '3' }), { pool: 1 });
  try {
    const { staff } = await testOperator(few);
    const kept = (tx: Tx) =>
      tx.query<{ n: number }>(
        "SELECT count(*)::int AS n, count(*) FILTER (WHERE statement LIKE 'SELECT $1::int + 1 %')::int AS first FROM pg_prepared_statements",
      );
    const other = (tx: Tx, n: number) => tx.query(`SELECT $1::int + ${n} AS more`, [1]);
    for (let turn = 0; turn < 2; turn++) {
      expect(await few.tx(staff, ask)).toEqual([{ moreThanOne: 2 }]);
      await few.tx(staff, (tx) => Promise.all([5, 6, 7].map((n) => other(tx, n))));
      expect(await few.tx(staff, kept)).toEqual([{ n: 3, first: 0 }]);
      await expect(few.tx(staff, (tx) => tx.query('SELECT 1 / $1::int AS n', [0]))).rejects.toMatchObject({
        code: '22012',
      });
    }
    await few.tx(staff, (tx) => other(tx, 7));
    await few.tx(staff, ask);
    expect(await few.tx(staff, (tx) => other(tx, 7))).toEqual([{ more: 8 }]);
    expect(await few.tx(staff, kept)).toEqual([{ n: 3, first: 1 }]);
  } finally {
    await few.onApplicationShutdown();
  }
});

test('with a setting of none no statement is kept', async () => {
  const pooled = await Database.connect(testConfig({ DATABASE_PREPARED: '0' }), { pool: 1 });
  try {
    const { staff } = await testOperator(pooled);
    expect(await pooled.tx(staff, ask)).toEqual([{ moreThanOne: 2 }]);
    expect(await pooled.tx(staff, prepared)).toEqual([]);
  } finally {
    await pooled.onApplicationShutdown();
  }
});

test('a table that a migration changes beneath a prepared statement is read as it is now', async () => {
  const { config, drop } = await ownDatabase();
  const own = await Database.connect(config, { pool: 1 });
  const owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  try {
    const { staff } = await testOperator(own);
    const read = () => own.tx(staff, (tx) => tx.query('SELECT * FROM platform.operator'));
    await read();
    await owner.query("ALTER TABLE platform.operator ADD COLUMN motto text NOT NULL DEFAULT 'onwards'");
    expect(await read()).toMatchObject([{ motto: 'onwards' }]);
  } finally {
    await owner.end();
    await own.onApplicationShutdown();
    await drop();
  }
});
