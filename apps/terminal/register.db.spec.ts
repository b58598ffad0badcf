import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { generateRegister } from '#directory';
import { Database } from '#platform';
import { ownDatabase } from '#testing';
import { registerCommands } from './register.commands.js';

const folder = mkdtempSync(join(tmpdir(), 'middletier-register-'));
const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
let own: Awaited<ReturnType<typeof ownDatabase>>;
let db: Database;
beforeAll(async () => {
  own = await ownDatabase();
  db = await Database.connect(own.config);
});
afterAll(async () => {
  await db?.onApplicationShutdown();
  await own?.drop();
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]): Promise<string[]> {
  said.mockClear();
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  registerCommands(program, (work) => work(db, own.config));
  for (const command of program.commands)
    for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(['register', 'import', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line));
}

test('a file that is not there is said by its name, before anything is imported', async () => {
  const [schools, none] = [join(folder, 'schools.csv'), join(folder, 'none.csv')];
  writeFileSync(schools, '');
  for (const words of [[none], [schools, '--links', none]])
    await expect(run(...words)).rejects.toMatchObject({
      code: 'directory.no-file',
      message: `There is no file ${none}.`,
    });
});

test('an unlikely import is refused in a sentence that says how to confirm it, and confirmed so', async () => {
  const schools = await text(
    generateRegister({
      seed: 1,
      authorities: [{ code: '314', name: 'Kingston upon Thames', schools: 60 }],
    }).register.open(),
  );
  const [first, newer] = [join(folder, 'first.csv'), join(folder, 'newer.csv')];
  writeFileSync(first, schools);
  writeFileSync(newer, schools.replaceAll(',1,Open,', ',2,Closed,'));
  expect(await run(first)).toContainEqual(
    expect.stringMatching(/^Schools: \d+ rows; \d+ created, 0 changed/),
  );
  const refusal = (await run(newer).catch((error: unknown) => error)) as Error;
  const accept = /--accept (closures=\d+)\.$/.exec(refusal.message)?.[1];
  expect(refusal.message).toMatch(
    /^newer\.csv changes what a newer register seldom does: it closes \d+ of the \d+ open schools\./,
  );
  await expect(run(newer, '--accept', 'closures')).rejects.toThrow('It must be a kind and a number');
  expect(await run(newer, '--accept', 'absent=1', '--accept', accept!)).toContainEqual(
    expect.stringContaining(`0 created, ${accept!.split('=')[1]} changed`),
  );
});
