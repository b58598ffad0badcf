import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, Operators, Temporal } from '#platform';
import { held } from '../scenarios/scene.js';
import { day, openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

const school = () => stage.asking.organisationId;
const at = (instant: string) =>
  stage.db.tx(stage.created.staff, (tx) => new Operators().advance(tx, Temporal.Instant.from(instant)));
const days = () => stage.db.tx(stage.head, (tx) => held(stage, tx, stage.asking, 'DAY'));
const manager = () => stage.as(stage.created.hostId, 'manager');
const bookVisit = (on: string) =>
  stage.db.tx(stage.head, (tx) =>
    stage.visits.book(tx, {
      visitId: newId(),
      schoolId: school(),
      practitionerId: stage.sip.practitionerId,
      on: day(on),
      portion: 50n,
      purpose: 'Termly review',
    }),
  );
const date = async (on: string, startsAt: string) => {
  const sessionId = newId();
  await stage.db.tx(manager(), (tx) =>
    stage.courses.schedule(tx, {
      sessionId,
      offerId: stage.course,
      on: day(on),
      startsAt,
      venue: 'Town Hall',
      capacity: 5,
    }),
  );
  return sessionId;
};
const bookPlace = async (sessionId: string) => {
  const placeId = newId();
  await stage.db.tx(stage.head, (tx) =>
    stage.courses.book(tx, { placeId, sessionId, schoolId: school(), attendee: 'Jo Bright', means: 'money' }),
  );
  return placeId;
};
const state = async (placeId: string) =>
  (await stage.db.tx(stage.head, (tx) => stage.courses.place(tx, placeId))).state;

test('days and course dates that cannot be are refused before anything is held', async () => {
  for (const [on, code] of [
    ['2026-04-10', 'delivery.past'],
    ['2026-05-04', 'delivery.not-a-school-day'], // the May bank holiday
    ['2027-11-02', 'delivery.too-far'],
  ] as const)
    await expect(bookVisit(on)).rejects.toMatchObject({ code });
  for (const [on, startsAt, code] of [
    ['2026-04-10', '09:30', 'delivery.past'],
    ['2026-04-13', '07:00', 'delivery.past'],
    ['2026-05-04', '09:30', 'delivery.closed-day'],
    ['2026-05-09', '09:30', 'delivery.closed-day'],
    ['2027-11-02', '09:30', 'delivery.too-far'],
  ] as const)
    await expect(date(on, startsAt)).rejects.toMatchObject({ code });
});

test('a visit is called off in time, and never once its day is over or its report is filed', async () => {
  const [inTime, onTheDay, over, ill] = [
    await bookVisit('2026-04-15'),
    await bookVisit('2026-04-16'),
    await bookVisit('2026-04-20'),
    await bookVisit('2026-04-21'),
  ];
  const cancel = (visitId: string, actor = stage.head, reason?: string) =>
    stage.db.tx(actor, (tx) => stage.visits.cancel(tx, visitId, reason));
  await at('2026-04-14T15:00:00Z');
  expect((await cancel(inTime.visitId)).state).toBe('cancelled');
  await at('2026-04-16T08:00:00Z');
  await expect(cancel(onTheDay.visitId)).rejects.toMatchObject({ code: 'delivery.too-late' });
  await stage.db.tx(manager(), (tx) =>
    stage.visits.report(tx, onTheDay.visitId, 'We looked at reading in Year 2 together.'),
  );
  await expect(cancel(onTheDay.visitId, manager())).rejects.toMatchObject({ code: 'delivery.visit-state' });
  await at('2026-04-21T08:00:00Z');
  expect((await cancel(ill.visitId, manager())).state).toBe('cancelled'); // ill on the morning
  for (const actor of [stage.head, manager()])
    await expect(cancel(over.visitId, actor)).rejects.toMatchObject({ code: 'delivery.visit-over' });
  const before = (await days())!;
  const broker = stage.staffAs('broker');
  await expect(cancel(over.visitId, broker)).rejects.toMatchObject({ code: 'delivery.reason' });
  expect((await cancel(over.visitId, broker, 'The school was closed by snow')).calledOffBecause).toBe(
    'The school was closed by snow',
  );
  expect((await days())!.available).toBe(before.available + 50n);
});

test('a place goes back before the course begins, in the operator’s time, and not afterwards', async () => {
  const sessionId = await date('2026-04-23', '13:00');
  const [first, second, third] = [
    await bookPlace(sessionId),
    await bookPlace(sessionId),
    await bookPlace(sessionId),
  ];
  const giveBack = (placeId: string) => stage.db.tx(stage.head, (tx) => stage.courses.cancel(tx, placeId));
  const rules = (json: string) =>
    stage.db.tx(stage.created.staff, (tx) =>
      tx.query('UPDATE platform.operator SET settings = settings || $2 WHERE operator_id = $1', [
        tx.operatorId,
        json,
      ]),
    );
  await rules('{"delivery": {"place_notice_days": 2}}');
  await giveBack(first);
  await at('2026-04-22T08:00:00Z');
  await expect(giveBack(second)).rejects.toMatchObject({ code: 'delivery.too-late' });
  await rules('{"delivery": {}}');
  await at('2026-04-23T11:59:00Z'); // 12:59 in summer time
  await giveBack(second);
  await at('2026-04-23T12:00:00Z');
  await expect(giveBack(third)).rejects.toMatchObject({ code: 'delivery.session-over' });
  expect(await state(third)).toBe('booked');
});

test('whoever books on the day is on the register or refused, however the two meet', async () => {
  const { db, courses } = stage;
  await at('2026-04-24T08:00:00Z');
  const register = (sessionId: string, attended: string[] = []) =>
    db.tx(manager(), (tx) => courses.takeRegister(tx, sessionId, attended));

  // The booking is first, and not yet committed when the register is taken: the register waits for it.
  const first = await date('2026-04-24', '13:00');
  const placeId = newId();
  let taken: Promise<void> | undefined;
  await db.tx(stage.head, async (tx) => {
    await courses.book(tx, {
      placeId,
      sessionId: first,
      schoolId: school(),
      attendee: 'Sam Reed',
      means: 'money',
    });
    taken = register(first);
    await waits();
  });
  await taken;
  expect(await state(placeId)).toBe('absent');

  // The register is first: the booking waits for it, and is refused.
  const second = await date('2026-04-24', '13:00');
  let late: Promise<unknown> | undefined;
  await db.tx(manager(), async (tx) => {
    await courses.takeRegister(tx, second, []);
    late = bookPlace(second).catch((error: unknown) => error);
    await waits();
  });
  expect(await late).toMatchObject({ code: 'delivery.session-over' });

  // A place given back meanwhile is no fault of the register's; one marked as there that has no place is.
  const third = await date('2026-04-24', '13:00');
  const [back, kept] = [await bookPlace(third), await bookPlace(third)];
  await db.tx(stage.head, async (tx) => {
    await courses.cancel(tx, back);
    taken = register(third, [kept]);
    await waits();
  });
  await taken;
  expect([await state(back), await state(kept)]).toEqual(['cancelled', 'attended']);
  const fourth = await date('2026-04-24', '13:00');
  await expect(register(fourth, [back])).rejects.toMatchObject({ code: 'delivery.not-on-register' });
});

/** Until the other transaction stands before a lock of this one. */
async function waits(): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const rows = await stage.db.systemTx('who waits for a lock', (tx) =>
      tx.query(
        'SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()',
      ),
    );
    if (rows.length) return;
  }
  throw new Error('Nobody waits');
}

