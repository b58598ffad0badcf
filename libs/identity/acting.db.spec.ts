import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { actorOf, ApiKeys, Parties, People, rolesAt, Sessions, type Session } from '#identity';
import { newId, roles, type Actor, type Database, type Role } from '#platform';
import { setClock, testConfig, testDatabase, testOperator } from '#testing';

const [parties, people, sessions, keys] = [
  new Parties(),
  new People(),
  new Sessions(),
  new ApiKeys(testConfig()),
];
const [host, trust, academy, another] = [newId(), newId(), newId(), newId()];
let db: Database;
let staff: Actor;
let personId: string;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff } = await testOperator(db));
  await db.systemTx('a test writes a trust and its academy', async (tx) => {
    const uid = newId();
    await tx.query(
      `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'trust', $2, 'Elm Trust')`,
      [trust, uid],
    );
    await tx.query(
      `INSERT INTO directory.school (organisation_id, urn, name, status, funding_status, state_funded, trust_uid)
       VALUES ($1, 999001, 'Elm Academy', 'open', 'academy', true, $3), ($2, 999002, 'Not a member', 'open', 'academy', true, $3)`,
      [academy, newId(), uid],
    );
  });
  personId = await db.tx(staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true },
      { organisationId: trust, buyer: true },
      { organisationId: academy, buyer: true },
      { organisationId: another, buyer: true },
    ]);
    const id = await people.add(tx, { name: 'Cy Day', email: `cy.${trust}@example.org` });
    await people.appoint(tx, { personId: id, organisationId: trust, role: 'business-manager' });
    return id;
  });
});
afterAll(() => db.onApplicationShutdown());

const session = (appointmentId: string | null = null): Session => ({
  sessionId: newId(),
  personId,
  name: 'Cy Day',
  email: '',
  appointmentId,
});
const choices = () => db.systemTx('a test', (tx) => sessions.choices(tx, personId));
const partiesSeen = (actor: Actor) =>
  db.tx(actor, async (tx) => (await parties.list(tx)).map((party) => party.organisationId).sort());

test('a trust’s staff act for the trust and its schools that are members, and for nobody else', async () => {
  const [choice] = await choices();
  expect(choice).toMatchObject({ organisationName: 'Elm Trust', role: 'business-manager' });
  const actor = actorOf(personId, sessions.chosen(session(), [choice!])!, 'r');
  expect(actor).toMatchObject({ scope: 'party', organisationId: trust, organisationIds: [trust, academy] });
  expect(await partiesSeen(actor)).toEqual([trust, academy].sort());
});

test('a key is shown once: a form sent twice issues one, and its second answer shows none', async () => {
  const issue = (apiKeyId: string) =>
    db.tx(staff, (tx) =>
      keys.issue(tx, { apiKeyId, organisationId: trust, name: 'Finance system', scopes: ['read'] }),
    );
  const [apiKeyId, before] = [newId(), await db.tx(staff, (tx) => keys.list(tx, trust))];
  const { key } = await issue(apiKeyId);
  await expect(issue(apiKeyId)).rejects.toMatchObject({ code: 'identity.key-shown' });
  const after = await db.tx(staff, (tx) => keys.list(tx, trust));
  expect(after.filter((one) => !before.some((old) => old.apiKeyId === one.apiKeyId))).toMatchObject([
    { apiKeyId, lastFour: key.slice(-4), revokedAt: null },
  ]);
});

test('with several choices one is chosen, and staff roles see the operator', async () => {
  const appointmentId = await db.tx(staff, (tx) =>
    people.appoint(tx, { personId, organisationId: host, role: 'broker' }),
  );
  const both = await choices();
  expect(both).toHaveLength(2);
  expect(sessions.chosen(session(), both)).toBeNull();
  const broker = sessions.chosen(session(appointmentId), both)!;
  expect(actorOf(personId, broker, 'r')).toMatchObject({ scope: 'operator', role: 'broker' });
  expect(await partiesSeen(actorOf(personId, broker, 'r'))).toHaveLength(4);
  await db.tx(staff, (tx) => people.end(tx, appointmentId, tx.today));
  await setClock(db, staff, '2026-09-02T09:00:00Z');
  expect(sessions.chosen(session(appointmentId), await choices())?.role).toBe('business-manager');
});

