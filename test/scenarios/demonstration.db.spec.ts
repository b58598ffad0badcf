import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateRegister, Register } from '#directory';
import { Database, PlatformModule } from '#platform';
import { ownDatabase } from '#testing';
import { Demonstration } from '../../apps/demonstration/demonstration.js';
import { DemonstrationModule } from '../../apps/demonstration/demonstration.module.js';
import { teamOf } from '../../apps/demonstration/operators.js';
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
    imports: [PlatformModule.with(own.config), DemonstrationModule],
  }).compile();
  await context.init();
  const authorities = [{ code: '919', name: 'Hertfordshire', schools: 60 }];
  await context
    .get(Database)
    .systemTx('a test imports a register', (tx) =>
      new Register().import(tx, generateRegister({ seed: 2, authorities }).register),
    );
  // An academy's year ends in August, in the midst of the story.
  const few = { blueprint: 'herts-for-learning', signed: { '919': 20 }, team: teamOf('herts-for-learning') };
  await context.get(Demonstration, { strict: false }).make(few, () => undefined);
  await context.close();
  expect(await verify(facades)).toEqual([]);
}, 240_000);
