import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Calendar, Directory, laId } from '#directory';
import { Database, Temporal } from '#platform';
import { ownDatabase } from '#testing';
import { calendarCommands } from './calendar.commands.js';

const folder = mkdtempSync(join(tmpdir(), 'middletier-calendar-'));
const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
beforeAll(async () => {
  own = await ownDatabase();
  db = await Database.connect(own.config);
  await db.systemTx('a test adds an authority', (tx) =>
    new Directory().add(tx, { kind: 'la', key: '314', name: 'Kingston upon Thames' }),
  );
});
afterAll(async () => {
  await db?.onApplicationShutdown();
  await own?.drop();
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]): Promise<string[]> {
  said.mockClear();
  const program = new Command().exitOverride();
  calendarCommands(program, (work) => work(db, own.config));
  await program.parseAsync(['calendar', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line));
}
function file(text: string): string {
  const path = join(folder, 'terms.csv');
  writeFileSync(path, text);
  return path;
}
const heading = 'name,starts,ends\n';

test('an authority’s term dates are set, and those of the same years take their place', async () => {
  const isTermDay = (day: string) =>
    db.systemTx('a test', (tx) => new Calendar().isTermDay(tx, laId('314'), Temporal.PlainDate.from(day)));
  await expect(isTermDay('2026-09-03')).rejects.toMatchObject({ code: 'directory.no-terms' });
  const first = 'Autumn 1,2026-08-31,2026-10-23\nAutumn 2,2026-11-02,2026-12-18\n';
  expect(await run('terms', 'la:314', file(heading + first))).toEqual([
    'Kingston upon Thames: 2 half-terms, 2026-08-31 to 2026-12-18.',
  ]);
  expect(await isTermDay('2026-09-03')).toBe(true);
  expect(await isTermDay('2026-12-17')).toBe(true);
  await run('terms', 'la:314', file(`${heading}Autumn,2026-09-07,2026-12-11\n`));
  expect(await isTermDay('2026-09-03')).toBe(false);
  expect(await isTermDay('2026-12-17')).toBe(false);
});

test.each([
  ['no heading', 'Autumn 1,2026-09-02,2026-10-23\nAutumn 2,2026-11-02,2026-12-18\n'],
  ['a day that does not exist', `${heading}Autumn 1,2026-09-31,2026-10-23\n`],
  ['no name', `${heading},2026-09-02,2026-10-23\n`],
  ['nothing', heading],
  ['a quotation mark that does not end', `${heading}"Autumn 1,2026-09-02,2026-10-23\n`],
])('a file with %s is refused', async (_, text) => {
  await expect(run('terms', 'la:314', file(text))).rejects.toMatchObject({ code: 'directory.not-terms' });
});

test('whose they are, and the file, must be there', async () => {
  const path = file(`${heading}Autumn 1,2026-09-02,2026-10-23\n`);
  for (const whose of ['la:999', '800001', 'Kingston'])
    await expect(run('terms', whose, path)).rejects.toMatchObject({ code: 'platform.not-found' });
  await expect(run('terms', 'la:314', join(folder, 'none.csv'))).rejects.toMatchObject({
    code: 'directory.no-file',
  });
});
