import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Limits, Parties } from '#identity';
import { OperatingModel, type Approver } from '#operating-model';
import { newId, Temporal, type Actor, type Database, type Tx } from '#platform';
import { partyActor, setClock, testDatabase, testOperator } from '#testing';

const limits = new Limits(new OperatingModel());
const parties = new Parties();
let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

/** An operator whose head needs the chair above £10,000. */
const school = {
  rungs: [
    { role: 'business-manager', usual_pence: 100_000, set_by: [] },
    { role: 'headteacher', usual_pence: 1_000_000, set_by: ['chair'] },
    { role: 'chair', set_by: [] },
  ],
  keys_as: 'headteacher',
  above: 'trust',
} as const;
let own: { operatorId: string; staff: Actor };
let id: string;
const acting = <Answer>(role: Actor['role'], verb: (tx: Tx) => Promise<Answer>) =>
  db.tx(partyActor(own.operatorId, id, role), verb);
beforeEach(async () => {
  own = await testOperator(db);
  id = newId();
  await db.tx(own.staff, async (tx) => {
    await new OperatingModel().choose(tx, { approvals: { school: structuredClone(school) as never } });
    await parties.add(tx, { organisationId: id, buyer: true });
  });
});

test('each rung orders what is usual where a school has set nothing; above that it is said who may, or how much may be', async () => {
  const check = (role: Actor['role'], pence: bigint) => acting(role, (tx) => limits.check(tx, id, pence));
  await check('business-manager', 100_000n);
  await expect(check('business-manager', 100_001n)).rejects.toThrow('Your headteacher may order it.');
  await check('headteacher', 1_000_000n);
  await expect(check('headteacher', 1_000_001n)).rejects.toThrow(
    '£10,000.01 is above the £10,000.00 that you may order alone. Nobody here may order more than £10,000.00 alone at present.',
  );
  await check('chair', 1_000_000_000n);
  await check('key', 1_000_000n);
  await expect(check('key', 1_000_001n)).rejects.toThrow('that a key may order alone. Nobody here');
  await expect(check('practitioner', 0n)).rejects.toThrow(
    'Your role does not approve spending. Ask your business manager or headteacher.',
  );
});

test('only whom it names sets a limit, and a role on no rung has none', async () => {
  const set = (role: Actor['role'], of: Approver) => acting(role, (tx) => limits.set(tx, id, of, 5n));
  await expect(set('headteacher', 'business-manager')).rejects.toMatchObject({
    code: 'platform.forbidden',
    message: 'This limit is the same for everyone, and is not set here.',
  });
  await set('chair', 'headteacher');
  await set('chair', 'headteacher');
  expect(await acting('chair', (tx) => limits.limitedBy(tx, id))).toEqual(
    new Map([['headteacher', { pence: 5n, own: false }]]),
  );
  expect(await acting('headteacher', (tx) => limits.limitedBy(tx, id))).toEqual(new Map());
});

