import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Directory } from '#directory';
import { Limits, Nominations, Parties, People } from '#identity';
import { OperatingModel } from '#operating-model';
import { jobActor, newId, type Actor, type Database, type Role, type Tx } from '#platform';
import { partyActor, testConfig, testDatabase, testOperator } from '#testing';

const [parties, people] = [new Parties(), new People()];
const nominations = new Nominations(testConfig(), new Directory());
const [host, school, another] = [newId(), newId(), newId()];
let db: Database;
let staff: Actor;
let operatorId: string;
let robert: Actor;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db));
  await db.systemTx('a test writes a school', (tx) =>
    tx.query(
      `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, 'Oakfield')`,
      [school, school],
    ),
  );
  robert = await db.tx(staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true },
      { organisationId: school, buyer: true },
      { organisationId: another, buyer: true },
    ]);
    const personId = await person(tx);
    await people.appoint(tx, { personId, organisationId: host, role: 'administrator' });
    return { ...partyActor(operatorId, host, 'administrator'), scope: 'operator', personId } as const;
  });
});
afterAll(() => db.onApplicationShutdown());

const person = (tx: Tx) => people.add(tx, { name: 'Ann', email: `ann.${newId()}@example.org` });
const someone = () => db.tx(staff, person);
/** Counted from today. */
interface Days {
  from?: number;
  until?: number;
}
const nominee = (tx: Tx, personId: string, role: Role, { from = 0, until }: Days = {}, at = school) => ({
  ...{ personId, organisationId: at, role, from: tx.today.add({ days: from }) },
  ...(until !== undefined && { until: tx.today.add({ days: until }) }),
});
type Nominee = [personId: string, role: Role, days?: Days, at?: string];
const appoint = (...who: Nominee) => db.tx(staff, (tx) => people.appoint(tx, nominee(tx, ...who)));
const propose = (...who: Nominee) => db.tx(robert, (tx) => nominations.propose(tx, nominee(tx, ...who)));
const refused = {
  code: 'identity.two-sides',
  message:
    'The chair of governors answers for what a school’s headteacher and business manager order, so nobody is both at once. End the one first.',
};

test('whoever orders for a school is not its chair as well, whichever came first', async () => {
  for (const orders of ['headteacher', 'business-manager'] as const) {
    const [one, two] = [await someone(), await someone()];
    await appoint(one, orders);
    await appoint(two, 'chair');
    for (const attempt of [appoint, propose]) {
      await expect(attempt(one, 'chair')).rejects.toMatchObject(refused);
      await expect(attempt(two, orders)).rejects.toMatchObject(refused);
    }
  }
});

test('it is said of days that overlap, also later; not of another school, nor of what is over or ended', async () => {
  const personId = await someone();
  const first = await appoint(personId, 'headteacher', { until: 9 });
  await expect(propose(personId, 'chair', { from: 9 })).rejects.toMatchObject(refused);
  await propose(personId, 'chair', { from: 10 });
  await propose(personId, 'chair', {}, another);
  await db.tx(staff, (tx) => people.end(tx, first, tx.today));
  await appoint(personId, 'chair', { until: 5 });
  await expect(appoint(personId, 'headteacher', { until: 0 })).rejects.toMatchObject(refused);
  // Whoever begins later is in the way of what has no end.
  const later = await someone();
  await appoint(later, 'chair', { from: 30 });
  await expect(propose(later, 'headteacher')).rejects.toMatchObject(refused);
  await propose(later, 'headteacher', { until: 29 });
});

test('a small school’s head is its business manager too, and a chair may work for others', async () => {
  const personId = await someone();
  for (const role of ['headteacher', 'business-manager', 'manager', 'practitioner'] as const)
    await appoint(personId, role);
  const chair = await someone();
  for (const role of ['chair', 'practitioner'] as const) await appoint(chair, role);
});

test('who is head and business manager has one limit of money and not two: what a person ordered as the one counts as the other', async () => {
  const limits = new Limits(new OperatingModel());
  const [own, colleague] = [await someone(), await someone()];
  const as = <Answer>(role: Role, personId: string, verb: (tx: Tx) => Promise<Answer>) =>
    db.tx({ ...partyActor(operatorId, another, role), personId }, verb);
  const may = (role: Role, personId: string, pence: bigint) =>
    as(role, personId, (tx) => limits.allows(tx, another, role, pence));
  await as('chair', await someone(), async (tx) => {
    for (const role of ['headteacher', 'business-manager'] as const)
      await limits.set(tx, another, role, 1000n);
  });
  const subject = { type: 'purchase', id: newId() };
  const order = { organisationId: another, pence: 700n, subject };
  await as('headteacher', own, (tx) => limits.commit(tx, order));
  expect([await may('business-manager', own, 301n), await may('business-manager', own, 300n)]).toEqual([
    false,
    true,
  ]);
  // Another's limit is as it was, and nothing counts twice.
  expect(await may('business-manager', colleague, 1000n)).toBe(true);
  expect([await may('headteacher', own, 301n), await may('headteacher', own, 300n)]).toEqual([false, true]);
  await expect(
    as('business-manager', own, (tx) =>
      limits.commit(tx, { ...order, pence: 301n, subject: { type: 'purchase', id: newId() } }),
    ),
  ).rejects.toMatchObject({ code: 'identity.above-limit' });
  await as('headteacher', own, (tx) => limits.release(tx, subject));
  expect(await may('business-manager', own, 1000n)).toBe(true);
});

test('of two that wait the second is refused when it is confirmed, by a colleague and by a letter; it still waits', async () => {
  const personId = await someone();
  const [head, chair] = [await propose(personId, 'headteacher'), await propose(personId, 'chair')];
  const colleague = await someone();
  const says = (nominationId: string) =>
    db.tx({ ...partyActor(operatorId, school, 'chair'), personId: colleague }, (tx) =>
      nominations.confirm(tx, nominationId),
    );
  await says(head);
  await expect(says(chair)).rejects.toMatchObject(refused);
  const token = await db.tx(staff, (tx) => nominations.link(tx, chair));
  await expect(
    db.tx(jobActor(operatorId, 'letter'), (tx) => nominations.confirmByLink(tx, token)),
  ).rejects.toMatchObject(refused);
  expect((await db.tx(robert, (tx) => nominations.find(tx, chair))).role).toBe('chair');
});

test('the database holds it, whoever writes', async () => {
  const personId = await someone();
  await appoint(personId, 'chair');
  await expect(
    db.tx(staff, (tx) =>
      tx.query(
        `INSERT INTO identity.appointment (operator_id, appointment_id, person_id, organisation_id, role, from_date, at_host)
         VALUES ($1, $2, $3, $4, 'business-manager', $5, false)`,
        [operatorId, newId(), personId, school, tx.today.add({ days: 400 }).toString()],
      ),
    ),
  ).rejects.toMatchObject({ constraint: 'appointment_one_side' });
});
