import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { ApiKeys, Audit, identityChecks, Parties } from '#identity';
import { newId, record, rowsOf, type Actor, type Database, type Tx } from '#platform';
import { eventually, ownDatabase, partyActor, testConfig, testDatabase, testOperator } from '#testing';

/** A database of its own: what is spoilt here must not be found by others. */
let own: Awaited<ReturnType<typeof ownDatabase>>;
let owner: pg.Client;
let db: Database;
let operatorId: string;
let staff: Actor;
const [audit, keys] = [new Audit(), new ApiKeys(testConfig())];
const school = newId();
const signed = { type: 'agreement', id: newId() };

beforeAll(async () => {
  own = await ownDatabase();
  owner = new pg.Client({ connectionString: own.config.DATABASE_URL });
  await owner.connect();
  db = await testDatabase(own.config);
  ({ staff, operatorId } = await testOperator(db));
  await db.tx(staff, (tx) => new Parties().add(tx, { organisationId: school, buyer: true }));
});
afterAll(async () => {
  await owner.end();
  await db.onApplicationShutdown();
  await own.drop();
});

const write = (tx: Tx) => record(tx, 'agreements.sign', signed);
const findings = async () => {
  const found = await db.systemTx('a test verifies', (tx) => identityChecks[0]!.findings(tx));
  return found.map((finding) => finding.replace(operatorId, 'X'));
};
const sealed = async () => {
  const mark = await db.tx(staff, (tx) => audit.mark(tx));
  const settled = await db.tx(staff, (tx) => audit.settled(tx, mark));
  return { settled, count: settled ? await db.tx(staff, (tx) => audit.seal(tx, mark)) : 0 };
};
/** As its job does, again and again: who writes elsewhere on the server is waited for too. */
const sealedInTime = async () =>
  (
    await eventually('nobody writes any more', async () => {
      const tried = await sealed();
      return tried.settled && tried;
    })
  ).count;

test('what was done through a key says which key', async () => {
  const { key, apiKeyId } = await db.tx(staff, (tx) =>
    keys.issue(tx, { organisationId: school, name: 'Finance system', scopes: ['write'] }),
  );
  const { actor } = (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r')))!;
  const made = { type: 'request', id: newId() };
  await db.tx(actor, (tx) => record(tx, 'delivery.ask', made));
  expect(await db.tx(staff, (tx) => audit.of(tx, made))).toMatchObject([{ role: 'key', apiKeyId }]);
  const { apiKeyId: _, ...nameless } = actor;
  await expect(db.tx(nameless, (tx) => record(tx, 'delivery.ask', made))).rejects.toMatchObject({
    constraint: 'audit_which_key',
  });
});

test.each(['platform.audit', 'platform.audit_batch', 'invoicing.document', 'invoicing.line'])(
  '%s is added to and nothing else, whoever tries',
  async (table) => {
    for (const sql of [
      `UPDATE ${table} SET operator_id = operator_id`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ]) {
      const refused = { code: '42501' };
      await expect(db.tx(staff, (tx) => tx.query(sql))).rejects.toMatchObject(refused);
      await expect(db.tx(partyActor(operatorId, school), (tx) => tx.query(sql))).rejects.toMatchObject(
        refused,
      );
      await expect(db.systemTx('a test', (tx) => tx.query(sql))).rejects.toMatchObject(refused);
      await expect(owner.query(sql)).rejects.toMatchObject(refused);
    }
  },
);

test('a seal waits for no writer and no writer for it; what is still being written is sealed later', async () => {
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  let begun = () => {};
  const open = new Promise<void>((resolve) => (begun = resolve));
  const slow = db.tx(staff, async (tx) => {
    await write(tx);
    begun();
    await gone;
  });
  await open;
  await db.tx(staff, write);
  expect(await sealed()).toEqual({ settled: false, count: 0 });
  await db.tx(staff, write);
  go();
  await slow;
  expect(await sealedInTime()).toBeGreaterThanOrEqual(3);
  expect(await sealedInTime()).toBe(0);
});

test('a row changed, taken away or slipped in behind the application is found in its batch', async () => {
  const neighbour = await testOperator(db);
  for (let batch = 0; batch < 2; batch++) {
    await db.tx(staff, write);
    // Numbered between the two: where one might be slipped in.
    await db.tx(neighbour.staff, write);
    await db.tx(staff, write);
    await sealedInTime();
  }
  expect(await findings()).toEqual([]);
  const { rows } = await owner.query(
    `SELECT audit_id, first_seq, last_seq FROM platform.audit JOIN platform.audit_batch USING (operator_id) WHERE seq = last_seq AND batch_no = 2 AND operator_id = $1`,
    [operatorId],
  );
  const [{ audit_id, first_seq, last_seq }] = rows;
  const batch = `Operator X, batch 2 (entries numbered ${first_seq} to ${last_seq})`;
  /** As the owner, behind every privilege and trigger; undone. */
  const spoiling = async (sql: string) => {
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    expect((await owner.query(sql, [audit_id])).rowCount).toBe(1);
    const found = await identityChecks[0]!.findings({
      query: async (text: string, values: unknown[]) =>
        rowsOf(await owner.query({ text, values, rowMode: 'array' })),
    } as never);
    await owner.query('ROLLBACK');
    return found.map((finding) => finding.replace(operatorId, 'X'));
  };
  expect(await spoiling(`UPDATE platform.audit SET details = '{"pence":1}' WHERE audit_id = $1`)).toEqual([
    `${batch} is not as it was sealed.`,
  ]);
  expect(await spoiling('DELETE FROM platform.audit WHERE audit_id = $1')).toEqual([
    `${batch} was sealed with 2 entries and has 1.`,
  ]);
  expect(
    await spoiling(
      `INSERT INTO platform.audit SELECT (jsonb_populate_record(a, jsonb_build_object('audit_id', gen_random_uuid(), 'seq', seq - 1))).*
         FROM platform.audit a WHERE audit_id = $1`,
    ),
  ).toEqual([`${batch} was sealed with 2 entries and has 3.`]);
  expect(await findings()).toEqual([]);
  // Two sealers at once do not meet in a batch.
  await db.tx(staff, write);
  const both = await Promise.all([sealed(), sealed()]);
  expect(both.reduce((sum, one) => sum + one.count, 0)).toBeLessThanOrEqual(1);
  await sealedInTime();
  expect(await findings()).toEqual([]);
});
