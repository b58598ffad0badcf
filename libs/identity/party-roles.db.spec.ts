import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Parties } from '#identity';
import { Vocabularies } from '#operating-model';
import { newId, Temporal, type Actor, type Database } from '#platform';
import { setClock, testDatabase, testOperator } from '#testing';

const parties = new Parties();
let db: Database;
let staff: Actor;
beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  ({ staff } = await testOperator(db));
});
afterAll(() => db.onApplicationShutdown());

const add = (party: Parameters<Parties['add']>[1]) => db.tx(staff, (tx) => parties.add(tx, party));
const buys = (organisationId: string, on: string) =>
  db.tx(staff, (tx) => parties.buysHere(tx, organisationId, Temporal.PlainDate.from(on)));

test('a role of the operator’s own is chosen, and does what it says', async () => {
  const hub = newId();
  await db.tx(staff, (tx) =>
    new Vocabularies().add(
      tx,
      'party_roles',
      { code: 'hub-school', label: 'Hub school', may: ['buys', 'provides'] },
      tx.today,
    ),
  );
  await add({ organisationId: hub, roles: ['hub-school'] });
  expect(await db.tx(staff, (tx) => parties.find(tx, hub))).toMatchObject({
    buyer: true,
    provider: true,
    commissioner: false,
    host: false,
  });
  expect(await db.tx(staff, (tx) => parties.buyers(tx, [hub]))).toEqual(new Set([hub]));
});

test('who says what they do joins in the role that does it and the least besides, the first of such', async () => {
  const school = newId();
  await db.tx(staff, async (tx) => {
    const words = new Vocabularies();
    for (const [code, may] of [
      ['all', ['buys', 'provides', 'commissions']],
      ['hub', ['buys', 'provides']],
      ['pair', ['buys', 'commissions']],
    ] as const)
      await words.add(tx, 'party_roles', { code, label: code, may: [...may] });
    await words.end(tx, 'party_roles', 'buyer', tx.today);
  });
  await setClock(db, staff, '2026-09-02T09:00:00Z');
  await add({ organisationId: school, buyer: true });
  const roles = await db.tx(staff, (tx) =>
    tx.query('SELECT role FROM identity.party_role WHERE operator_id = $1 AND organisation_id = $2', [
      tx.operatorId,
      school,
    ]),
  );
  expect(roles).toEqual([{ role: 'hub' }]);
});

test('nobody joins in a role that there is not, or in none', async () => {
  const refused = (why: string, there = 'host, commissioner, provider, buyer') => ({
    code: 'identity.no-such-role',
    message: `${why} There are: ${there}.`,
  });
  const joining = (party: object) => add({ organisationId: newId(), ...party });
  await expect(joining({ roles: ['visitor'] })).rejects.toMatchObject(
    refused('There is no role “visitor” of a party here.'),
  );
  await expect(joining({ roles: [] })).rejects.toMatchObject(refused('Nobody joins without a role.'));
  // What the vocabulary refuses to do.
  await db.tx(staff, (tx) =>
    tx.query(
      `UPDATE operating_model.party_role SET until_on = '2026-08-31' WHERE operator_id = $1 AND code = 'buyer'`,
      [tx.operatorId],
    ),
  );
  await expect(joining({ buyer: true })).rejects.toMatchObject(
    refused('No role of a party here buys.', 'host, commissioner, provider'),
  );
});

test('the day on which it leaves is put right, and leaving is taken back until then', async () => {
  const school = newId();
  const leave = (on: string) => db.tx(staff, (tx) => parties.leave(tx, school, Temporal.PlainDate.from(on)));
  const member = async () => (await db.tx(staff, (tx) => parties.buyers(tx, [school]))).has(school);
  await add({ organisationId: school, buyer: true });
  await leave('2026-09-10');
  await leave('2026-12-31');
  expect([await member(), await buys(school, '2026-12-31')]).toEqual([true, true]);
  await leave('2026-11-30');
  expect([await buys(school, '2026-11-30'), await buys(school, '2026-12-01')]).toEqual([true, false]);
  await add({ organisationId: school, buyer: true });
  expect([await buys(school, '2027-01-01'), await buys(school, '2026-08-31')]).toEqual([true, false]);
});

