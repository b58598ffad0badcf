import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Database, newId, Operators, PlatformModule } from '#platform';
import { generateRegister, Register } from '#directory';
import { ownDatabase } from '#testing';
import { readBlueprint } from './blueprint.js';
import { BlueprintsModule } from './blueprints.module.js';
import { OperatorCreation } from './create-operator.js';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let app: TestingModule;
let db: Database;
beforeAll(async () => {
  own = await ownDatabase();
  app = await Test.createTestingModule({
    imports: [PlatformModule.with(own.config), BlueprintsModule],
  }).compile();
  await app.init();
  db = app.get(Database);
  const { register } = generateRegister({
    seed: 1,
    authorities: [{ code: '999', name: 'Everyshire', schools: 20 }],
  });
  await db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
});
afterAll(async () => {
  await app.close();
  await own.drop();
});

test('an operator that cannot be made whole is not made at all, and its name is free to try again', async () => {
  const creation = app.get(OperatorCreation);
  const blueprint = { ...readBlueprint('aspire'), authorities: ['999'] };
  const slug = `everyshire-${newId()}`;
  const operators = () => db.systemTx('test', (tx) => new Operators().all(tx));
  // Its last offer is there twice, which the database does not take.
  const twice = { ...blueprint, offers: [...blueprint.offers, blueprint.offers.at(-1)!] };
  await expect(creation.create(twice, { slug })).rejects.toThrow();
  expect(await operators()).toEqual([]);
  // Its authority has schools, and it leaves all of them out.
  const urns = await db.systemTx('test', (tx) =>
    tx.query<{ urn: number }>('SELECT urn FROM directory.school'),
  );
  const none = { ...blueprint, exclude: { selective: false, urns: urns.map(({ urn }) => urn) } };
  await expect(creation.create(none, { slug })).rejects.toMatchObject({
    code: 'blueprints.no-schools',
    message: 'The register has no open state-funded school in 999. Import it first.',
  });
  expect(await operators()).toEqual([]);
  const { staff, schools } = await creation.create(blueprint, { slug });
  expect(await operators()).toMatchObject([{ slug }]);
  expect(schools.length).toBeGreaterThan(10);
  expect(await db.tx(staff, (tx) => tx.query('SELECT FROM identity.party'))).toHaveLength(
    schools.length + 1 + blueprint.providers.length + 1,
  );
  const labels = await db.tx(staff, (tx) =>
    tx.query<{ label: string }>('SELECT label FROM catalogue.plan_grant'),
  );
  // Schools and the operator's staff read the same words of a plan.
  expect(labels.length).toBeGreaterThan(0);
  expect(labels.filter(({ label }) => /\byour\b/.test(label))).toEqual([]);
});
