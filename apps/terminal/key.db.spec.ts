import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { ApiKeys, Parties, People } from '#identity';
import { jobActor, newId, type Actor, type Database } from '#platform';
import { setClock, testConfig, testDatabase, testOperator } from '#testing';
import { keyCommands } from './key.commands.js';
import { personCommands } from './person.commands.js';

let db: Database;
let slug: string;
let operatorId: string;
let staff: Actor;
const [host, school] = [newId(), newId()];
const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db, '2026-09-16T09:00:00Z'));
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
  personCommands(program, (work) => work(db, testConfig()));
  await program.parseAsync(words[0] === 'person' ? words : ['key', ...words], { from: 'user' });
  return said.mock.calls.map(([line]) => String(line));
}
const actorOf = (key: string) =>
  db
    .systemTx('test', (tx) => new ApiKeys(testConfig()).resolve(tx, key, 'r'))
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

test('whoever runs the installation appoints the first administrator', async () => {
  const email = `robert.${newId()}@example.org`;
  const words = ['--role', 'administrator', '--name', 'Robert Lane', '--email', email];
  await expect(run('person', 'appoint', slug, school, ...words)).rejects.toMatchObject({
    code: 'identity.role-elsewhere',
  });
  await run('person', 'appoint', slug, 'host', ...words);
  expect(
    await db.tx(jobActor(operatorId, 'test'), (tx) => new People().ofParty(tx, host, 'administrator')),
  ).toMatchObject([{ name: 'Robert Lane', email }]);
});

test('whom nobody knows gets none', async () => {
  await expect(run('issue', slug, newId())).rejects.toMatchObject({ code: 'platform.not-found' });
  await expect(run('issue', 'nobody', 'host')).rejects.toMatchObject({ code: 'platform.not-found' });
  await expect(run('issue', slug, 'host', '--scopes', 'everything')).rejects.toThrow('read,write');
  await expect(run('revoke', slug, 'x')).rejects.toMatchObject({ code: 'platform.not-found' });
});

test('a key says what it is for, and a person has a name that pages can show', async () => {
  for (const name of ['', '  ', 'x'.repeat(81), 'Finance\nworks', 'Finance\tworks', '\u001b[2JFinance'])
    await expect(run('issue', slug, school, '--name', name)).rejects.toMatchObject({
      code: 'identity.key-name',
    });
  const appoint = (name: string) =>
    run('person', 'appoint', slug, host, '--role', 'broker', '--name', name, '--email', 'long@example.org');
  for (const name of ['x'.repeat(121), 'Ann\nLee'])
    await expect(appoint(name)).rejects.toMatchObject({ code: 'identity.name' });
  const words = ['--role', 'broker', '--name', 'Ann Lee', '--email', 'ann\u0007@example.org'];
  await expect(run('person', 'appoint', slug, host, ...words)).rejects.toMatchObject({
    code: 'identity.email',
  });
});

test('a key whose issuer is no administrator any more is listed as one that works no more', async () => {
  const people = new People();
  const appointmentId = await db.tx(staff, async (tx) => {
    const personId = await people.add(tx, { name: 'Di Ray', email: `di.${newId()}@example.org` });
    return people.appoint(tx, { personId, organisationId: host, role: 'administrator' });
  });
  const { personId } = await db.tx(staff, (tx) => people.appointment(tx, appointmentId));
  await db.tx({ ...staff, personId }, (tx) =>
    new ApiKeys(testConfig()).issue(tx, { organisationId: school, name: 'Of Di', scopes: ['read'] }),
  );
  const state = async () =>
    (await run('list', slug, school))
      .find((line) => line.includes('\tOf Di\t'))!
      .split('\t')
      .at(-1);
  expect(await state()).toBe("does nothing: waits for its party's yes until 2026-12-15");
  await db.tx(staff, (tx) => people.end(tx, appointmentId, tx.today.add({ days: 1 })));
  await setClock(db, staff, '2026-09-18T09:00:00Z');
  expect(await state()).toBe('works no more: its issuer is no administrator now');
});
