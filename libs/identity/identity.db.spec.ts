import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Audit, Parties, People } from '#identity';
import { newId, Temporal, type Actor, type Database, record } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

const [parties, people, audit] = [new Parties(), new People(), new Audit()];
const date = Temporal.PlainDate.from;
let db: Database;
let staff: Actor;
let operatorId: string;
const [host, school, other] = [newId(), newId(), newId()];
const email = (name: string) => `${name}.${operatorId}@example.org`;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db));
  await db.tx(staff, (tx) =>
    parties.addMany(tx, [
      { organisationId: host, provider: true, host: true },
      { organisationId: school, buyer: true },
      { organisationId: other, buyer: true },
    ]),
  );
});
afterAll(() => db.onApplicationShutdown());

test('an organisation joins with its parts, gains more, and leaves', async () => {
  const place = newId();
  await db.tx(staff, (tx) => parties.add(tx, { organisationId: place, buyer: true }));
  await db.tx(staff, (tx) => parties.add(tx, { organisationId: place, provider: true }));
  expect(await db.tx(staff, (tx) => parties.find(tx, place))).toMatchObject({
    buyer: true,
    provider: true,
    commissioner: false,
    leftOn: null,
  });
  await db.tx(staff, (tx) => parties.leave(tx, place, tx.today));
  expect((await db.tx(staff, (tx) => parties.find(tx, place))).leftOn?.toString()).toBe('2026-09-01');
  expect((await db.tx(staff, (tx) => parties.host(tx))).organisationId).toBe(host);
});

test('a party sees its own membership, and cannot change one', async () => {
  const actor = partyActor(operatorId, school);
  expect((await db.tx(actor, (tx) => parties.list(tx))).map((party) => party.organisationId)).toEqual([
    school,
  ]);
  await expect(
    db.tx(actor, (tx) => parties.add(tx, { organisationId: school, host: true })),
  ).rejects.toMatchObject({
    code: '42501',
  });
});

test('a person is one for the installation, seen only where appointed', async () => {
  const elsewhere = await testOperator(db);
  const personId = await db.tx(staff, (tx) => people.add(tx, { name: 'Ann Lee', email: email('Ann') }));
  await db.tx(staff, (tx) => people.appoint(tx, { personId, organisationId: school, role: 'headteacher' }));
  expect(await db.tx(elsewhere.staff, (tx) => people.add(tx, { name: 'Another', email: email('ann') }))).toBe(
    personId,
  );
  const find = (actor: Actor) => db.tx(actor, (tx) => people.find(tx, personId));
  await expect(find(elsewhere.staff)).rejects.toMatchObject({ code: 'platform.not-found' });
  await expect(find(partyActor(operatorId, other))).rejects.toMatchObject({ code: 'platform.not-found' });
  expect(await find(partyActor(operatorId, school))).toEqual({
    personId,
    name: 'Ann Lee',
    email: email('ann'),
  });
});

test('a person is known by an address that a letter can be sent to, however it is typed', async () => {
  const add = (to: string) => db.tx(staff, (tx) => people.add(tx, { name: ' Cy Fir ', email: to }));
  for (const wrong of [
    '',
    'cy',
    'cy@',
    '@example.org',
    'cy fir@example.org',
    'cy@example.org, ed@example.org',
  ])
    await expect(add(wrong)).rejects.toMatchObject({
      code: 'identity.email',
      message: 'Enter an e-mail address, like name@example.com.',
    });
  expect(await add(` ${email('CY')} `)).toBe(await add(email('cy')));
  await expect(
    db.tx(staff, (tx) => people.add(tx, { name: ' ', email: email('nobody') })),
  ).rejects.toMatchObject({ code: 'identity.name' });
});

test('an appointment holds between its dates, once, and staff roles only at the host', async () => {
  const personId = await db.tx(staff, (tx) => people.add(tx, { name: 'Bo Ek', email: email('bo') }));
  const appoint = (organisationId: string, role: 'finance' | 'chair', from: string) =>
    db.tx(staff, (tx) => people.appoint(tx, { personId, organisationId, role, from: date(from) }));
  await expect(appoint(school, 'finance', '2026-09-01')).rejects.toMatchObject({
    code: 'identity.role-elsewhere',
  });
  await expect(appoint(newId(), 'chair', '2026-09-01')).rejects.toMatchObject({ code: 'identity.no-party' });
  // What else goes wrong is no answer to that.
  await expect(appoint('nowhere', 'chair', '2026-09-01')).rejects.toMatchObject({ code: '22P02' });
  const appointmentId = await appoint(school, 'chair', '2026-08-01');
  await expect(appoint(school, 'chair', '2027-01-01')).rejects.toMatchObject({
    code: 'identity.already-appointed',
  });
  const names = () =>
    db.tx(staff, async (tx) => (await people.ofParty(tx, school, 'chair')).map((person) => person.name));
  expect(await names()).toEqual(['Bo Ek']);
  await db.tx(staff, (tx) => people.end(tx, appointmentId, date('2026-08-31')));
  expect(await names()).toEqual([]);
  await appoint(host, 'finance', '2026-09-01');
  expect((await db.tx(staff, (tx) => people.appointments(tx, personId))).map((found) => found.role)).toEqual([
    'finance',
  ]);
});

test('the audit trail is append-only, and read by staff and the parties named', async () => {
  const id = newId();
  const actor = partyActor(operatorId, school);
  await db.tx(actor, (tx) => record(tx, 'agreements.sign', { type: 'agreement', id }, { price: 425000 }));
  await db.tx(staff, (tx) =>
    record(tx, 'agreements.renew', { type: 'agreement', id, organisationId: school }),
  );
  const verbs = (reader: Actor) =>
    db.tx(reader, async (tx) => (await audit.of(tx, { type: 'agreement', id })).map((entry) => entry.verb));
  expect(await verbs(staff)).toEqual(['agreements.sign', 'agreements.renew']);
  expect(await verbs(actor)).toEqual(['agreements.sign', 'agreements.renew']);
  expect(await verbs(partyActor(operatorId, other))).toEqual([]);
  for (const sql of [
    `UPDATE platform.audit SET verb = 'a.b'`,
    'DELETE FROM platform.audit',
    'TRUNCATE platform.audit',
  ]) {
    await expect(db.tx(staff, (tx) => tx.query(sql))).rejects.toMatchObject({ code: '42501' });
  }
  await expect(
    db.tx(partyActor(operatorId, other), (tx) =>
      record({ ...tx, actor }, 'agreements.sign', { type: 'agreement', id }),
    ),
  ).rejects.toMatchObject({ code: '42501' });
});
