import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Directory, schoolId } from '#directory';
import { Parties, People } from '#identity';
import { accountId, CreditBank, creditBank, Ledger, statementCsv } from '#ledger';
import { newId, Operators, Temporal, type Actor, type Database } from '#platform';
import { partyActor, testDatabase, testOperator } from '#testing';

let db: Database;
const ledger = new Ledger();
const bank = new CreditBank(ledger, new Operators(), new Parties(), new Directory());
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());
const day = Temporal.PlainDate.from;

/** New schools of these authorities in the register that every test shares. */
async function schools(laCodes: string[]): Promise<string[]> {
  return db.systemTx('a test adds schools', async (tx) => {
    const ids: string[] = [];
    for (const laCode of laCodes) {
      const [row] = await tx.query<{ urn: number }>(
        'SELECT coalesce(max(urn), 700000) + 1 AS urn FROM directory.school WHERE urn BETWEEN 700000 AND 799999',
      );
      const id = schoolId(row!.urn);
      await tx.query(
        `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, 'School')`,
        [id, String(row!.urn)],
      );
      await tx.query(
        `INSERT INTO directory.school (organisation_id, urn, name, la_code, la_name, status, phase, funding_status, state_funded)
         VALUES ($1, $2, 'School', $3, 'Somewhere', 'open', 'primary', 'maintained', true)`,
        [id, row!.urn, laCode],
      );
      ids.push(id);
    }
    return ids;
  });
}

async function twoSchools(settings: Record<string, string> = {}) {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  await db.tx(staff, (tx) =>
    tx.query('UPDATE platform.operator SET settings = $2 WHERE operator_id = $1', [tx.operatorId, settings]),
  );
  const [one, two, elsewhere] = (await schools(['501', '501', '502'])) as [string, string, string];
  await db.tx(staff, (tx) =>
    new Parties().addMany(
      tx,
      [one, two, elsewhere].map((organisationId) => ({ organisationId, buyer: true })),
    ),
  );
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
  return { operatorId, staff, one, two, elsewhere, grant, available };
}
const person = async (staff: Actor): Promise<Actor> => {
  const someone = { name: 'An administrator', email: `${newId()}@example.org` };
  const personId = await db.tx(staff, (tx) => new People().add(tx, someone));
  return { ...staff, personId, role: 'administrator' };
};

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

test('credits go to members of the same authority, granted and given by those who may', async () => {
  const { operatorId, staff, one, two, elsewhere } = await twoSchools({ 'ledger.giving': 'allowed' });
  const [stranger] = (await schools(['501'])) as [string];
  const give = (to: string, role: Actor['role'] = 'business-manager') =>
    db.tx(partyActor(operatorId, one, role), (tx) =>
      bank.give(tx, { id: newId(), from: one, to, amount: 100n, message: '' }),
    );
  const grant = (actor: Actor, school: string, expiresOn = '2026-12-31') =>
    db.tx(actor, (tx) =>
      bank.grant(tx, {
        id: newId(),
        schoolId: school,
        amount: 100n,
        reason: 'Thanks',
        expiresOn: day(expiresOn),
      }),
    );
  const refusedAs = async (attempt: Promise<unknown>, code: string) =>
    expect(attempt).rejects.toMatchObject({ code });
  for (const other of [elsewhere, stranger]) await refusedAs(give(other), 'ledger.not-a-neighbour');
  for (const role of ['chair', 'practitioner'] as const)
    await refusedAs(give(two, role), 'platform.forbidden');
  await give(two, 'key');
  await refusedAs(grant({ ...staff, role: 'broker' }, one), 'platform.forbidden');
  await refusedAs(grant(partyActor(operatorId, one, 'key'), one), 'platform.forbidden');
  await refusedAs(grant(await person(staff), stranger), 'ledger.not-a-member');
  await refusedAs(grant(await person(staff), one, '2026-08-31'), 'ledger.last-day');
  await grant({ ...staff, role: 'finance' }, one);
});

test('an adjustment waits for a second person', async () => {
  const { operatorId, staff, one, available } = await twoSchools();
  const [proposer, approver] = [await person(staff), await person(staff)];
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