test('what support costs and what the school has is known before anyone is asked', async () => {
  const { requests, leader, db } = stage;
  const broker = stage.staffAs('broker');
  const requestId = newId();
  expect(await db.tx(stage.head, (tx) => requests.means(tx, { schoolId: school(), days: 150n }))).toEqual({
    costs: [
      { designation: 'SLE', credits: 5250n },
      { designation: 'LLE', credits: 6750n },
      { designation: 'NLE', credits: 8250n },
    ],
    available: 12_000n,
  });
  await db.tx(stage.head, (tx) =>
    requests.ask(tx, {
      requestId,
      schoolId: school(),
      need: 'leadership',
      details: 'Three days with an experienced leader.',
      days: 300n,
    }),
  );
  const [one] = (await db.tx(broker, (tx) => requests.shortlist(tx, requestId))).filter(
    (found) => found.candidate.practitionerId === leader.practitionerId,
  );
  expect(one).toMatchObject({ cost: 13_500n });
  expect(one!.whyNot).toContain('costs 135 credits, and the school has 120 credits');
  await expect(
    db.tx(broker, (tx) =>
      requests.propose(tx, {
        proposalId: newId(),
        requestId,
        practitionerId: leader.practitionerId,
        designation: 'LLE',
        reason: 'Has led a school like it.',
      }),
    ),
  ).rejects.toMatchObject({
    code: 'delivery.not-enough-credits',
    message: expect.stringContaining('fewer days'),
  });
  expect((await db.tx(broker, (tx) => requests.find(tx, requestId))).stage).toBe('new');
});

test('a school is protected by what all its people gave others this term, not by one person’s diary', async () => {
  const { db, created, leader, other } = stage;
  const given = async () => {
    const requestId = newId();
    await db.tx(stage.as(other.organisationId), (tx) =>
      stage.requests.ask(tx, {
        requestId,
        schoolId: other.organisationId,
        need: 'leadership',
        details: 'A day with an experienced leader.',
        days: 100n,
      }),
    );
    const found = await db.tx(stage.staffAs('broker'), (tx) => stage.requests.shortlist(tx, requestId));
    return found.find((one) => one.candidate.practitionerId === leader.practitionerId)!;
  };
  expect((await given()).candidate.given).toBe(0n);
  const colleague = newId();
  await db.tx(created.staff, async (tx) => {
    await stage.practitioners.add(tx, {
      practitionerId: colleague,
      personId: null,
      name: 'Una Colleague',
      homeId: leader.homeId,
      phases: ['primary'],
      needs: ['leadership'],
      designations: [{ designation: 'SLE', issuer: 'Test', from: day('2026-01-01') }],
    });
    // Delivered early in the term; this counted for nothing when only the days ahead of one person did.
    await tx.query(
      `INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, visit_on, portion, purpose, state, report)
       SELECT $1, gen_random_uuid(), $2, $3, $4, day::date, 100, 'Support', 'delivered', 'Delivered, and written down.'
         FROM generate_series('2026-04-13'::date, '2026-04-22', '1 day') day`,
      [tx.operatorId, school(), colleague, leader.homeId],
    );
  });
  const now = await given();
  expect(now.candidate.given).toBe(1000n);
  expect(now.whyNot).toContain('their own school has given enough days this term');
});
