import { Command } from 'commander';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Failures, newId, Refusal, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';
import { unfinishedCommands } from './unfinished.commands.js';

let db: Database;
const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

test('what did not happen is listed up to a number that says that there is more, and all of it is tried again', async () => {
  const { staff, operatorId } = await testOperator(db);
  const failures = new Failures(testConfig());
  await db.tx(staff, async (tx) => {
    for (const reason of ['No roll.', 'No roll.', 'No address.', 'No price.']) {
      const subjectId = newId();
      const error = new Refusal('test.no', reason);
      await failures.record(tx, { work: 'test.work', subjectId, entityId: subjectId, error });
    }
  });
  const run = async (...words: string[]): Promise<string[]> => {
    said.mockClear();
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    unfinishedCommands(program, (work) => work(db, testConfig()));
    await program.parseAsync(['unfinished', ...words], { from: 'user' });
    const lines = said.mock.calls.map(([line]) => String(line));
    return lines.filter((line) => line.startsWith(`test-${operatorId}\t`));
  };
  expect(await run('--limit', '4')).toHaveLength(4);
  const cut = await run('--limit', '2', '--try-again');
  expect(cut).toHaveLength(3);
  expect(cut[2]).toMatch(/and more, which --limit 20 shows$/);
  expect(await db.tx(staff, (tx) => failures.ripe(tx, 'test.work'))).toHaveLength(4);
  expect(
    await db.tx(staff, (tx) => tx.query("SELECT FROM platform.audit WHERE verb = 'platform.try-again'")),
  ).toHaveLength(3);
});
