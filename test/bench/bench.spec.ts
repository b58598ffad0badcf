import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unsaid, type Measure } from './measure.js';

const run = promisify(execFile);

test('every bench runs, on little data, and says a figure beside its floor in each line', async () => {
  const folder = new URL('.', import.meta.url);
  const names = readdirSync(folder).flatMap((name) => /^(.+)\.bench\.js$/.exec(name)?.slice(1) ?? []);
  const { stdout } = await run(process.execPath, [fileURLToPath(new URL('main.js', folder))], {
    env: { PATH: process.env.PATH, BENCH_SHARE: '0.02', BENCH_SECONDS: '0.2' },
  });
  expect(names).toContain('ledger');
  expect(stdout.match(/^\w+(?= …$)/gm)).toEqual(names);
  expect(stdout).toMatch(/^All \d\d measured/m);
});

test.each([
  ['nothing is measured', [], 'It measured nothing.'],
  ['the floor did nothing', [{ ratio: Infinity }], 'a page: its ratio is Infinity (5 a second).'],
  ['neither did anything', [{}, { ratio: NaN }], 'a page: its ratio is NaN (5 a second).'],
  ['ours did nothing', [{ ratio: 0 }], 'a page: its ratio is 0 (5 a second).'],
  ['a figure is none', [{ detail: 'NaN a second' }], 'a page: its ratio is 0.5 (NaN a second).'],
  ['all are figures', [{}, { ratio: 7 }], undefined],
])('a bench says so when %s', (_, measures: readonly Partial<Measure>[], said) => {
  const measure = { work: 'a page', floor: 'another', ratio: 0.5, owed: '', met: true, detail: '5 a second' };
  expect(unsaid(measures.map((one) => ({ ...measure, ...one })))).toBe(said);
});
