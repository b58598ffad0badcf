import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accountId, CreditBank, creditBank, Ledger, statementCsv } from '#ledger';
import { newId, Operators, Temporal, type Actor, type Database } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

let db: Database;
const ledger = new Ledger();
const bank = new CreditBank(ledger, new Operators());
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());
const day = Temporal.PlainDate.from;

async function twoSchools(settings: Record<string, string> = {}) {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  await db.tx(staff, (tx) =>
    tx.query('UPDATE platform.operator SET settings = $2 WHERE operator_id = $1', [tx.operatorId, settings]),
  );
  const [one, two] = [newId(), newId()];
  const grant = newId();
  await db.tx(staff, (tx) =>
    bank.grant(tx, {
      id: grant,
      schoolId: one,
      amount: 20000n,
      reason: 'Opening allocation',
      expiresOn: day('2026-12-31'),
    }),
  );
  const available = async (school: string) => {
    const id = accountId(operatorId, creditBank(school));
    return (await db.tx(staff, (tx) => ledger.balances(tx, [id]))).get(id)?.available;
  };
  return { operatorId, staff, one, two, grant, available };
}
const person = (staff: Actor): Actor => ({ ...staff, personId: newId(), role: 'administrator' });

test('a school gives credits to another where the rules allow, and they keep their last day', async () => {
  const { operatorId, staff, one, two, grant, available } = await twoSchools({ 'ledger.giving': 'allowed' });
  const gift = { id: newId(), from: one, to: two, amount: 5000n, message: 'For the joint science day' };
  await db.tx(partyActor(operatorId, one), (tx) => bank.give(tx, gift));
  await db.tx(partyActor(operatorId, one), (tx) => bank.give(tx, gift));
  expect([await available(one), await available(two)]).toEqual([15000n, 5000n]);
  expect(await db.tx(partyActor(operatorId, two), (tx) => bank.endingSoon(tx, two, 150))).toEqual([
    { expiresOn: day('2026-12-31'), amount: 5000n },
  ]);
  await expect(
    db.tx(partyActor(operatorId, two), (tx) => bank.give(tx, { ...gift, id: newId() })),
  ).rejects.toMatchObject({ code: 'platform.forbidden' });
  // A spend of the second school is traced back to what the operator granted the first.
  const spend = newId();
  await db.tx(staff, async (tx) => {
    await ledger.open(tx, [{ owner: null, unit: 'CREDIT', code: 'spent', floor: null }]);
    await ledger.post(tx, {
      id: spend,
      debit: accountId(operatorId, creditBank(two)),
      credit: accountId(operatorId, { owner: null, unit: 'CREDIT', code: 'spent' }),
      amount: 100n,
      code: 'spend',
      reference: { type: 'course', id: '1' },
    });
  });
  expect(
    (await db.tx(staff, (tx) => ledger.trace(tx, spend))).map(({ code, steps, transferId }) => [
      code,
      steps,
      transferId === grant,
    ]),
  ).toEqual([
    ['give', 0, false],
    ['grant', 1, true],
  ]);
});

test('giving is refused where the rules do not allow it', async () => {
  const { operatorId, one, two } = await twoSchools();
  await expect(
    db.tx(partyActor(operatorId, one), (tx) =>
      bank.give(tx, { id: newId(), from: one, to: two, amount: 1n, message: '' }),
    ),
  ).rejects.toMatchObject({ code: 'ledger.no-giving' });
});

test('an adjustment waits for a second person', async () => {
  const { operatorId, staff, one, available } = await twoSchools();
  const [proposer, approver] = [person(staff), person(staff)];
  const adjustment = { id: newId(), schoolId: one, amount: -500n, reason: 'Counted twice' };
  await db.tx(proposer, (tx) => bank.proposeAdjustment(tx, adjustment));
  expect(await available(one)).toBe(20000n);
  await expect(db.tx(proposer, (tx) => bank.approveAdjustment(tx, adjustment.id))).rejects.toMatchObject({
    code: 'ledger.second-person',
  });
  await expect(
    db.tx(partyActor(operatorId, one), (tx) => bank.approveAdjustment(tx, adjustment.id)),
  ).rejects.toMatchObject({ code: 'platform.forbidden' });
  await db.tx(approver, (tx) => bank.approveAdjustment(tx, adjustment.id));
  expect(await available(one)).toBe(19500n);
  await expect(db.tx(approver, (tx) => bank.rejectAdjustment(tx, adjustment.id))).rejects.toMatchObject({
    code: 'ledger.decided',
  });
  expect(await db.tx(staff, (tx) => bank.adjustments(tx))).toMatchObject([
    { state: 'approved', schoolId: one, amount: -500n },
  ]);
});

test('months, a statement in pages and as CSV, and balances of another day', async () => {
  const { operatorId, staff, one } = await twoSchools();
  await db.tx(staff, (tx) =>
    bank.grant(tx, { id: newId(), schoolId: one, amount: 250n, reason: '=SUM(A1)' }),
  );
  const id = accountId(operatorId, creditBank(one));
  expect(await db.tx(staff, (tx) => bank.months(tx, day('2026-08-01'), day('2026-09-30')))).toMatchObject([
    { granted: 0n, inIssue: 0n },
    { granted: 20250n, inIssue: 20250n },
  ]);
  const first = await db.tx(staff, (tx) => ledger.statement(tx, id, { limit: 1 }));
  const second = await db.tx(staff, (tx) => ledger.statement(tx, id, { limit: 1, after: first.next! }));
  expect([first.entries[0]!.balance, second.entries[0]!.balance, second.next]).toEqual([
    20000n,
    20250n,
    null,
  ]);
  const before = { on: day('2026-08-31') };
  expect((await db.tx(staff, (tx) => ledger.balances(tx, [id], before))).get(id)?.posted).toBe(0n);
  expect((await db.tx(staff, (tx) => ledger.balances(tx, [id], { knownAt: tx.now }))).get(id)?.posted).toBe(
    20250n,
  );
  const lines = await db.tx(staff, async (tx) => {
    let text = '';
    for await (const line of statementCsv(tx, ledger, id)) text += line;
    return text.trim().split('\r\n');
  });
  expect(lines).toHaveLength(5);
  expect(lines[2]).toContain('200,,200');
  expect(lines[3]).toContain("'=SUM(A1)");
  expect(lines[4]).toContain('Closing balance,,,,,,202.5');
});
