import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Audit, Parties, PartyRoles } from '#identity';
import { Vocabularies } from '#operating-model';
import { newId, Temporal, type Actor, type Database } from '#platform';
import { setClock, testDatabase, testOperator } from '#testing';

const [parties, roles, audit] = [new Parties(), new PartyRoles(new Vocabularies()), new Audit()];
const day = Temporal.PlainDate.from;
let db: Database;
let staff: Actor;
let administrator: Actor;
let school: string;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  ({ staff } = await testOperator(db, '2026-09-01T09:00:00Z'));
  administrator = { ...staff, role: 'administrator' };
  school = newId();
  await db.tx(staff, (tx) => parties.add(tx, { organisationId: school, buyer: true }));
});
afterAll(() => db.onApplicationShutdown());

const give = (role = 'provider', by = administrator, organisationId = school) =>
  db.tx(by, (tx) => roles.give(tx, organisationId, role));
const end = (on?: string, role = 'buyer', by = administrator, organisationId = school) =>
  db.tx(by, (tx) => roles.end(tx, { organisationId, role, ...(on && { on: day(on) }) }));
const is = async () => {
  const { buyer, provider } = await db.tx(staff, (tx) => parties.find(tx, school));
  return [buyer && 'buyer', provider && 'provider'].filter(Boolean);
};
const held = async () =>
  (await db.tx(staff, (tx) => roles.of(tx, school))).map(
    ({ label, fromOn, untilOn }) => `${label} ${fromOn} ${untilOn}`,
  );
const refused = (code: string) => ({ code });

test('a role is an organisation’s from the day on which it is given to its last, and no day else', async () => {
  await setClock(db, staff, '2026-09-10T09:00:00Z');
  await give();
  expect(await is()).toEqual(['buyer', 'provider']);
  await end('2026-09-20');
  expect(await held()).toEqual(['Provider 2026-09-10 null', 'School 2026-09-01 2026-09-20']);
  await setClock(db, staff, '2026-09-20T09:00:00Z');
  expect(await is()).toEqual(['buyer', 'provider']);
  await setClock(db, staff, '2026-09-21T09:00:00Z');
  expect(await is()).toEqual(['provider']);
  // It comes back as what it was.
  await give('buyer');
  expect(await is()).toEqual(['buyer', 'provider']);
  expect(await db.tx(staff, (tx) => audit.of(tx, { type: 'party', id: school }))).toMatchObject([
    { verb: 'identity.join' },
    { verb: 'identity.give-role' },
    { verb: 'identity.end-role' },
    { verb: 'identity.give-role' },
  ]);
});

test('who is added again as something keeps the last day of a role that ends by itself', async () => {
  await give();
  await end('2026-09-20');
  await db.tx(staff, (tx) => parties.add(tx, { organisationId: school, provider: true }));
  expect(await held()).toEqual(['Provider 2026-09-01 null', 'School 2026-09-01 2026-09-20']);
});

test('roles are the administrator’s to give and to end, of those that there are', async () => {
  for (const by of [{ ...staff, role: 'broker' } as const, { ...staff, role: 'finance' } as const])
    for (const attempt of [give('provider', by), end(undefined, 'buyer', by)])
      await expect(attempt).rejects.toMatchObject(refused('platform.forbidden'));
  await expect(give('host')).rejects.toMatchObject(refused('identity.one-host'));
  await expect(give('visitor')).rejects.toMatchObject(refused('operating-model.no-such-word'));
  await expect(give('provider', administrator, newId())).rejects.toMatchObject(refused('platform.not-found'));
  await expect(give('buyer')).rejects.toMatchObject(refused('identity.has-role'));
  await expect(end('2026-08-31')).rejects.toMatchObject(refused('identity.role-past'));
  await expect(end(undefined, 'commissioner')).rejects.toMatchObject(refused('platform.not-found'));
  await expect(end(undefined, 'buyer', administrator, newId())).rejects.toMatchObject(
    refused('platform.not-found'),
  );
});

test('an organisation is something to its last day; who leaves takes on nothing more', async () => {
  await expect(end()).rejects.toMatchObject(refused('identity.last-role'));
  await give();
  await end('2026-09-30', 'provider');
  for (const on of ['2026-09-30', '2026-12-01'])
    await expect(end(on)).rejects.toMatchObject(refused('identity.last-role'));
  await end('2026-09-29');
  await db.tx(staff, (tx) => parties.leave(tx, school, day('2026-09-15')));
  await expect(give('commissioner')).rejects.toMatchObject(refused('identity.leaves'));
  await setClock(db, staff, '2026-10-15T09:00:00Z');
  expect(await is()).toEqual(['buyer', 'provider']);
});

test('the operator stays one: what makes it that ends neither by itself nor with a membership', async () => {
  const organisationId = newId();
  await db.tx(staff, (tx) => parties.add(tx, { organisationId, host: true }));
  await give('provider', administrator, organisationId);
  await expect(end(undefined, 'host', administrator, organisationId)).rejects.toMatchObject(
    refused('identity.one-host'),
  );
  await expect(
    db.tx(administrator, (tx) => parties.leave(tx, organisationId, day('2026-09-15'))),
  ).rejects.toMatchObject(refused('identity.one-host'));
});
