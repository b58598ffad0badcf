import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Directory } from '#directory';
import { Audit, Nominations, Parties, People, Sessions } from '#identity';
import { jobActor, newId, type Actor, type Database, type Role, type Tx } from '#platform';
import { partyActor, setClock, testConfig, testDatabase, testOperator } from '#testing';

const [parties, people, sessions] = [new Parties(), new People(), new Sessions()];
const nominations = new Nominations(testConfig(), new Directory());
const [host, school, twin] = [newId(), newId(), newId()];
const marker = newId().slice(-12);
let db: Database;
let staff: Actor;
let operatorId: string;
let robert: Actor;
let leila: Actor;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db));
  await db.systemTx('a test writes schools', async (tx) => {
    for (const [id, name, website] of [
      [school, 'Oakfield', `https://www.oakfield-${marker}.example/`],
      [twin, 'One of two', `twins-${marker}.example`],
      [newId(), 'The other', `http://twins-${marker}.example`],
    ]) {
      await tx.query(
        `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, $3)`,
        [id, id, name],
      );
      await tx.query(
        `INSERT INTO directory.school (organisation_id, urn, name, status, funding_status, state_funded, website)
         VALUES ($1, (random() * 99999)::int + 900000, $2, 'open', 'maintained', true, $3)`,
        [id, name, website],
      );
    }
  });
  [robert, leila] = await db.tx(staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true, provider: true },
      { organisationId: school, buyer: true },
      { organisationId: twin, buyer: true },
    ]);
    return [await administrator(tx, 'Robert'), await administrator(tx, 'Leila')];
  });
});
afterAll(() => db.onApplicationShutdown());

const person = (tx: Tx, name: string) => people.add(tx, { name, email: `${name}.${newId()}@example.org` });
async function administrator(tx: Tx, name: string): Promise<Actor> {
  const personId = await person(tx, name);
  await people.appoint(tx, { personId, organisationId: host, role: 'administrator' });
  return acting(personId, 'administrator', host, 'operator');
}
const acting = (personId: string, role: Role, at: string, scope: Actor['scope'] = 'party'): Actor => ({
  ...partyActor(operatorId, at, role),
  scope,
  personId,
});
const propose = (by: Actor, role: Role = 'headteacher', at = school) =>
  db.tx(by, async (tx) => {
    const personId = await person(tx, 'Ann');
    return { personId, nominationId: await nominations.propose(tx, { personId, organisationId: at, role }) };
  });
const waiting = (by: Actor) => db.tx(by, (tx) => nominations.waiting(tx));
const choices = (personId: string) => db.systemTx('a test', (tx) => sessions.choices(tx, personId));
const rolesOf = async (personId: string) => (await choices(personId)).map((choice) => choice.role);
const asked = (personId: string) =>
  db.tx(
    staff,
    async (tx) => (await tx.query(`SELECT FROM platform.outbox WHERE entity_id = $1`, [personId])).length,
  );

test('nobody appoints or proposes himself, in no role and at no party; the database says so too', async () => {
  for (const [organisationId, role] of [
    [host, 'finance'],
    [host, 'manager'],
    [school, 'headteacher'],
  ] as const) {
    const own = { personId: robert.personId!, organisationId, role };
    for (const attempt of [(tx: Tx) => people.appoint(tx, own), (tx: Tx) => nominations.propose(tx, own)])
      await expect(db.tx(robert, attempt)).rejects.toMatchObject({ code: 'identity.own-appointment' });
  }
  await expect(
    db.tx(robert, (tx) =>
      tx.query(
        `INSERT INTO identity.appointment (operator_id, appointment_id, person_id, organisation_id, role, from_date, at_host, appointed_by)
         VALUES ($1, $2, $3, $4, 'finance', $5, true, $3)`,
        [operatorId, newId(), robert.personId, host, tx.today.toString()],
      ),
    ),
  ).rejects.toMatchObject({ constraint: 'appointment_not_own' });
});

