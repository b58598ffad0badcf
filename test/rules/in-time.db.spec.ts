import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, Operators, Temporal } from '#platform';
import { held } from '../scenarios/scene.js';
import { day, openStage, someoneWaits, type Stage } from './stage.js';

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
    await someoneWaits(stage);
  });
  await taken;
  expect(await state(placeId)).toBe('absent');

  // The register is first: the booking waits for it, and is refused.
  const second = await date('2026-04-24', '13:00');
  let late: Promise<unknown> | undefined;
  await db.tx(manager(), async (tx) => {
    await courses.takeRegister(tx, second, []);
    late = bookPlace(second).catch((error: unknown) => error);
    await someoneWaits(stage);
  });
  expect(await late).toMatchObject({ code: 'delivery.session-over' });

  // A place given back meanwhile is no fault of the register's; one marked as there that has no place is.
  const third = await date('2026-04-24', '13:00');
  const [back, kept] = [await bookPlace(third), await bookPlace(third)];
  await db.tx(stage.head, async (tx) => {
    await courses.cancel(tx, back);
    taken = register(third, [kept]);
    await someoneWaits(stage);
  });
  await taken;
  expect([await state(back), await state(kept)]).toEqual(['cancelled', 'attended']);
  const fourth = await date('2026-04-24', '13:00');
  await expect(register(fourth, [back])).rejects.toMatchObject({ code: 'delivery.not-on-register' });
});