test('a key acts for its party until it is revoked, and is not kept', async () => {
  const { key, apiKeyId } = await db.tx(staff, (tx) =>
    keys.issue(tx, { organisationId: academy, name: 'Finance system', scopes: ['read'] }),
  );
  const resolve = (text: string) => db.systemTx('a test', (tx) => keys.resolve(tx, text, 'r'));
  const found = (await resolve(key))!;
  expect(found).toMatchObject({
    scopes: ['read'],
    actor: { scope: 'party', organisationIds: [academy], role: 'key', personId: null },
  });
  expect(await db.tx(found.actor, (tx) => keys.list(tx, academy))).toMatchObject([
    { name: 'Finance system', lastFour: key.slice(-4) },
  ]);
  // One that only looks comes with its operator's time, and writes nothing.
  const { actor: looking } = (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r', true)))!;
  expect(looking.clock).toEqual({ rehearsalNow: new Date('2026-09-02T09:00:00Z') });
  expect(await db.tx(looking, (tx) => keys.list(tx, academy))).toHaveLength(1);
  const writing = db.tx(looking, (tx) =>
    tx.query(
      `INSERT INTO platform.outbox (operator_id, message_id, type, entity_id, request_id) VALUES ($1, $2, 'x', $2, 'r')`,
      [looking.operatorId, newId()],
    ),
  );
  await expect(writing).rejects.toMatchObject({ code: '25006' });
  expect(await resolve(`${key.slice(0, -1)}?`)).toBeNull();
  await db.tx(staff, (tx) => keys.revoke(tx, apiKeyId));
  expect(await resolve(key)).toBeNull();
});

test('who acted for a party acts no more when it comes back as something that has no such role', async () => {
  const school = newId();
  const head = await db.tx(staff, async (tx) => {
    await parties.add(tx, { organisationId: school, buyer: true, joinedOn: tx.today.subtract({ days: 9 }) });
    const id = await people.add(tx, { name: 'Ida Fox', email: `ida.${school}@example.org` });
    for (const role of ['headteacher', 'manager'] as const)
      await people.appoint(tx, { personId: id, organisationId: school, role });
    return id;
  });
  const actsAs = async () =>
    (await db.systemTx('a test', (tx) => sessions.choices(tx, head))).map(({ role }) => role).sort();
  expect(await actsAs()).toEqual(['headteacher', 'manager']);
  await db.tx(staff, async (tx) => {
    await parties.leave(tx, school, tx.today.subtract({ days: 1 }));
    await parties.add(tx, { organisationId: school, provider: true });
  });
  expect(await actsAs()).toEqual(['manager']);
});

test('each role is acted in at a party that has it, and at no other', async () => {
  const parts = ['buyer', 'provider', 'commissioner', 'host'] as const;
  const none = { buyer: false, provider: false, commissioner: false, host: false };
  const words = await db.tx(staff, (tx) =>
    tx.query<{ role: Role; part: (typeof parts)[number]; acts: boolean }>(
      `SELECT role, part, identity.deeds_with(role) @> ARRAY[deed] AS acts
         FROM unnest($1::text[]) AS role, (VALUES ('buyer', 'buys'), ('provider', 'provides'), ('commissioner', 'commissions'), ('host', 'hosts')) AS d (part, deed)`,
      [roles],
    ),
  );
  expect(words).toHaveLength(roles.length * parts.length);
  for (const { role, part, acts } of words)
    expect([role, part, rolesAt({ ...none, [part]: true }).includes(role)]).toEqual([role, part, acts]);
});
