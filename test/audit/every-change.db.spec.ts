import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import * as agreements from '#agreements';
import * as catalogue from '#catalogue';
import * as delivery from '#delivery';
import { generateRegister, papersAuthorities, Register } from '#directory';
import * as entitlements from '#entitlements';
import * as funding from '#funding';
import * as identity from '#identity';
import * as invoicing from '#invoicing';
import * as ledger from '#ledger';
import * as notifications from '#notifications';
import * as operatingModel from '#operating-model';
import * as platform from '#platform';
import { ownDatabase } from '#testing';
import { aSchoolsYear, kingstonsYear } from '../scenarios/a-schools-year.js';
import { said } from '../../apps/web/operator/audit-trail/verbs.js';
import { openScene, type Scene } from '../scenarios/scene.js';
import { oddJobs } from './odd-jobs.js';
import { verbsOf, watchTables, watchVerbs, writersOf } from './witness.js';

const contexts = [
  agreements,
  catalogue,
  delivery,
  entitlements,
  funding,
  identity,
  invoicing,
  ledger,
  notifications,
  operatingModel,
  platform,
];
const facades = contexts
  .flatMap((context) => Object.values(context) as unknown[])
  .filter((one): one is new () => object => typeof one === 'function' && /^class /.test(one.toString()));
const verbs = verbsOf(facades);
const writers = writersOf(verbs);
const witness = watchVerbs(verbs);

let own: Awaited<ReturnType<typeof ownDatabase>>;
let owner: pg.Client;
let scene: Scene;
beforeAll(async () => {
  own = await ownDatabase();
  owner = new pg.Client({ connectionString: own.config.DATABASE_URL });
  await owner.connect();
  await watchTables(owner);
  scene = await openScene(own.config);
  const kingston = papersAuthorities.filter(({ code }) => code === '314');
  await scene.db.systemTx('a suite imports a register', (tx) =>
    new Register().import(tx, generateRegister({ seed: 5, authorities: kingston }).register),
  );
}, 600_000);
afterAll(async () => {
  await scene.close();
  await owner.end();
  await own.drop();
});

/** Verbs that change something and that no test here calls, each with its reason. */
const notSeen: Readonly<Record<string, string>> = {
  'Books.verify': 'writes what its proof found and nothing else',
};

test('every verb that changes something says so in the trail, and every one was seen doing so', async () => {
  await aSchoolsYear(scene, kingstonsYear);
  await oddJobs(scene, (text, values) => owner.query(text, values));
  expect(witness.changes.length).toBeGreaterThan(100);
  const quiet = witness.changes.filter((change) => !change.told.length);
  expect([...new Set(quiet.map(({ verb, tables }) => `${verb}: ${tables.join(', ')}`))]).toEqual([]);
  // A new verb that changes something is called here, or says in `notSeen` why it is not.
  expect(writers.filter((verb) => !witness.seen.has(verb) && !notSeen[verb])).toEqual([]);
  expect(Object.keys(notSeen).filter((verb) => !writers.includes(verb))).toEqual([]);
  const { rows } = await owner.query<{ verb: string }>(
    'SELECT DISTINCT verb FROM platform.audit ORDER BY verb',
  );
  // The page of the trail says it in words, and shows nobody the name of a verb.
  expect(rows.map(({ verb }) => verb).filter((verb) => !said[verb])).toEqual([]);
}, 600_000);

test('a verb that says nothing would be found', async () => {
  class Planted {
    async settle(tx: platform.Tx) {
      await tx.query('UPDATE identity.party SET left_on = left_on WHERE operator_id = $1', [tx.operatorId]);
    }
  }
  const planted = verbsOf([Planted]);
  expect(writersOf(planted)).toEqual(['Planted.settle']);
  const { changes } = watchVerbs(planted);
  const [operator] = await scene.db.systemTx('a test', (tx) => scene.operators.all(tx));
  await scene.db.tx(platform.jobActor(operator!.operatorId, 'test'), (tx) => new Planted().settle(tx));
  expect(changes).toEqual([{ verb: 'Planted.settle', tables: ['identity.party'], told: [] }]);
});
