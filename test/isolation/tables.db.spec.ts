import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId, type Actor, type Config, type Database } from '#platform';
import { ownDatabase, partyActor, testDatabase, testOperator } from '#testing';
import { holes, seenByNobody } from './attack.js';
import {
  detourFaults,
  hasOperator,
  keyFaults,
  policiesOfTheirOwn,
  readTables,
  type Table,
} from './catalogue.js';
import { policyFaults } from './policies.js';
import { insertion, loosen } from './rows.js';

/**
 * Generated from PostgreSQL's catalogue: whatever table a migration adds is checked and attacked here without anyone
 * remembering to. The attack runs on made-up rows in a database of its own.
 */
let own: Awaited<ReturnType<typeof ownDatabase>>;
let config: Config;
let owner: pg.Client;
let db: Database;
let tables: Table[];
let victim: { operatorId: string; staff: Actor };
let attacker: { operatorId: string; staff: Actor };
const [school, neighbour] = [newId(), newId()];

beforeAll(async () => {
  own = await ownDatabase();
  config = own.config;
  owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  db = await testDatabase(config);
  [victim, attacker] = [await testOperator(db), await testOperator(db)];
  tables = await readTables(owner);
});
afterAll(async () => {
  await owner.end();
  await db.onApplicationShutdown();
  await own.drop();
});

const isOperators = (table: Table) => hasOperator(table) && !policiesOfTheirOwn[table.name];

async function declared(): Promise<string[]> {
  const faults = [...(await keyFaults(owner)), ...(await detourFaults(owner))];
  for (const table of await readTables(owner)) {
    if (!table.secured) faults.push(`${table.name}: row-level security is not forced`);
    if (policiesOfTheirOwn[table.name]) continue;
    faults.push(...(await policyFaults(owner, table.name)));
    if (hasOperator(table) === (table.kind === 'global'))
      faults.push(`${table.name}: kind ${table.kind} does not fit its columns`);
  }
  return faults;
}

async function seed(all: readonly Table[]): Promise<void> {
  for (const table of all) {
    for (const [operatorId, partyId] of [
      [victim.operatorId, school],
      [victim.operatorId, neighbour],
      [attacker.operatorId, newId()],
    ] as const) {
      const { sql, values } = insertion(table, operatorId, partyId);
      await owner
        .query(sql, values)
        .catch((error: Error) =>
          Promise.reject(new Error(`${table.name} takes no made-up row: ${error.message}`)),
        );
    }
  }
}

async function attacked(all: readonly Table[]): Promise<string[]> {
  const found = await seenByNobody(config, all);
  const rows = { operatorId: victim.operatorId, partyId: school };
  for (const table of all) {
    found.push(...(await holes(db, attacker.staff, table, rows)));
    found.push(...(await holes(db, partyActor(attacker.operatorId, school), table, rows)));
    // Whose row it is when it names no party: the staff's, or every party's to read, or anyone's to add to.
    const open = { reads: table.kind === 'shared', adds: table.kind === 'append' };
    found.push(...(await holes(db, partyActor(victim.operatorId, neighbour), table, rows, open)));
  }
  return found;
}

test('every table declares who sees it, and nothing leads round it', async () => {
  expect(tables.length).toBeGreaterThan(20);
  expect(await declared()).toEqual([]);
});

test('another operator, and another school of the same operator, see nothing of any table and change nothing', async () => {
  await loosen(owner);
  const all = tables.filter(isOperators);
  const seen = (table: Table) =>
    db
      .tx(victim.staff, (tx) => tx.query(`SELECT FROM ${table.name}`))
      .then(
        (rows) => rows.length,
        () => null,
      );
  const before = new Map<string, number | null>();
  for (const table of all) before.set(table.name, await seen(table));
  await seed(all);
  // The rows are there to be seen: the operator's own staff see those it may read.
  for (const table of all) {
    const had = before.get(table.name) ?? null;
    expect([table.name, await seen(table)]).toEqual([table.name, had === null ? null : had + 2]);
  }
  expect(await attacked(all)).toEqual([]);
});

test('the register is read by everyone and written by nobody', async () => {
  for (const table of tables.filter(({ kind }) => kind === 'global')) {
    const privileges = await owner.query(
      `SELECT has_table_privilege('middletier_app', $1, 'SELECT') AS reads, has_table_privilege('middletier_app', $1, 'INSERT, UPDATE, DELETE, TRUNCATE') AS writes`,
      [table.name],
    );
    expect({ table: table.name, ...privileges.rows[0] }).toEqual({
      table: table.name,
      reads: true,
      writes: false,
    });
  }
});

test('planted holes are found', async () => {
  await owner.query(`
    CREATE SCHEMA planted; GRANT USAGE ON SCHEMA planted TO middletier_app;
    CREATE TABLE planted.open (operator_id uuid, id uuid, PRIMARY KEY (operator_id, id), UNIQUE (id, operator_id));
    GRANT SELECT, INSERT, UPDATE, DELETE ON planted.open TO middletier_app;
    CREATE TABLE planted.careless (id uuid PRIMARY KEY, operator_id uuid, organisation_id uuid, FOREIGN KEY (id, operator_id) REFERENCES planted.open (id, operator_id));
    SELECT platform.protect('planted.careless', 'parties', ARRAY['organisation_id']);
    CREATE POLICY generous ON planted.careless TO middletier_app USING (true);
    CREATE VIEW planted.peephole AS SELECT * FROM identity.party;
    CREATE FUNCTION planted.elevator() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM identity.party'`);
  expect((await declared()).filter((fault) => fault.startsWith('planted.')).sort()).toEqual([
    'planted.careless: the foreign key careless_id_operator_id_fkey does not begin with operator_id',
    "planted.careless: the policy generous is none that kind 'parties' has",
    'planted.careless: the unique key planted.careless_pkey does not begin with operator_id',
    expect.stringMatching(/^planted\.elevator\(\): acts as \w+, whom policies do not bind/),
    'planted.open: no policy of a known kind',
    'planted.open: row-level security is not forced',
    'planted.open: the unique key planted.open_id_operator_id_key does not begin with operator_id',
    'planted.peephole: a view that does not act as its reader (security_invoker)',
  ]);
  const planted = (await readTables(owner)).filter((table) => table.name.startsWith('planted.'));
  await owner.query('ALTER TABLE planted.careless DROP CONSTRAINT careless_id_operator_id_fkey');
  await seed(planted);
  const found = await attacked(planted);
  for (const table of planted) {
    for (const verb of ['sees', 'changes', 'takes over']) {
      expect(found.some((hole) => hole.startsWith(`${table.name}: `) && hole.includes(` ${verb} `))).toBe(
        true,
      );
    }
  }
});