test('what a party set holds no more once it is the operator’s alone, and a key that stands for nobody orders nothing', async () => {
  await acting('chair', (tx) => limits.set(tx, id, 'headteacher', 5_000_000n));
  const most = (pence: bigint) =>
    acting('headteacher', async (tx) => [
      await limits.allows(tx, id, 'headteacher', pence),
      await limits.allows(tx, id, 'headteacher', pence + 1n),
    ]);
  expect(await most(5_000_000n)).toEqual([true, false]);
  const rungs = structuredClone(school.rungs).map((rung) => ({ ...rung, set_by: [] }));
  await db.tx(own.staff, (tx) =>
    new OperatingModel().choose(tx, {
      approvals: { school: { rungs, above: 'trust' } as never },
    }),
  );
  expect(await most(1_000_000n)).toEqual([true, false]);
  await expect(acting('key', (tx) => limits.check(tx, id, 0n))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
});

test('who decides what waits, and whom one asks, follow from it', async () => {
  const deciding = await acting('business-manager', (tx) => limits.deciding(tx, id));
  expect([deciding(50n), deciding(1_000_000n), deciding(1_000_001n)].map(({ role }) => role)).toEqual([
    'headteacher',
    'headteacher',
    'chair',
  ]);
  const may = async (role: Actor['role'], pence: bigint) => {
    const { approves, declines } = (await acting(role, (tx) => limits.deciding(tx, id)))(pence);
    return [approves, declines];
  };
  expect(await may('business-manager', 50n)).toEqual([false, true]); // Whatever its limit.
  expect(await may('headteacher', 50n)).toEqual([true, true]);
  expect(await may('headteacher', 1_000_001n)).toEqual([false, true]);
  expect(await may('chair', 50n)).toEqual([true, true]);
  expect(await may('practitioner', 50n)).toEqual([false, false]);
  // Whom it goes on to, where that is not to be its decider.
  const above = async (role: Actor['role']) =>
    (await acting(role, (tx) => limits.deciding(tx, id)))(50n).above.role;
  expect([await above('headteacher'), await above('chair')]).toEqual(['chair', null]);
  const beyond = (role: Actor['role'], pence: bigint) => acting(role, (tx) => limits.beyond(tx, id, pence));
  expect(await beyond('business-manager', 100_000n)).toBeNull();
  expect(await beyond('headteacher', 1_000_001n)).toEqual({ role: 'chair', called: 'chair of governors' });
  expect(await beyond('practitioner', 1n)).toEqual({
    role: 'business-manager',
    called: 'business manager',
  });
});

test('it holds from the day it is chosen for, and yesterday’s until then', async () => {
  const later = Temporal.PlainDate.from('2026-09-02');
  await db.tx(own.staff, (tx) =>
    new OperatingModel().choose(
      tx,
      {
        approvals: {
          school: { ...structuredClone(school), rungs: [{ role: 'chair', set_by: [] }], keys_as: undefined },
        },
      },
      later,
    ),
  );
  const allows = () => acting('headteacher', (tx) => limits.allows(tx, id, 'headteacher', 1n));
  expect(await allows()).toBe(true);
  await setClock(db, own.staff, '2026-09-02T09:00:00Z');
  expect(await allows()).toBe(false);
  // One rung alone decides everything, and nobody orders.
  const deciding = await acting('chair', (tx) => limits.deciding(tx, id));
  expect(deciding(1n)).toMatchObject({ role: 'chair', called: 'chair of governors', approves: true });
  await expect(acting('headteacher', (tx) => limits.check(tx, id, 1n))).rejects.toThrow(
    'Your role does not approve spending. Nobody here orders this alone.',
  );
});

test('a business manager on no rung waits for the first there is, and a chair between is not sent to order', async () => {
  const ladder = (rungs: { role: Approver; usual_pence?: number }[]) =>
    db.tx(own.staff, (tx) =>
      new OperatingModel().choose(tx, {
        approvals: {
          school: { rungs: rungs.map((one) => ({ ...one, set_by: [] })), above: 'trust' } as never,
        },
      }),
    );
  const decides = async (pence: bigint) =>
    (await acting('business-manager', (tx) => limits.deciding(tx, id)))(pence);
  await ladder([{ role: 'headteacher', usual_pence: 1000 }, { role: 'chair' }]);
  expect(await decides(1000n)).toMatchObject({ role: 'headteacher', approves: false, declines: true });
  expect(await decides(1001n)).toMatchObject({ role: 'chair' });
  await ladder([{ role: 'business-manager', usual_pence: 0 }]);
  expect(await decides(0n)).toMatchObject({ role: 'business-manager', approves: true });
  expect(await decides(1n)).toMatchObject({ role: null, called: 'trust', approves: false, declines: true });

  await ladder([
    { role: 'business-manager', usual_pence: 0 },
    { role: 'chair', usual_pence: 900 },
    { role: 'headteacher', usual_pence: 1000 },
  ]);
  const manager = <Answer>(verb: (tx: Tx) => Promise<Answer>) => acting('business-manager', verb);
  expect(await manager((tx) => limits.beyond(tx, id, 900n))).toEqual({
    role: 'headteacher',
    called: 'headteacher',
  });
  await expect(manager((tx) => limits.check(tx, id, 900n))).rejects.toThrow('Your headteacher may order it.');
  await acting('headteacher', (tx) =>
    limits.commit(tx, { organisationId: id, pence: 400n, subject: { type: 'purchase', id: newId() } }),
  );
  await expect(manager((tx) => limits.check(tx, id, 700n))).rejects.toThrow(
    'Nobody here may order more than £6.00 alone at present.',
  );
  expect(await manager((tx) => limits.beyond(tx, id, 700n))).toMatchObject({ role: 'chair' });
});

test('above a budget holder’s limit a commissioner earmarks, who has none on no rung', async () => {
  const choose = (roles: { role: Approver; usual_pence?: number }[]) =>
    db.tx(own.staff, (tx) =>
      new OperatingModel().choose(tx, {
        approvals: {
          authority: {
            rungs: roles.map((one) => ({ ...one, set_by: [] })),
            above: 'cabinet member',
          } as never,
        },
      }),
    );
  const check = () => acting('budget-holder', (tx) => limits.check(tx, id, 1001n, 'authority'));
  await choose([{ role: 'budget-holder', usual_pence: 1000 }]);
  await expect(check()).rejects.toThrow('Your commissioner may earmark it.');
  await choose([
    { role: 'budget-holder', usual_pence: 1000 },
    { role: 'commissioner', usual_pence: 900 },
  ]);
  await expect(check()).rejects.toThrow('Nobody here may earmark more than £10.00 alone at present.');
  const subject = { type: 'wallet', id: newId() };
  const earmarked = { organisationId: id, pence: 500n, ladder: 'authority', subject } as const;
  await acting('budget-holder', (tx) => limits.commit(tx, earmarked));
  await expect(check()).rejects.toThrow('£10.01, with £5.00 earmarked in the last 30 days, is above');
});

test('who sets a limit of an authority’s role hears of earmarking, and not of orders', async () => {
  const rungs = [
    { role: 'budget-holder', set_by: ['commissioner'] },
    { role: 'commissioner', usual_pence: 900, set_by: [] },
  ];
  await db.tx(own.staff, (tx) =>
    new OperatingModel().choose(tx, {
      approvals: { authority: { rungs, above: 'cabinet member' } as never },
    }),
  );
  const set = (pence: bigint) => acting('commissioner', (tx) => limits.set(tx, id, 'budget-holder', pence));
  await set(900n);
  await expect(set(901n)).rejects.toThrow(
    'You may earmark £9.00 alone yourself, so nobody whose limit you set may earmark more.',
  );
});

test('the operator’s staff stand on no ladder, whatever is chosen', async () => {
  const limit = (role: string) =>
    db.tx(own.staff, (tx) =>
      tx.query('INSERT INTO identity.approval_limit VALUES ($1, $2, $3, 1)', [own.operatorId, id, role]),
    );
  await expect(limit('finance')).rejects.toThrow(/approval_limit_of_party/);
  await limit('practitioner');
});