test('only administrators appoint or propose, and only at the host without asking the party', async () => {
  const broker = { ...robert, role: 'broker' } as Actor;
  const key = { ...partyActor(operatorId, host, 'key'), scope: 'operator' } as Actor;
  const head = partyActor(operatorId, school, 'headteacher');
  for (const actor of [broker, key, head]) {
    const personId = newId();
    const nominee = { personId, organisationId: school, role: 'headteacher' } as const;
    await expect(db.tx(actor, (tx) => people.appoint(tx, nominee))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
    await expect(db.tx(actor, (tx) => nominations.propose(tx, nominee))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
  }
  const personId = await db.tx(robert, (tx) => person(tx, 'Ann'));
  await expect(
    db.tx(robert, (tx) => people.appoint(tx, { personId, organisationId: school, role: 'headteacher' })),
  ).rejects.toMatchObject({ code: 'identity.needs-confirmation' });
  await expect(
    db.tx(robert, (tx) =>
      tx.query(
        `INSERT INTO identity.appointment (operator_id, appointment_id, person_id, organisation_id, role, from_date, at_host, appointed_by)
         VALUES ($1, $2, $3, $4, 'headteacher', $5, false, $6)`,
        [operatorId, newId(), personId, school, tx.today.toString(), robert.personId],
      ),
    ),
  ).rejects.toMatchObject({ constraint: 'appointment_confirmed' });
});

test('a nomination confers nothing until a head or chair of that school says yes, and then once', async () => {
  const chair = await db.tx(staff, async (tx) => {
    const id = await person(tx, 'Carl');
    await people.appoint(tx, { personId: id, organisationId: school, role: 'chair' });
    return acting(id, 'chair', school);
  });
  const { personId, nominationId } = await propose(robert);
  expect(await rolesOf(personId)).toEqual([]);
  expect(await asked(personId)).toBe(0);
  await expect(
    db.tx(robert, (tx) => nominations.propose(tx, { personId, organisationId: school, role: 'headteacher' })),
  ).rejects.toMatchObject({ code: 'identity.already-proposed' });

  const confirm = (by: Actor, evidence = '') =>
    db.tx(by, (tx) => nominations.confirm(tx, nominationId, evidence));
  await expect(confirm(chair, 'x'.repeat(1001))).rejects.toMatchObject({ code: 'identity.evidence' });
  await expect(confirm(robert)).rejects.toMatchObject({ code: 'identity.own-appointment' });
  await expect(confirm(acting(personId, 'headteacher', school))).rejects.toMatchObject({
    code: 'identity.own-appointment',
  });
  await expect(confirm(acting(chair.personId!, 'business-manager', school))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await expect(confirm(acting(chair.personId!, 'chair', twin))).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  await expect(confirm({ ...partyActor(operatorId, school, 'key') })).rejects.toMatchObject({
    code: 'identity.own-appointment',
  });
  // Whoever proposes at the operator and is chair here too does not give both words.
  await expect(confirm(acting(robert.personId!, 'chair', school))).rejects.toMatchObject({
    code: 'identity.own-appointment',
  });

  expect(await waiting(chair)).toMatchObject([{ name: 'Ann' }]);
  // It waits for nobody's word who proposed it, is proposed or does not lead.
  for (const by of [acting(robert.personId!, 'chair', school), acting(personId, 'headteacher', school)])
    expect(await waiting(by)).toEqual([]);
  await confirm(chair);
  expect(await rolesOf(personId)).toEqual(['headteacher']);
  expect(await asked(personId)).toBe(1);
  await expect(confirm(chair)).rejects.toMatchObject({ code: 'identity.nomination-decided' });
  const trail = await db.tx(staff, (tx) => new Audit().of(tx, { type: 'nomination', id: nominationId }));
  expect(trail.map(({ verb, person, details }) => [verb, person, details.how])).toEqual([
    ['identity.propose', 'Robert', undefined],
    ['identity.confirm', 'Carl', 'colleague'],
  ]);
});

test('where nobody is there yet, a second administrator says what the school’s word was', async () => {
  const { personId, nominationId } = await propose(robert, 'headteacher', twin);
  const confirm = (by: Actor, evidence?: string) =>
    db.tx(by, (tx) => nominations.confirm(tx, nominationId, evidence));
  for (const said of ['', 'I asked.', 'x'.repeat(1001)])
    await expect(confirm(leila, said)).rejects.toMatchObject({ code: 'identity.evidence' });
  await expect(confirm(robert, 'I am quite sure of it.')).rejects.toMatchObject({
    code: 'identity.own-appointment',
  });
  await confirm(leila, 'Telephoned the office on the number of its website; spoke to the clerk.');
  expect(await rolesOf(personId)).toEqual(['headteacher']);
});

test('a letter goes to the school’s own domain only; its link works once, and not for ever', async () => {
  const { personId, nominationId } = await propose(robert);
  const elsewhere = await propose(robert, 'chair', twin);
  await expect(
    db.tx(robert, (tx) => nominations.writeTo(tx, elsewhere.nominationId, 'office')),
  ).rejects.toMatchObject({ code: 'identity.no-domain' });
  expect(await db.tx(robert, (tx) => nominations.writeTo(tx, nominationId, 'office'))).toBe(
    `office@oakfield-${marker}.example`,
  );
  const link = (id: string) => db.tx(staff, (tx) => nominations.link(tx, id));
  const [first, second] = [await link(nominationId), await link(nominationId)];
  const byLink = (token: string) =>
    db.tx(jobActor(operatorId, 'letter'), (tx) => nominations.confirmByLink(tx, token));
  await expect(byLink(first)).rejects.toMatchObject({ code: 'identity.link-expired' });
  expect(await rolesOf(personId)).toEqual([]);
  await byLink(second);
  expect(await rolesOf(personId)).toEqual(['headteacher']);
  await expect(byLink(second)).rejects.toMatchObject({ code: 'identity.link-expired' });

  const late = await propose(robert);
  const token = await link(late.nominationId);
  await setClock(db, staff, '2026-09-16T09:00:00Z');
  await expect(byLink(token)).rejects.toMatchObject({ code: 'identity.link-expired' });
  await db.tx(robert, (tx) => nominations.decline(tx, late.nominationId));
  await expect(db.tx(leila, (tx) => nominations.find(tx, late.nominationId))).rejects.toMatchObject({
    code: 'identity.nomination-decided',
  });
});

test('a nomination stands for a time: nobody says yes to an old one, by no way, and it makes room for another', async () => {
  const own = await testOperator(db);
  const chair = newId();
  const [one, two] = await db.tx(own.staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true },
      { organisationId: school, buyer: true },
    ]);
    const made = [await administrator(tx, 'One'), await administrator(tx, 'Two')];
    return made.map((actor) => ({ ...actor, operatorId: own.operatorId })) as [Actor, Actor];
  });
  const personId = await db.tx(own.staff, (tx) => person(tx, 'Ann'));
  const again = () =>
    db.tx(one, (tx) => nominations.propose(tx, { personId, organisationId: school, role: 'headteacher' }));
  const head = { ...partyActor(own.operatorId, school, 'headteacher'), personId: chair };
  const nominationId = await again();
  await setClock(db, own.staff, '2026-11-30T09:00:00Z');
  const token = await db.tx(own.staff, (tx) => nominations.link(tx, nominationId));
  // Its last day: proposed on 1 September, and it stands for 90 days.
  expect(await waiting(head)).toMatchObject([{ id: nominationId }]);
  await expect(again()).rejects.toMatchObject({ code: 'identity.already-proposed' });
  expect((await db.tx(one, (tx) => nominations.find(tx, nominationId))).lapsesOn).toBe('2026-11-30');

  await setClock(db, own.staff, '2026-12-01T09:00:00Z');
  expect(await waiting(head)).toEqual([]);
  const lapsed = { code: 'identity.nomination-lapsed' };
  for (const yes of [
    db.tx(head, (tx) => nominations.confirm(tx, nominationId)),
    db.tx(two, (tx) => nominations.confirm(tx, nominationId, 'Telephoned the school, spoke to its clerk.')),
    db.tx(one, (tx) => nominations.writeTo(tx, nominationId, 'office')),
    db.tx(own.staff, (tx) => nominations.link(tx, nominationId)),
  ])
    await expect(yes).rejects.toMatchObject(lapsed);
  await expect(
    db.tx(jobActor(own.operatorId, 'letter'), (tx) => nominations.confirmByLink(tx, token)),
  ).rejects.toMatchObject({ code: 'identity.link-expired' });
  await expect(
    db.tx(two, async (tx) => {
      await tx.say('nomination', [nominationId, 'confirmed']);
      await tx.query(
        `UPDATE identity.nomination SET state = 'confirmed', decided_how = 'colleague', decided_by = $3, decided_at = $4
          WHERE operator_id = $1 AND nomination_id = $2`,
        [own.operatorId, nominationId, two.personId, tx.now.toString()],
      );
    }),
  ).rejects.toMatchObject({ constraint: 'nomination_confirmed_in_time' });

  const next = await again();
  expect(await waiting(head)).toMatchObject([{ id: next }]);
  await expect(db.tx(one, (tx) => nominations.find(tx, nominationId))).rejects.toMatchObject({
    code: 'identity.nomination-decided',
  });
  const trail = await db.tx(own.staff, (tx) => new Audit().of(tx, { type: 'nomination', id: nominationId }));
  expect(trail.map(({ verb }) => verb)).toEqual([
    'identity.propose',
    'identity.make-link',
    'identity.decline',
  ]);
  await db.tx(two, (tx) => nominations.confirm(tx, next, 'Telephoned the school, spoke to its clerk.'));
});

test('the last administrator stays; of two who end each other at once one does', async () => {
  const own = await testOperator(db);
  const at = newId();
  const [one, two] = await db.tx(own.staff, async (tx) => {
    await parties.add(tx, { organisationId: at, host: true });
    const made = [];
    for (const name of ['One', 'Two'])
      made.push(
        await people.appoint(tx, {
          personId: await person(tx, name),
          organisationId: at,
          role: 'administrator',
        }),
      );
    return made as [string, string];
  });
  const end = (id: string) => db.tx(own.staff, (tx) => people.end(tx, id, tx.today));
  const ended = await Promise.allSettled([end(one), end(two)]);
  expect(ended.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  const left = ended[0]!.status === 'rejected' ? one : two;
  await expect(end(left)).rejects.toMatchObject({ code: 'identity.last-administrator' });
  await expect(
    db.tx(own.staff, (tx) => people.end(tx, left, tx.today.add({ days: 30 }))),
  ).rejects.toMatchObject({ code: 'identity.last-administrator' });
});
