import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys, Audit, Parties, People, Sessions, type KeyScope } from '#identity';
import { newId, type Actor, type Database, type Tx } from '#platform';
import { partyActor, setClock, testConfig, testDatabase, testOperator } from '#testing';

const [parties, people, sessions] = [new Parties(), new People(), new Sessions()];
const keys = new ApiKeys(testConfig());
const [host, school, twin] = [newId(), newId(), newId()];
let chairId: string;
let db: Database;
let staff: Actor;
let operatorId: string;
let robert: Actor;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db, '2026-09-16T09:00:00Z'));
  await db.systemTx('a test writes organisations', async (tx) => {
    for (const id of [school, twin])
      await tx.query(
        `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, 'Oakfield')`,
        [id, id],
      );
  });
  [robert, chairId] = await db.tx(staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true, provider: true },
      { organisationId: school, buyer: true },
      { organisationId: twin, buyer: true },
    ]);
    const id = await person(tx, 'Carl');
    for (const organisationId of [school, twin])
      await people.appoint(tx, { personId: id, organisationId, role: 'chair' });
    return [await administrator(tx, 'Robert'), id];
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
/** One that the party's chair confirmed. */
async function issued(by: Actor, organisationId: string, ...scopes: KeyScope[]) {
  const made = await db.tx(by, (tx) => keys.issue(tx, { organisationId, name: 'Finance', scopes }));
  const chair = { ...partyActor(operatorId, organisationId, 'chair'), personId: chairId };
  await db.tx(chair, (tx) => keys.confirm(tx, made.apiKeyId));
  return made;
}
const choices = (personId: string) => db.systemTx('a test', (tx) => sessions.choices(tx, personId));
const rolesOf = async (personId: string) => (await choices(personId)).map((choice) => choice.role);

test('who has left acts no more from that moment, and with them the keys that they issued', async () => {
  const { personId, appointmentId } = await db.tx(staff, async (tx) => {
    const id = await person(tx, 'Cy');
    const appointed = { personId: id, organisationId: host, role: 'administrator' } as const;
    return { personId: id, appointmentId: await people.appoint(tx, appointed) };
  });
  const own = await issued(acting(personId), school, 'read', 'write');
  const another = await issued(robert, school, 'read', 'write');
  const works = async (key: string) =>
    (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r'))) !== null;
  expect([await works(own.key), await works(another.key)]).toEqual([true, true]);
  await db.tx(robert, (tx) => people.end(tx, appointmentId, tx.today));
  expect(await choices(personId)).toEqual([]);
  expect([await works(own.key), await works(another.key)]).toEqual([false, true]);
  expect(await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: own.apiKeyId }))).toMatchObject(
    [{ verb: 'identity.issue-key' }, { verb: 'identity.confirm-key' }, { verb: 'identity.revoke-key' }],
  );
  // The same day again: what ended by hand does not stand in the way, and revives no key.
  await db.tx(robert, (tx) => people.appoint(tx, { personId, organisationId: host, role: 'administrator' }));
  expect(await works(own.key)).toBe(false);
});

test('whoever is an administrator no more takes the keys that they issued, whatever else they become', async () => {
  const issuer = await db.tx(staff, (tx) => administrator(tx, 'Eve'));
  const personId = issuer.personId!;
  const { key, apiKeyId } = await issued(issuer, school, 'write');
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
  expect(await listed()).toMatchObject({ state: 'works', revokedAt: null });
  await db.tx(robert, (tx) => people.appoint(tx, { personId, organisationId: host, role: 'finance' }));
  const acts = await db.tx(robert, (tx) => people.ofParty(tx, host, 'administrator'));
  const { appointmentId } = acts.find((one) => one.personId === personId)!;
  await end(appointmentId, 1);
  await setClock(db, staff, '2026-09-18T09:00:00Z');
  expect(await rolesOf(personId)).toEqual(['finance']);
  expect(await works()).toBe(false);
  expect(await listed()).toMatchObject({ state: 'stopped', revokedAt: null });
  await end(appointmentId);
  expect(await listed()).toMatchObject({ state: 'revoked', revokedAt: expect.any(Date) });
  expect(await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: apiKeyId }))).toMatchObject([
    { verb: 'identity.issue-key' },
    { verb: 'identity.confirm-key' },
    { verb: 'identity.revoke-key' },
  ]);
});

test('a last day that passes ends the key as well, and so does a party that leaves, also when it comes back', async () => {
  const leaver = await db.tx(staff, async (tx) => {
    const personId = await person(tx, 'Di');
    const appointmentId = await people.appoint(tx, { personId, organisationId: host, role: 'administrator' });
    await people.end(tx, appointmentId, tx.today.add({ days: 3 }));
    return acting(personId);
  });
  const [own, ofTwin] = [await issued(leaver, school, 'read'), await issued(robert, twin, 'read')];
  const works = async (key: string) =>
    (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r'))) !== null;
  expect(await works(own.key)).toBe(true);
  await db.tx(staff, (tx) => parties.leave(tx, twin, tx.today));
  await setClock(db, staff, '2026-09-22T09:00:00Z');
  expect([await works(own.key), await works(ofTwin.key)]).toEqual([false, false]);
  expect(await rolesOf(leaver.personId!)).toEqual([]);
  await db.tx(staff, (tx) => parties.add(tx, { organisationId: twin, buyer: true }));
  expect(await works(ofTwin.key)).toBe(false);
  const told = await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: ofTwin.apiKeyId }));
  expect(told.at(-1)).toMatchObject({ verb: 'identity.revoke-key' });
});
