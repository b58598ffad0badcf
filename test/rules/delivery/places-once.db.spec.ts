import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { day, openStage, someoneWaits, type Stage } from '../stage.js';
import { answer } from '../traces.js';

/** Nobody of a school has two places on one course date. */
let stage: Stage;
let sessionId: string;
beforeAll(async () => {
  stage = await openStage();
  sessionId = newId();
  const date = { on: day('2026-05-12'), startsAt: '09:30', venue: 'Town Hall', capacity: 9 };
  await stage.db.tx(stage.as(stage.created.hostId, 'manager'), (tx) =>
    stage.courses.schedule(tx, { sessionId, offerId: stage.course, ...date }),
  );
}, 240_000);
afterAll(() => stage?.close());

const place = (attendee: string, schoolId = stage.asking.organisationId) =>
  ({ placeId: newId(), sessionId, schoolId, attendee, means: 'money' }) as const;
const book = (wanted: ReturnType<typeof place>) =>
  answer(stage.db.tx(stage.as(wanted.schoolId), (tx) => stage.courses.book(tx, wanted)));

test('a name that has a place is refused another, however it is written, until it is given back', async () => {
  const first = place('Jo Bright');
  expect([await book(first), await book(first)]).toEqual(['done', 'done']);
  for (const again of ['Jo Bright', ' jo  BRIGHT '])
    expect(await book(place(again))).toBe('delivery.already-booked');
  // Somebody else of that name is told apart; at another school nobody knows.
  expect(await book(place('Jo Bright, Year 2'))).toBe('done');
  expect(await book(place('Jo Bright', stage.other.organisationId))).toBe('done');
  await stage.db.tx(stage.head, (tx) => stage.courses.cancel(tx, first.placeId));
  expect(await book(place('Jo  Bright'))).toBe('done');
});

test('so is one of two who book it at once', async () => {
  let second: Promise<string> | undefined;
  await stage.db.tx(stage.head, async (tx) => {
    await stage.courses.book(tx, place('Al Reed'));
    second = book(place('Al Reed'));
    await someoneWaits(stage);
  });
  expect(await second).toBe('delivery.already-booked');
});
