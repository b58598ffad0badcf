import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Parties } from '#identity';
import { largestAmount } from '#ledger';
import { newId, Temporal, type Actor, type Database } from '#platform';
import { partyActor, testDatabase } from '#testing';
import { bank, memberSchools } from './bank.js';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

/** A school with 200 credits, and the two who correct them. */
async function twoOfStaff() {
  const scene = await memberSchools(db, { ledger: { most_granted: 100_000 } });
  await scene.grant(scene.one, 20_000n);
  const [proposer, second] = [await scene.someone('administrator'), await scene.someone('finance')];
  const propose = async (over: object = {}, actor: Actor = proposer): Promise<string> => {
    const adjustment = { id: newId(), schoolId: scene.one, amount: -500n, reason: 'Counted twice', ...over };
    await db.tx(actor, (tx) => bank.proposeAdjustment(tx, adjustment));
    return adjustment.id;
  };
  const approve = (id: string, actor = second) => db.tx(actor, (tx) => bank.approveAdjustment(tx, id));
  const reject = (id: string, actor = second) => db.tx(actor, (tx) => bank.rejectAdjustment(tx, id));
  const listed = (slice = { limit: 50, offset: 0 }) => db.tx(second, (tx) => bank.adjustments(tx, slice));
  return { ...scene, proposer, second, propose, approve, reject, listed };
}
const refusedAs = (attempt: Promise<unknown>, code: string) =>
  expect(attempt).rejects.toMatchObject({ code });

test('an adjustment moves nothing until a second person approves it, up or down, once', async () => {
  const { one, proposer, second, propose, approve, reject, listed, available, trail } = await twoOfStaff();
  const down = await propose({ reason: ' Counted twice ' });
  expect(await available(one)).toBe(20_000n);
  expect(await listed()).toEqual([
    expect.objectContaining({
      adjustmentId: down,
      schoolId: one,
      amount: -500n,
      reason: 'Counted twice',
      state: 'proposed',
      proposedBy: proposer.personId,
      proposedAt: Temporal.Instant.from('2026-09-01T09:00:00Z'),
      decidedBy: null,
    }),
  ]);
  await refusedAs(approve(down, proposer), 'entitlements.second-person');
  expect(await approve(down)).toMatchObject([{ posted: 500n }]);
  expect(await available(one)).toBe(19_500n);
  for (const again of [approve, reject]) await refusedAs(again(down), 'entitlements.decided');
  const up = await propose({ amount: 40n });
  await approve(up);
  expect(await available(one)).toBe(19_540n);
  expect(await listed()).toMatchObject([
    { state: 'approved', decidedBy: second.personId },
    { state: 'approved', decidedAt: Temporal.Instant.from('2026-09-01T09:00:00Z') },
  ]);
  expect(await trail('entitlements.propose-adjustment')).toEqual([
    { type: 'adjustment', id: down, about: one, details: { hundredths: '-500' } },
    { type: 'adjustment', id: up, about: one, details: { hundredths: '40' } },
  ]);
  expect(await trail('entitlements.approve-adjustment')).toMatchObject([
    { type: 'adjustment', id: down, about: one },
    { type: 'adjustment', id: up, about: one },
  ]);
});

test('its proposer takes it back, or another rejects it, and nothing has moved', async () => {
  const { one, proposer, propose, approve, reject, listed, available, trail } = await twoOfStaff();
  const [own, others] = [await propose(), await propose()];
  await reject(own, proposer);
  await reject(others);
  await refusedAs(approve(own), 'entitlements.decided');
  expect(await available(one)).toBe(20_000n);
  expect((await listed()).map(({ state }) => state)).toEqual(['rejected', 'rejected']);
  expect(await trail('entitlements.reject-adjustment')).toMatchObject([
    { id: own, about: one },
    { id: others, about: one },
  ]);
  expect(await trail('entitlements.approve-adjustment')).toEqual([]);
});

test('sent twice it is proposed once; the same id with other details is refused', async () => {
  const { two, propose, listed, trail } = await twoOfStaff();
  const id = await propose();
  await propose({ id });
  for (const other of [{ amount: -501n }, { reason: 'Another' }, { schoolId: two }])
    await expect(propose({ id, ...other })).rejects.toMatchObject({
      code: 'entitlements.id-reused',
    });
  expect(await listed()).toMatchObject([{ adjustmentId: id, amount: -500n }]);
  expect(await trail('entitlements.propose-adjustment')).toHaveLength(1);
});

