import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Audit, Limits, Parties, People } from '#identity';
import { OperatingModel, type Approver, type SettingsChanged } from '#operating-model';
import { newId, Temporal, type Actor, type Database, type Tx } from '#platform';
import { eventually, partyActor, setClock, testDatabase, testOperator } from '#testing';

const limits = new Limits(new OperatingModel());
const [parties, people] = [new Parties(), new People()];
let db: Database;
let staff: Actor;
let operatorId: string;
const authority = newId();

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db));
  await db.tx(staff, (tx) => parties.add(tx, { organisationId: authority, commissioner: true }));
});
afterAll(() => db.onApplicationShutdown());

/** A school of the test's own, with these limits in pounds. */
async function school(set: Partial<Record<Approver, bigint>> = {}): Promise<string> {
  const organisationId = newId();
  await db.tx(staff, async (tx) => {
    await parties.add(tx, { organisationId, buyer: true });
    for (const [role, pounds] of Object.entries(set) as [Approver, bigint][])
      await limits.set(tx, organisationId, role, pounds * 100n);
  });
  return organisationId;
}
const as = <Answer>(organisationId: string, role: Actor['role'], verb: (tx: Tx) => Promise<Answer>) =>
  db.tx(partyActor(operatorId, organisationId, role), verb);
const purchase = (id = newId()) => ({ type: 'purchase', id });
const order = (organisationId: string, pounds: bigint, subject = purchase()) => ({
  organisationId,
  pence: pounds * 100n,
  subject,
});
const commit = (
  organisationId: string,
  pounds: bigint,
  role: Actor['role'] = 'business-manager',
  subject = purchase(),
) => as(organisationId, role, (tx) => limits.commit(tx, order(organisationId, pounds, subject)));
const aboveLimit = { code: 'identity.above-limit' };

test('above a business manager’s limit, £0 until one is set, a headteacher approves, who has none until one is set', async () => {
  const id = await school();
  const check = (role: Actor['role'], pence: bigint) => as(id, role, (tx) => limits.check(tx, id, pence));
  const of = async (role: Approver) =>
    (await as(id, 'chair', (tx) => limits.limitedBy(tx, id))).get(role)?.pence;
  expect([await of('business-manager'), await of('headteacher')]).toEqual([0n, null]);
  await expect(check('business-manager', 1n)).rejects.toMatchObject(aboveLimit);
  await check('headteacher', 10_000_000n);

  await as(id, 'headteacher', (tx) => limits.set(tx, id, 'business-manager', 200_000n));
  await as(id, 'chair', (tx) => limits.set(tx, id, 'headteacher', 900_000n));
  expect([await of('business-manager'), await of('headteacher')]).toEqual([200_000n, 900_000n]);
  await check('business-manager', 200_000n);
  await expect(check('business-manager', 200_001n)).rejects.toThrow(
    /^£2,000\.01 is above the £2,000\.00 that you may order alone\. Your headteacher may order it\.$/,
  );
  await expect(check('key', 200_001n)).rejects.toThrow(
    '£2,000.01 is above the £2,000.00 that a key may order alone. Your headteacher may order it.',
  );
  await expect(check('headteacher', 900_001n)).rejects.toThrow(
    '£9,000.01 is above the £9,000.00 that you may order alone. Nobody here may order more than £9,000.00 alone at present.',
  );
  await as(id, 'headteacher', (tx) => limits.set(tx, id, 'business-manager', 50_000n)); // The later one holds.
  expect(await of('business-manager')).toBe(50_000n);
});

test('nobody lets somebody else commit more than they may themselves, nor goes on letting them once they may less', async () => {
  const id = await school({ headteacher: 1000n });
  const set = (by: Actor['role'], of: Approver, pounds: bigint) =>
    as(id, by, (tx) => limits.set(tx, id, of, pounds * 100n));
  const both = async () => {
    const found = await as(id, 'chair', (tx) => limits.limitedBy(tx, id));
    return [found.get('business-manager')?.pence, found.get('headteacher')?.pence];
  };
  await expect(set('headteacher', 'business-manager', 1001n)).rejects.toMatchObject({
    code: 'identity.limit-above-own',
    message: 'You may order £1,000.00 alone yourself, so nobody whose limit you set may order more.',
  });
  await set('headteacher', 'business-manager', 1000n);
  expect(await both()).toEqual([100_000n, 100_000n]);
  expect(await set('chair', 'headteacher', 600n)).toEqual(['business-manager']);
  expect(await both()).toEqual([60_000n, 60_000n]);
  expect(await set('chair', 'headteacher', 2000n)).toEqual([]);
  expect(await both()).toEqual([60_000n, 200_000n]);
  await set('chair', 'business-manager', 3000n); // The chair's own to say.
  expect(await both()).toEqual([300_000n, 200_000n]);
});

