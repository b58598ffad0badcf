import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Operators, type Config, type Database } from '#platform';
import { readBlueprint } from '#blueprints';
import { ownDatabase } from '#testing';
import { openFacades, type Facades } from '../../test/scenarios/scene.js';
import { loadDemonstration } from './load.js';

let own: Awaited<ReturnType<typeof ownDatabase>>;
let config: Config;
let db: Database;
let facades: Facades;
beforeAll(async () => {
  own = await ownDatabase();
  config = own.config;
  facades = await openFacades(config);
  db = facades.db;
});
afterAll(async () => {
  await facades.close();
  await own.drop();
});

const operators = () => db.systemTx('test', (tx) => new Operators().all(tx));
const count = async (table: string) =>
  db.systemTx('test', async (tx) =>
    Number((await tx.query<{ n: bigint }>(`SELECT count(*) AS n FROM ${table}`))[0]!.n),
  );

test('a demonstration that was broken off is made anew, from nothing', async () => {
  /** Loads it, and stops when it has said this for the first time. */
  const brokenOffAt = (line: RegExp) =>
    expect(
      loadDemonstration(config, (said) => {
        lines.push(said);
        if (line.test(said)) throw new Error('broken off');
      }),
    ).rejects.toThrow('broken off');
  const lines: string[] = [];
  await brokenOffAt(/a year so far: 25%/);
  expect((await operators()).map((one) => one.slug)).toEqual(['education-kingston']);
  expect(await count('agreements.agreement')).toBeGreaterThan(0);
  const schools = await count('directory.school');
  lines.length = 0;
  await brokenOffAt(/schools and offers: 100%/);
  expect(lines).toContain('An earlier start was stopped while it made the demonstration: making it anew.');
  expect((await operators()).map((one) => one.slug)).toEqual(['education-kingston']);
  expect(await count('agreements.agreement')).toBe(0);
  expect(await count('directory.school')).toBe(schools);
  // Not when anybody else is there.
  await facades.creation.create(readBlueprint('aspire'));
  lines.length = 0;
  await loadDemonstration(config, (line) => lines.push(line));
  expect(lines).toEqual([]);
  expect(await operators()).toHaveLength(2);
});
