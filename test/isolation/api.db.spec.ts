import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { generateRegister, papersAuthorities, Register } from '#directory';
import { ApiKeys } from '#identity';
import { Database, jobActor, type Config } from '#platform';
import { ownDatabase, testConfig, testDatabase } from '#testing';
import { ApiModule, configureApi, configureApiAlone } from '../../apps/api/api.module.js';
import { serve } from '../../apps/boot/serve.js';
import { aSchoolsYear, kingstonsYear } from '../scenarios/a-schools-year.js';
import { createOperator, openScene } from '../scenarios/scene.js';
import { readTables, type Table } from './catalogue.js';
import { attackRoutes, operationsOf, type Document } from './routes.js';
import { idsOf, marksOf, type Victim } from './victims.js';

/** A school's year at one operator; then every route is called, with the ids it left, by those who have no business with it. */
let drop: () => Promise<void>;
let config: Config;
let owner: pg.Client;
let db: Database;
let tables: Table[];
let document: Document;
let address: string;
let served: string[];
const stops: (() => Promise<void>)[] = [];
let operator: Victim;
let school: Victim & { partyId: string };
let otherId: string;
let otherHost: string;
let neighbour: string;

beforeAll(async () => {
  ({ config, drop } = await ownDatabase());
  owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  await live();
  db = await testDatabase(config);
  tables = await readTables(owner);
  served = [];
  const configure = [
    configureApi,
    configureApiAlone,
    (app: {
      getHttpAdapter(): {
        getInstance(): { addHook(name: 'onRoute', seen: (route: { url: string }) => void): unknown };
      };
    }) =>
      void app
        .getHttpAdapter()
        .getInstance()
        .addHook('onRoute', ({ url }) => served.push(url)),
  ];
  address = await serve(
    { ...config, RATE_LIMIT_PER_MINUTE: 1_000_000 },
    { modules: [ApiModule], configure },
    (stop) => stops.push(stop),
  );
  document = (await (await fetch(`${address}/api/v1/openapi.json`)).json()) as Document;
}, 600_000);
afterAll(async () => {
  for (const stop of stops) await stop();
  await db.onApplicationShutdown();
  await owner.end();
  await drop();
});

/** The year of one school, and a second operator with the very same schools. */
async function live(): Promise<void> {
  const scene = await openScene(config);
  const kingston = papersAuthorities.filter(({ code }) => code === '314');
  await scene.db.systemTx('a suite imports a register', (tx) =>
    new Register().import(tx, generateRegister({ seed: 5, authorities: kingston }).register),
  );
  await aSchoolsYear(scene, kingstonsYear);
  const other = await createOperator(scene, 'education-kingston', '2026-09-01T09:00:00Z');
  await scene.close();
  [otherId, otherHost] = [other.operatorId, other.hostId];
  const { rows } = await owner.query(
    `SELECT operator_id, school_id FROM agreements.agreement WHERE operator_id <> $1 LIMIT 1`,
    [otherId],
  );
  operator = { operatorId: rows[0].operator_id };
  school = { operatorId: rows[0].operator_id, partyId: rows[0].school_id };
  const strangers = await owner.query(
    `SELECT organisation_id FROM identity.parties p WHERE operator_id = $1 AND buyer AND NOT provider
       AND NOT EXISTS (SELECT FROM ledger.transfer t WHERE t.operator_id = p.operator_id AND organisation_id IN (debit_owner_id, credit_owner_id))`,
    [operator.operatorId],
  );
  neighbour = strangers.rows[0].organisation_id;
}

const keyOf = (operatorId: string, organisationId: string) =>
  db.tx(
    jobActor(operatorId, 'isolation'),
    async (tx) =>
      (
        await new ApiKeys(testConfig()).issue(tx, {
          organisationId,
          name: 'Stranger',
          scopes: ['read', 'write'],
        })
      ).key,
  );

async function attacked(victim: Victim, key?: string): Promise<string[]> {
  const ids = await idsOf(owner, tables, victim);
  expect(ids.size).toBeGreaterThan(10);
  const before = await marksOf(owner, tables, victim);
  const found = await attackRoutes({ address, document, ids, ...(key && { key }) });
  expect(await marksOf(owner, tables, victim)).toEqual(before);
  return found;
}

test('every route is in the document', () => {
  const documented = new Set(
    operationsOf(document).map((operation) => operation.split(' ')[1]!.replaceAll(/\{(\w+)\}/g, ':$1')),
  );
  // The reference page, the document and the answer to unknown addresses: the same for everyone.
  const known = /^\/health\/|^\/api\/v1(\/openapi\.json|\/reference\.css)?$|\*/;
  expect([...new Set(served)].filter((path) => !documented.has(path) && !known.test(path))).toEqual([]);
  expect(documented.size).toBeGreaterThan(30);
});

test('nobody sees anything without a key', async () => {
  expect(await attacked(operator)).toEqual([]);
});

test('the same school at another operator sees nothing and changes nothing', async () => {
  expect(await attacked(operator, await keyOf(otherId, school.partyId))).toEqual([]);
});

test('another operator’s staff see nothing and change nothing', async () => {
  expect(await attacked(operator, await keyOf(otherId, otherHost))).toEqual([]);
});

test('another school of the same operator sees nothing and changes nothing of this one', async () => {
  expect(await attacked(school, await keyOf(operator.operatorId, neighbour))).toEqual([]);
});
