import { Command } from 'commander';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';
import { modelCommands } from './model.commands.js';

const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

async function model(...words: string[]): Promise<string> {
  said.mockClear();
  const program = new Command().exitOverride();
  modelCommands(program, (work) => work(db, testConfig()));
  await program.parseAsync(['model', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line)).join();
}
const operator = async () => `test-${(await testOperator(db, '2026-09-01T09:00:00Z')).operatorId}`;

test('rules are shown as they hold on a day, and one is chosen anew from a day on', async () => {
  const slug = await operator();
  expect(await model('show', slug)).toContain('notice_days: 60');
  expect(await model('choose', slug, 'agreements.notice_days', '90', '--from', '2027-04-01')).toBe(
    'Test operator: agreements.notice_days is 90 from 2027-04-01 on.',
  );
  expect(await model('show', slug)).toContain('notice_days: 60');
  expect(await model('show', slug, '--on', '2027-04-01')).toContain('notice_days: 90');
  await model('choose', slug, 'agreements.year_start', '{ maintained: "09-01", academy: "09-01" }');
  expect(await model('show', slug)).toContain('maintained: 09-01');
  for (const [rule, value] of [
    ['agreements.notice_days', '400'],
    ['agreements.notice', '30'],
    ['notice', '30'],
  ] as const)
    await expect(model('choose', slug, rule, value)).rejects.toMatchObject({
      code: 'operating-model.invalid',
    });
  await expect(model('choose', slug, 'agreements.notice_days', '30', '--from', 'May')).rejects.toMatchObject({
    code: 'platform.date',
  });
  await expect(model('show', 'nobody')).rejects.toMatchObject({ code: 'platform.not-found' });
});

test('words of its own are added, and end', async () => {
  const slug = await operator();
  expect(await model('add-word', slug, 'needs', 'music', 'Music')).toBe(
    'Test operator: “Music” is among its needs from 2026-09-01 on.',
  );
  await model('add-word', slug, 'designations', 'MLE', 'Maths leader', '--leads', '--from', '2026-10-01');
  expect(await model('show', slug)).toMatch(/code: music\n *label: Music[^]*code: MLE[^]*leads: true/);
  await model(
    'add-word',
    slug,
    'units',
    'HOUR',
    'Coaching hours',
    '--one',
    'hour',
    '--many',
    'hours',
    '--places',
    '2',
  );
  expect(await model('show', slug)).toMatch(/code: HOUR[^]*many: hours/);
  expect(await model('end-word', slug, 'needs', 'music', '2027-08-31')).toBe(
    'Test operator: the last day of music is 2027-08-31.',
  );
  expect(await model('show', slug)).toContain('2027-08-31');
  await expect(model('end-word', slug, 'needs', 'dance', '2027-08-31')).rejects.toMatchObject({
    code: 'platform.not-found',
  });
});

test('the schema of a blueprint is printed for an editor', async () => {
  const schema = JSON.parse(await model('schema')) as { properties: object };
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['settings', 'vocabularies', 'plans', 'offers']),
  );
});