test('nobody joins on a day that is still to come', async () => {
  const joinedOn = Temporal.PlainDate.from('2026-09-02');
  await expect(add({ organisationId: newId(), buyer: true, joinedOn })).rejects.toMatchObject({
    code: 'identity.join-later',
  });
});

test('the time between leaving and coming back is known', async () => {
  const school = newId();
  const today = Temporal.PlainDate.from('2026-09-01');
  await add({ organisationId: school, buyer: true, joinedOn: today.subtract({ days: 60 }) });
  await db.tx(staff, (tx) => parties.leave(tx, school, today.subtract({ days: 30 })));
  expect(await buys(school, '2026-08-02')).toBe(true);
  expect(await buys(school, '2026-09-01')).toBe(false);
  await add({ organisationId: school, buyer: true });
  expect(await db.tx(staff, (tx) => parties.find(tx, school))).toMatchObject({ buyer: true, leftOn: null });
  expect([await buys(school, '2026-08-15'), await buys(school, '2026-09-01')]).toEqual([false, true]);
});

test('who came back, or took on another role, leaves no earlier than that day', async () => {
  const school = newId();
  const leave = (on: string) => db.tx(staff, (tx) => parties.leave(tx, school, Temporal.PlainDate.from(on)));
  await add({ organisationId: school, buyer: true });
  await leave('2026-09-05');
  await setClock(db, staff, '2026-10-01T09:00:00Z');
  await add({ organisationId: school, buyer: true });
  await expect(leave('2026-09-30')).rejects.toMatchObject({ code: 'identity.left-before' });
  await setClock(db, staff, '2026-10-20T09:00:00Z');
  await add({ organisationId: school, provider: true });
  await expect(leave('2026-10-19')).rejects.toMatchObject({
    code: 'identity.left-before',
    message: 'It joined, or took on its latest role, on 20 October 2026, so it cannot leave before.',
  });
  await leave('2026-10-20');
  expect(await buys(school, '2026-10-21')).toBe(false);
});

test('the database lets one organisation host, and no other play that role', async () => {
  const [host, other] = [newId(), newId()];
  await add({ organisationId: host, host: true });
  await add({ organisationId: other, provider: true });
  const posing = db.tx(staff, (tx) =>
    tx.query(
      `INSERT INTO identity.party_role (operator_id, organisation_id, role, from_on, may) VALUES ($1, $2, 'host', $3, '{hosts}')`,
      [tx.operatorId, other, tx.today.toString()],
    ),
  );
  await expect(posing).rejects.toMatchObject({ code: '23503' });
  await expect(add({ organisationId: other, host: true })).rejects.toMatchObject({ code: '23505' });
});

test('a role that does something else than its word says is refused, and so is a party without any', async () => {
  const school = newId();
  await add({ organisationId: school, buyer: true });
  const more = db.tx(staff, (tx) =>
    tx.query(
      `INSERT INTO identity.party_role (operator_id, organisation_id, role, from_on, may) VALUES ($1, $2, 'provider', $3, '{provides,commissions}')`,
      [tx.operatorId, school, tx.today.toString()],
    ),
  );
  await expect(more).rejects.toMatchObject({ code: '23503' });
  const none = db.tx(staff, (tx) =>
    tx.query('INSERT INTO identity.party (operator_id, organisation_id, joined_on) VALUES ($1, $2, $3)', [
      tx.operatorId,
      newId(),
      tx.today.toString(),
    ]),
  );
  await expect(none).rejects.toMatchObject({ code: '23514' });
});

test('the operator itself does not leave: nobody could act for it any more', async () => {
  const host = newId();
  await add({ organisationId: host, host: true, provider: true });
  const leaving = db.tx(staff, (tx) => parties.leave(tx, host, tx.today));
  await expect(leaving).rejects.toMatchObject({ code: 'identity.one-host' });
});