test('more than a school has cannot be taken away, neither when it is proposed nor when it is approved', async () => {
  const { one, propose, approve, available, listed } = await twoOfStaff();
  await refusedAs(propose({ amount: -20_001n }), 'entitlements.not-enough-credits');
  const [all, more] = [await propose({ amount: -20_000n }), await propose({ amount: -1n })];
  await approve(all);
  expect(await available(one)).toBe(0n);
  await refusedAs(approve(more), 'entitlements.not-enough-credits');
  expect(await listed()).toMatchObject([{ state: 'proposed' }, { state: 'approved' }]);
  // The same proposal again is no other one.
  await propose({ id: all, amount: -20_000n });
});

test('what was granted for one purpose is taken away too, beside what was granted for any', async () => {
  const { one, grant, propose, approve, available } = await twoOfStaff();
  await grant(one, 6_000n, { restriction: ['training'] });
  const taken = await approve(await propose({ amount: -25_000n }));
  expect(taken.map(({ posted }) => posted)).toEqual([6_000n, 19_000n]);
  expect(await available(one)).toBe(1_000n);
});

test('only a person of the operator’s administration or finance proposes and decides', async () => {
  const { operatorId, staff, one, proposer, second, propose, approve, reject } = await twoOfStaff();
  const id = await propose({}, second);
  const others: Actor[] = [{ ...proposer, role: 'broker' }, partyActor(operatorId, one, 'headteacher')];
  for (const other of others)
    for (const attempt of [propose({}, other), approve(id, other), reject(id, other)])
      await refusedAs(attempt, 'platform.forbidden');
  const nobody: Actor[] = [staff, { ...staff, role: 'key', apiKeyId: newId() }];
  for (const program of nobody)
    for (const attempt of [propose({}, program), approve(id, program), reject(id, program)])
      await refusedAs(attempt, 'entitlements.needs-person');
  await approve(id, proposer);
});

test('what is proposed is an amount, for a school that is or was a member, with a reason', async () => {
  const { one, two, propose, staff } = await twoOfStaff();
  const provider = newId();
  await refusedAs(propose({ schoolId: provider }), 'platform.not-found');
  await db.tx(staff, (tx) => new Parties().add(tx, { organisationId: provider, provider: true }));
  await refusedAs(propose({ schoolId: provider }), 'entitlements.not-a-member');
  for (const amount of [0n, largestAmount + 1n, -largestAmount - 1n])
    await refusedAs(propose({ amount }), 'entitlements.amount');
  await propose({ amount: largestAmount });
  for (const reason of ['', ' ? ', 'ab', 'a'.repeat(301)])
    await refusedAs(propose({ reason }), 'entitlements.reason');
  for (const reason of ['abc', 'a'.repeat(300)]) await propose({ reason });
  await propose({ schoolId: two, amount: 1n });
  // It left: its balance may still need to be put right.
  await db.tx(staff, (tx) =>
    tx.query('UPDATE identity.party SET left_on = $3 WHERE operator_id = $1 AND organisation_id = $2', [
      tx.operatorId,
      one,
      tx.today.toString(),
    ]),
  );
  await propose({ amount: 1n });
});

test('an adjustment that is not there is not found', async () => {
  const { approve, reject } = await twoOfStaff();
  for (const decide of [approve, reject]) await refusedAs(decide(newId()), 'entitlements.unknown-adjustment');
});

test('of more than a page has, those that wait come first, on whichever page, and all are counted for who may decide them', async () => {
  const { proposer, second, staff, propose, approve, listed } = await twoOfStaff();
  const first = await propose({ amount: 1n });
  await approve(first);
  const waiting: string[] = [];
  for (let n = 0; n < 101; n++) waiting.push(await propose({ amount: 1n }));
  const pages = [0, 50, 100].map((offset) => listed({ limit: 50, offset }));
  const all = (await Promise.all(pages)).flat().map(({ adjustmentId }) => adjustmentId);
  expect([...all].sort()).toEqual([...waiting, first].sort());
  expect(all.at(-1)).toBe(first);
  const toDecide = (actor: Actor) => db.tx(actor, (tx) => bank.adjustmentsToDecide(tx));
  expect([await toDecide(second), await toDecide(proposer), await toDecide(staff)]).toEqual([101, 0, 101]);
});
