import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BlueprintsModule, History, OperatorCreation, readBlueprint } from '#blueprints';
import { Calendar, generateRegister, generateTerms, Register } from '#directory';
import { Database, PlatformModule } from '#platform';
import { ownDatabase } from '#testing';
import { openFacades, verify, type Facades } from './scene.js';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let facades: Facades;
beforeAll(async () => {
  own = await ownDatabase();
  facades = await openFacades(own.config);
}, 240_000);
afterAll(async () => {
  await facades.close();
  await own.drop();
});

test('a year of a demonstration leaves nothing that a job has yet to do: the books prove at once', async () => {
  const context = await Test.createTestingModule({
    imports: [PlatformModule.with(own.config), BlueprintsModule],
  }).compile();
  const [db, history] = [context.get(Database), context.get(History, { strict: false })];
  const authorities = [{ code: '919', name: 'Hertfordshire', schools: 60 }];
  await db.systemTx('a test imports a register', (tx) =>
    new Register().import(tx, generateRegister({ seed: 2, authorities }).register),
  );
  // An academy's year ends in August, in the midst of the story.
  const model = readBlueprint('herts-for-learning');
  const created = await context
    .get(OperatorCreation, { strict: false })
    .create(model, { rehearsalNow: history.begins });
  await db.systemTx('a test sets term dates', async (tx) => {
    for (const la of created.laIds) await new Calendar().setTerms(tx, la, generateTerms(2024, 2029));
  });
  await history.play(model, created, { seed: 2, signed: { '919': 20 } }, () => undefined);
  await db.systemTx('the demonstration is told to its end', (tx) =>
    tx.query('UPDATE platform.outbox SET enqueued_at = clock_timestamp(), done_at = clock_timestamp()'),
  );
  await context.close();
  expect(await verify(facades)).toEqual([]);
}, 240_000);
