import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Database, type Tx } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

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

test('the application’s role owns nothing and cannot bypass policies', async () => {
  const { staff } = await testOperator(db);
  const [row] = await db.tx(staff, (tx) =>
    tx.query<{ bypass: boolean; owned: number }>(
      `SELECT rolbypassrls OR rolsuper AS bypass, (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = current_user`,
    ),
  );
  expect(row).toEqual({ bypass: false, owned: 0 });
});