test('who does not approve spending commits nothing, not a penny and not in part', async () => {
  const id = await school();
  for (const role of ['practitioner', 'chair', 'manager', 'commissioner', 'finance'] as const) {
    expect(await as(id, role, (tx) => limits.allows(tx, id, role, 0n))).toBe(false);
    await expect(as(id, role, (tx) => limits.check(tx, id, 0n))).rejects.toMatchObject({
      code: 'platform.forbidden',
      message: 'Your role does not approve spending. Ask your business manager or headteacher.',
    });
    await expect(commit(id, 0n, role)).rejects.toMatchObject({ code: 'platform.forbidden' });
  }
  await expect(db.tx(staff, (tx) => limits.commit(tx, order(id, 1n)))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
});

test('orders of a window are one order; an older one, one called off and another role’s count no more', async () => {
  const [id, neighbour] = [await school({ 'business-manager': 1000n }), await school()];
  const called = purchase();
  await commit(id, 600n, 'business-manager', called);
  await commit(id, 5000n, 'headteacher');
  await commit(neighbour, 5000n, 'headteacher');
  const allows = (pounds: bigint, role: Actor['role'] = 'business-manager') =>
    as(id, role, (tx) => limits.allows(tx, id, role as 'business-manager' | 'key', pounds * 100n));
  expect([await allows(400n), await allows(401n)]).toEqual([true, false]);
  expect([await allows(400n, 'key'), await allows(401n, 'key')]).toEqual([true, false]);
  await expect(commit(id, 500n)).rejects.toThrow(
    '£500.00, with £600.00 ordered in the last 30 days, is above the £1,000.00 that you may order alone. Your headteacher may order it.',
  );
  await expect(commit(id, 401n, 'key')).rejects.toMatchObject(aboveLimit);
  await commit(id, 400n, 'key'); // A key's orders are the business manager's.
  expect([await allows(0n), await allows(1n)]).toEqual([true, false]);

  await as(id, 'business-manager', (tx) => limits.release(tx, called));
  expect([await allows(600n), await allows(601n)]).toEqual([true, false]);
  await as(id, 'business-manager', (tx) => limits.release(tx, called)); // Called off once is called off.
  const [row] = await db.tx(staff, (tx) =>
    tx.query('SELECT called_off_on::text AS on FROM identity.commitment WHERE subject_id = $1', [called.id]),
  );
  expect(row).toEqual({ on: '2026-09-01' });
});

test('a window is as many days as the operator says, thirty when it says nothing, today among them', async () => {
  const ask = async (choices: SettingsChanged, days: number) => {
    const { operatorId: own, staff: actor } = await testOperator(db, '2026-09-01T09:00:00Z', choices);
    const id = newId();
    await db.tx(actor, async (tx) => {
      await parties.add(tx, { organisationId: id, buyer: true });
      await limits.set(tx, id, 'business-manager', 100_000n);
    });
    const manager = partyActor(own, id);
    await db.tx(manager, (tx) => limits.commit(tx, order(id, 1000n)));
    const allowed: boolean[] = [];
    for (const later of [days - 1, days]) {
      const now = Temporal.PlainDate.from('2026-09-01').add({ days: later });
      await setClock(db, actor, `${now.toString()}T09:00:00Z`);
      allowed.push(await db.tx(manager, (tx) => limits.allows(tx, id, 'business-manager', 1n)));
    }
    return allowed;
  };
  expect(await ask({}, 30)).toEqual([false, true]);
  expect(await ask({ approvals: {} }, 30)).toEqual([false, true]);
  expect(await ask({ approvals: { window_days: 7 } }, 7)).toEqual([false, true]);
});

test('what a limit does not allow is left for somebody else to approve, and counts against nobody', async () => {
  const id = await school({ 'business-manager': 1000n });
  const committed = (pounds: bigint) =>
    as(id, 'business-manager', (tx) => limits.committed(tx, order(id, pounds)));
  expect([await committed(1001n), await committed(700n), await committed(301n)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(await committed(300n)).toBe(true);
});

test.each(['commit', 'committed'] as const)(
  'of two orders at once (%s) the second waits and counts the first',
  async (verb) => {
    const id = await school({ 'business-manager': 1000n });
    let second: Promise<unknown>;
    await as(id, 'business-manager', async (tx) => {
      await limits[verb](tx, order(id, 600n));
      second = as<unknown>(id, 'business-manager', (other) => limits[verb](other, order(id, 600n))).catch(
        (error: { code: string }) => error.code,
      );
      const waits = eventually('the second order waits', async () => {
        const [held] = await db.tx(staff, (third) =>
          third.query(
            "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 7064 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
          ),
        );
        return Boolean(held);
      });
      await Promise.race([second, waits]);
    });
    expect(await second!).toBe(verb === 'commit' ? 'identity.above-limit' : false);
  },
);

test('only who answers for a role sets its limit, at the party they act for', async () => {
  const [id, other] = [await school(), await school()];
  const may: Partial<Record<Approver, readonly Actor['role'][]>> = {
    'business-manager': ['headteacher', 'chair'],
    headteacher: ['chair'],
    'budget-holder': ['commissioner'],
  };
  const says: Partial<Record<Approver, string>> = {
    'business-manager': 'headteacher or chair of governors',
    headteacher: 'chair of governors',
    'budget-holder': 'commissioner',
  };
  const everyone = [
    ...['business-manager', 'headteacher', 'chair', 'manager', 'practitioner', 'commissioner'],
    ...['budget-holder', 'administrator', 'broker', 'finance', 'key'],
  ] as Actor['role'][];
  for (const [of, allowed] of Object.entries(may) as [Approver, readonly Actor['role'][]][]) {
    const at = of === 'budget-holder' ? authority : id;
    const done: Actor['role'][] = [];
    for (const role of everyone)
      await as(at, role, (tx) => limits.set(tx, at, of, 1n)).then(
        () => done.push(role),
        (error: unknown) =>
          expect(error).toMatchObject({
            code: 'platform.forbidden',
            message: `Someone who answers for this role sets its limit: ${says[of]}.`,
          }),
      );
    expect(done).toEqual(allowed);
    await expect(as(other, allowed[0]!, (tx) => limits.set(tx, at, of, 1n))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
    await db.tx(staff, (tx) => limits.set(tx, at, of, 1n)); // Whoever runs the installation.
  }
  const trail = await db.tx(staff, (tx) => new Audit().of(tx, { type: 'party', id: authority }));
  expect(trail.filter(({ verb }) => verb === 'identity.set-limit').map(({ details }) => details)).toEqual([
    { role: 'budget-holder', pence: '1' },
    { role: 'budget-holder', pence: '1' },
  ]);
});

test('nobody sets a limit of their own, in whichever role they come, while they are appointed to it', async () => {
  const id = await school();
  const [personId, another, appointmentId] = await db.tx(staff, async (tx) => {
    const person = await people.add(tx, { name: 'Di Oak', email: `di.${newId()}@example.org` });
    const colleague = await people.add(tx, { name: 'Ed Ash', email: `ed.${newId()}@example.org` });
    const own = await people.appoint(tx, {
      personId: person,
      organisationId: id,
      role: 'business-manager',
      from: tx.today.subtract({ days: 9 }),
    });
    await people.appoint(tx, { personId: person, organisationId: id, role: 'headteacher' });
    return [person, colleague, own] as const;
  });
  const set = (of: Approver, who: string = personId) =>
    db.tx({ ...partyActor(operatorId, id, 'headteacher'), personId: who }, (tx) =>
      limits.set(tx, id, of, 1_000_000n),
    );
  await expect(set('business-manager')).rejects.toMatchObject({
    code: 'identity.own-limit',
    message: 'Nobody sets a limit of their own.',
  });
  await set('business-manager', another); // Another person.
  await db.tx(staff, (tx) => people.end(tx, appointmentId, tx.today.subtract({ days: 1 })));
  await set('business-manager'); // No longer in it.
});

test('nor one that they order by at the school’s trust, nor there from a later day', async () => {
  const [id, trust, uid] = [await school(), newId(), newId()];
  await db.systemTx('a test writes a trust and its school', async (tx) => {
    await tx.query(
      `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'trust', $2, 'Oak Trust')`,
      [trust, uid],
    );
    await tx.query(
      `INSERT INTO directory.school (organisation_id, urn, name, status, funding_status, state_funded, trust_uid)
       VALUES ($1, 999003, 'Oak Academy', 'open', 'academy', true, $2)`,
      [id, uid],
    );
  });
  const personId = await db.tx(staff, async (tx) => {
    await parties.add(tx, { organisationId: trust, buyer: true });
    const person = await people.add(tx, { name: 'Flo Elm', email: `flo.${newId()}@example.org` });
    await people.appoint(tx, { personId: person, organisationId: id, role: 'chair' });
    await people.appoint(tx, { personId: person, organisationId: trust, role: 'business-manager' });
    await people.appoint(tx, {
      personId: person,
      organisationId: trust,
      role: 'headteacher',
      from: tx.today.add({ days: 1 }),
    });
    return person;
  });
  for (const role of ['business-manager', 'headteacher'] as const)
    await expect(
      db.tx({ ...partyActor(operatorId, id, 'chair'), personId }, (tx) =>
        limits.set(tx, id, role, 1_000_000n),
      ),
    ).rejects.toMatchObject({ code: 'identity.own-limit' });
});
