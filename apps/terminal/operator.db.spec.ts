import { Command } from 'commander';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { newId, Operators, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';
import { operatorCommands } from './operator.commands.js';

const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

async function operator(...words: string[]): Promise<string[]> {
  said.mockClear();
  const program = new Command();
  operatorCommands(program, (work) => work(db, testConfig()));
  await program.parseAsync(['operator', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line));
}
const rehearsal = async (now: string | null) => `test-${(await testOperator(db, now)).operatorId}`;

test('a rehearsal’s clock is set to the morning of a day ahead', async () => {
  const slug = await rehearsal('2026-09-01T09:00:00Z');
  expect(await operator('advance', slug, '2027-04-01')).toEqual(['It is 2027-04-01 at Test operator.']);
  expect(await operator('list')).toContain(`${slug}\tTest operator\trehearsal, it is 2027-04-01T07:00:00Z`);
  await expect(operator('advance', slug, '2027-03-31')).rejects.toMatchObject({
    code: 'platform.clock-back',
  });
  await expect(operator('advance', await rehearsal(null), '2027-04-01')).rejects.toMatchObject({
    code: 'platform.wall-clock',
  });
  await expect(operator('advance', 'nobody', '2027-04-01')).rejects.toMatchObject({
    code: 'platform.not-found',
  });
});

test('a day that does not exist, or is written otherwise, is refused in a sentence', async () => {
  const slug = await rehearsal('2026-09-01T09:00:00Z');
  for (const date of ['2027-02-30', '1 April 2027', '2027-04-01T10:00', '9999-01-01', '+012027-04-01', ''])
    await expect(operator('advance', slug, date)).rejects.toMatchObject({
      code: 'platform.date',
      message: `${date} is not a date like 2027-04-01.`,
    });
  await expect(operator('create', '--blueprint', 'aspire', '--rehearsal', 'tomorrow')).rejects.toMatchObject({
    code: 'platform.date',
  });
});

test('an operator has a name', async () => {
  for (const name of ['', ' ', 'x'.repeat(121), 'Every\nshire'])
    await expect(
      db.systemTx('a test makes an operator', (tx) =>
        new Operators().create(tx, {
          operatorId: newId(),
          slug: 'nameless',
          name,
          blueprint: 'aspire',
          colour: '#000000',
          rehearsalNow: null,
        }),
      ),
    ).rejects.toMatchObject({ code: 'platform.operator-name' });
});
