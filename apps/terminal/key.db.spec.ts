import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { ApiKeys, Parties } from '#identity';
import { newId, type Database } from '#platform';
import { testConfig, testDatabase, testOperator } from '#testing';
import { keyCommands } from './key.commands.js';

let db: Database;
let slug: string;
const [host, school] = [newId(), newId()];
const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);

beforeAll(async () => {
  db = await testDatabase();
  const { operatorId, staff } = await testOperator(db);
  slug = `test-${operatorId}`;
  await db.tx(staff, (tx) =>
    new Parties().addMany(tx, [
      { organisationId: host, host: true },
      { organisationId: school, buyer: true },
    ]),
  );
});
afterEach(() => void said.mockClear());
afterAll(() => db.onApplicationShutdown());

/** Runs one command; the lines it printed. */
async function run(...words: string[]): Promise<string[]> {
  said.mockClear();
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  keyCommands(program, (work) => work(db, testConfig()));
  await program.parseAsync(['key', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line));
}
const actorOf = (key: string) =>
  db
    .systemTx('test', (tx) => new ApiKeys().resolve(tx, key, 'r'))
    .then((found) => found && [found.actor.organisationId, found.actor.scope, found.scopes]);

test('a key is issued for a party, listed without itself, and works until it is revoked', async () => {
  const [key] = await run('issue', slug, school, '--scopes', 'read');
  expect(await actorOf(key!)).toEqual([school, 'party', ['read']]);
  const [line] = await run('list', slug, school);
  expect(line).toContain(key!.slice(-4));
  expect(line).not.toContain(key!);
  await run('revoke', slug, line!.split('\t')[0]!);
  expect(await actorOf(key!)).toBeNull();
  const [operators] = await run('issue', slug, 'host');
  expect(await actorOf(operators!)).toEqual([host, 'operator', ['read', 'write']]);
});

test('whom nobody knows gets none', async () => {
  await expect(run('issue', slug, newId())).rejects.toMatchObject({ code: 'platform.not-found' });
  await expect(run('issue', 'nobody', 'host')).rejects.toMatchObject({ code: 'platform.not-found' });
  await expect(run('issue', slug, 'host', '--scopes', 'everything')).rejects.toThrow('read,write');
  await expect(run('revoke', slug, 'x')).rejects.toMatchObject({ code: 'platform.not-found' });
});
