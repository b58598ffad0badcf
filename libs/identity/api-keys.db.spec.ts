import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys, Audit, Parties, People, Sessions } from '#identity';
import { newId, type Actor, type Database, type Tx } from '#platform';
import { partyActor, setClock, testDatabase, testOperator } from '#testing';

const [parties, people, sessions, keys] = [new Parties(), new People(), new Sessions(), new ApiKeys()];
const [host, school, twin] = [newId(), newId(), newId()];
let db: Database;
let staff: Actor;
let operatorId: string;
let robert: Actor;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db, '2026-09-16T09:00:00Z'));
  robert = await db.tx(staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true, provider: true },
      { organisationId: school, buyer: true },
      { organisationId: twin, buyer: true },
    ]);
    return administrator(tx, 'Robert');
  });
});
afterAll(() => db.onApplicationShutdown());

const person = (tx: Tx, name: string) => people.add(tx, { name, email: `${name}.${newId()}@example.org` });
const acting = (personId: string): Actor => ({
  ...partyActor(operatorId, host, 'administrator'),
  scope: 'operator',
  personId,
});
async function administrator(tx: Tx, name: string): Promise<Actor> {
  const personId = await person(tx, name);
  await people.appoint(tx, { personId, organisationId: host, role: 'administrator' });
  return acting(personId);
}
const choices = (personId: string) => db.systemTx('a test', (tx) => sessions.choices(tx, personId));
const rolesOf = async (personId: string) => (await choices(personId)).map((choice) => choice.role);

test('who has left acts no more from that moment, and with them the keys that they issued', async () => {
  const { personId, appointmentId } = await db.tx(staff, async (tx) => {
    const id = await person(tx, 'Cy');
    const appointed = { personId: id, organisationId: host, role: 'administrator' } as const;
    return { personId: id, appointmentId: await people.appoint(tx, appointed) };
  });
  const issue = (by: Actor) =>
    db.tx(by, (tx) => keys.issue(tx, { organisationId: school, name: 'Finance', scopes: ['read', 'write'] }));
  const [issued, another] = [await issue(acting(personId)), await issue(robert)];
  const works = async (key: string) =>
    (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r'))) !== null;
  expect([await works(issued.key), await works(another.key)]).toEqual([true, true]);
  await db.tx(robert, (tx) => people.end(tx, appointmentId, tx.today));
  expect(await choices(personId)).toEqual([]);
  expect([await works(issued.key), await works(another.key)]).toEqual([false, true]);
  expect(
    await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: issued.apiKeyId })),
  ).toMatchObject([{ verb: 'identity.issue-key' }, { verb: 'identity.revoke-key' }]);
  // The same day again: what ended by hand does not stand in the way, and revives no key.
  await db.tx(robert, (tx) => people.appoint(tx, { personId, organisationId: host, role: 'administrator' }));
  expect(await works(issued.key)).toBe(false);
});

test('whoever is an administrator no more takes the keys that they issued, whatever else they become', async () => {
  const issuer = await db.tx(staff, (tx) => administrator(tx, 'Eve'));
  const personId = issuer.personId!;
  const { key, apiKeyId } = await db.tx(issuer, (tx) =>
    keys.issue(tx, { organisationId: school, name: 'Finance', scopes: ['write'] }),
  );
  const works = async () => (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r'))) !== null;
  const listed = async () =>
    (await db.tx(robert, (tx) => keys.list(tx, school))).find((one) => one.apiKeyId === apiKeyId)!;
  const end = (appointmentId: string, days = 0) =>
    db.tx(robert, (tx) => people.end(tx, appointmentId, tx.today.add({ days })));
  const broker = await db.tx(robert, (tx) =>
    people.appoint(tx, { personId, organisationId: host, role: 'broker' }),
  );
  // Another role that ends changes nothing, and another that stays keeps nothing.
  await end(broker);
  expect(await works()).toBe(true);
  expect(await listed()).toMatchObject({ stopped: false, revokedAt: null });
  await db.tx(robert, (tx) => people.appoint(tx, { personId, organisationId: host, role: 'finance' }));
  const acts = await db.tx(robert, (tx) => people.ofParty(tx, host, 'administrator'));
  const { appointmentId } = acts.find((one) => one.personId === personId)!;
  await end(appointmentId, 1);
  await setClock(db, staff, '2026-09-18T09:00:00Z');
  expect(await rolesOf(personId)).toEqual(['finance']);
  expect(await works()).toBe(false);
  expect(await listed()).toMatchObject({ stopped: true, revokedAt: null });
  await end(appointmentId);
  expect(await listed()).toMatchObject({ stopped: false, revokedAt: expect.any(Date) });
  expect(await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: apiKeyId }))).toMatchObject([
    { verb: 'identity.issue-key' },
    { verb: 'identity.revoke-key' },
  ]);
});

test('a last day that passes ends the key as well, and so does a party that leaves', async () => {
  const leaver = await db.tx(staff, async (tx) => {
    const personId = await person(tx, 'Di');
    const appointmentId = await people.appoint(tx, { personId, organisationId: host, role: 'administrator' });
    await people.end(tx, appointmentId, tx.today.add({ days: 3 }));
    return acting(personId);
  });
  const issue = (by: Actor, organisationId: string) =>
    db.tx(by, (tx) => keys.issue(tx, { organisationId, name: 'Finance', scopes: ['read'] }));
  const [issued, ofTwin] = [await issue(leaver, school), await issue(robert, twin)];
  const works = async (key: string) =>
    (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r'))) !== null;
  expect(await works(issued.key)).toBe(true);
  await db.tx(staff, (tx) => parties.leave(tx, twin, tx.today));
  await setClock(db, staff, '2026-09-22T09:00:00Z');
  expect([await works(issued.key), await works(ofTwin.key)]).toEqual([false, false]);
  expect(await rolesOf(leaver.personId!)).toEqual([]);
});
