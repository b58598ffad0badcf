import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { newId, type Actor, type Tx } from '#platform';
import { answers, day, openStage, someoneWaits, type Stage } from './stage.js';
import { answer, at, choose } from './traces.js';

/** What is one in the whole and gets past its rule in parts, or in another dress. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const says = (actor: Actor, verb: () => (tx: Tx) => Promise<unknown>) => answers(stage, [actor], verb);
const school = () => stage.asking.organisationId;
const plan = (slug: string) => offerId(stage.created.operatorId, slug);

test('a course is booked by the place, in its capacity, and never bought as a service', async () => {
  const { course, head, purchases } = stage;
  const buy = () => (tx: Tx) =>
    purchases.buy(tx, { purchaseId: newId(), schoolId: school(), offerId: course });
  expect(await says(head, buy)).toEqual(['agreements.not-for-sale']);
});

test('a dearer next term that was ordered counts against a limit however often it is chosen again', async () => {
  const { as, head, limits, agreements, purchases, independent } = stage;
  const [signed] = await stage.db.tx(head, (tx) =>
    agreements.list(tx, { schoolId: school(), state: 'signed' }),
  );
  const [silver, gold, bronze] = [null, plan('gold'), plan('bronze')];
  const choose = (next: string | null) =>
    says(
      head,
      () => (tx) => agreements.chooseTermEnd(tx, signed!.agreementId, next ? 'change' : 'renew', next),
    );
  const ordered = async () =>
    (
      await stage.db.tx(head, (tx) =>
        tx.query<{ pence: bigint }>(
          `SELECT pence FROM identity.commitment WHERE operator_id = $1 AND subject_type = 'next-term' AND called_off_on IS NULL`,
          [tx.operatorId],
        ),
      )
    ).map((row) => row.pence);
  expect(await choose(gold)).toEqual(['done']);
  const [dear] = await ordered();
  await stage.db.tx(as(school(), 'chair'), (tx) =>
    limits.set(tx, school(), 'headteacher', dear! + signed!.yearPrice),
  );
  expect(await choose(gold)).toEqual(['done']); // the same once more
  expect(await ordered()).toEqual([dear]);
  const review = () => (tx: Tx) =>
    purchases.buy(tx, { purchaseId: newId(), schoolId: school(), offerId: independent });
  expect(await says(head, review)).toEqual(['identity.above-limit']);
  expect(await choose(bronze)).toEqual(['done']); // less than it would be by itself
  expect(await ordered()).toEqual([]);
  expect(await choose(gold)).toEqual(['done']);
  expect(await choose(silver)).toEqual(['done']);
  expect(await ordered()).toEqual([]);
});

test('nobody is asked for support with credits that another school was asked for, or that are not there yet', async () => {
  const { as, head, staffAs, requests, leader, agreements, db, other } = stage;
  const propose = async (schoolId: string, asker: Actor) => {
    const requestId = newId();
    const details = 'A day with an experienced leader.';
    await db.tx(asker, (tx) =>
      requests.ask(tx, { requestId, schoolId, need: 'leadership', details, days: 100n }),
    );
    const proposal = {
      proposalId: newId(),
      requestId,
      practitionerId: leader.practitionerId,
      designation: 'LLE' as const,
      reason: 'Has led a school like it.',
    };
    return says(staffAs('broker'), () => (tx) => requests.propose(tx, proposal));
  };
  const estimate = () =>
    db.tx(head, (tx) => stage.shortlists.estimate(tx, { schoolId: school(), days: 100n }));
  const { costs, available } = await estimate();
  const cost = costs.find((one) => one.designation === 'LLE')!.credits;
  const enough = Number(available / cost);
  expect(enough).toBeGreaterThan(1);
  for (let at = 0; at < enough; at++) expect(await propose(school(), head)).toEqual(['done']);
  expect((await estimate()).available).toBe(available - BigInt(enough) * cost);
  expect(await propose(school(), head)).toEqual(['entitlements.not-enough-credits']);

  const schoolId = other.organisationId;
  const startsOn = day('2026-09-01');
  await db.tx(as(schoolId), (tx) =>
    agreements.prepare(tx, { agreementId: newId(), schoolId, offerId: plan('gold'), startsOn }),
  );
  expect(await propose(schoolId, as(schoolId))).toEqual(['entitlements.not-enough-credits']);
});

test('a school that the register says has closed agrees, buys, books and asks for nothing; until then it does', async () => {
  const { as, db, agreements, purchases, courses, visits, requests, course, independent, sip } = stage;
  const schoolId = school();
  const head = as(schoolId);
  const sessionId = newId();
  await db.tx(as(stage.created.hostId, 'manager'), (tx) =>
    courses.schedule(tx, {
      sessionId,
      offerId: course,
      on: day('2026-05-12'),
      startsAt: '09:30',
      venue: 'Town Hall',
      capacity: 5,
    }),
  );
  const everything = [
    () => (tx: Tx) =>
      agreements.prepare(tx, {
        agreementId: newId(),
        schoolId,
        offerId: plan('bronze'),
        startsOn: day('2027-04-01'),
      }),
    () => (tx: Tx) => purchases.buy(tx, { purchaseId: newId(), schoolId, offerId: independent }),
    () => (tx: Tx) =>
      courses.book(tx, { placeId: newId(), sessionId, schoolId, attendee: `Ann ${newId()}`, means: 'money' }),
    () => (tx: Tx) =>
      visits.book(tx, {
        visitId: newId(),
        schoolId,
        practitionerId: sip.practitionerId,
        on: day('2026-05-13'),
        portion: 50n,
        purpose: 'An afternoon',
      }),
    () => (tx: Tx) =>
      requests.ask(tx, {
        requestId: newId(),
        schoolId,
        need: 'leadership',
        details: 'A day with an experienced leader.',
        days: 100n,
      }),
  ];
  const answered = async () =>
    (await Promise.all(everything.map((verb) => says(head, verb)))).map(([answer]) => answer);
  const register = (change: string) =>
    db.systemTx('a test changes the register', (tx) =>
      tx.query(`UPDATE directory.school SET ${change} WHERE organisation_id = $1`, [schoolId]),
    );
  await register(`status = 'closed', closed_on = '2026-04-01'`);
  expect(await answered()).toEqual(everything.map(() => 'directory.school-closed'));
  await register(`status = 'open', closed_on = NULL`);
  expect(await answered()).not.toContain('directory.school-closed');
});

test('what waits is approved within the days that a start may lie back of when it was prepared, and then prepared anew', async () => {
  const { as, db, agreements, limits, neighbour, created } = stage;
  const busy = [school(), stage.other.organisationId, neighbour.organisationId];
  const third = created.schools.map((one) => one.organisationId).find((id) => !busy.includes(id))!;
  const wait = async (schoolId: string, startsOn: string) => {
    await db.tx(as(schoolId), (tx) => limits.set(tx, schoolId, 'business-manager', 100n));
    const wish = { agreementId: newId(), schoolId, offerId: plan('bronze'), startsOn: day(startsOn) };
    await db.tx(as(schoolId, 'business-manager'), (tx) => agreements.prepare(tx, wish));
    return (verb: 'approve' | 'decline') =>
      says(as(schoolId), () => (tx) => agreements[verb](tx, wish.agreementId));
  };
  const early = await wait(third, '2026-04-01');
  const late = await wait(neighbour.organisationId, '2026-04-13');
  await at(stage, '2026-05-14T08:00:00Z');
  expect(await early('approve')).toEqual(['done']);
  await at(stage, '2026-05-15T08:00:00Z');
  expect(await late('approve')).toEqual(['agreements.start-too-early']);
  expect(await late('decline')).toEqual(['done']);
  const anew = await wait(neighbour.organisationId, '2026-05-15');
  expect(await anew('approve')).toEqual(['done']);
});

test('an authority earmarks for one school as often as the operator says at once, of however many funds', async () => {
  const { as, db, created, funds, other } = stage;
  const laId = created.laIds[0]!;
  const [one, two] = [newId(), newId()];
  const fund = { laId, title: 'Reading', purpose: '', amount: 1000n, opensOn: day('2026-04-13') };
  await db.tx(as(laId, 'key'), async (tx) => {
    await funds.open(tx, { ...fund, fundId: one, closesOn: day('2026-06-30') });
    await funds.open(tx, { ...fund, fundId: two, closesOn: day('2027-03-31') });
  });
  await choose(stage, { funding: { open_earmarks: 2 } });
  const wallet = (fundId: string, schoolId = other.organisationId) => ({
    ...{ walletId: newId(), fundId, schoolId, purpose: 'Books', amount: 1n },
  });
  const earmark = (asked: ReturnType<typeof wallet>) =>
    answer(db.tx(as(laId, 'key'), (tx) => funds.earmark(tx, asked)));
  expect(await earmark(wallet(one))).toBe('done');
  const second = wallet(two);
  let third: Promise<string> | undefined;
  await db.tx(as(laId, 'key'), async (tx) => {
    await funds.earmark(tx, second);
    third = earmark(wallet(one)); // of another fund, at once
    await someoneWaits(stage);
  });
  expect(await third).toBe('funding.open-earmarks');
  expect(await earmark(second)).toBe('done'); // a second click
  for (const actor of [as(laId, 'commissioner'), stage.staffAs('finance')])
    expect(await says(actor, () => (tx) => funds.mayEarmark(tx, wallet(two)))).toEqual([
      'funding.open-earmarks',
    ]);
  expect(await earmark(wallet(two, school()))).toBe('done');
  await at(stage, '2026-07-01T08:00:00Z'); // the first fund closed
  expect([await earmark(wallet(two)), await earmark(wallet(two))]).toEqual(['done', 'funding.open-earmarks']);
});
