import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { day, openStage, someoneWaits, type Stage } from '../stage.js';
import { answer, at, choose } from '../traces.js';

/** Its page shows every date that a course has to come. */
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await choose(stage, { delivery: { course_dates: 2 } });
}, 240_000);
afterAll(() => stage?.close());

const manager = () => stage.as(stage.created.hostId, 'manager');
const date = (on: string, offerId = stage.course) => ({
  ...{ sessionId: newId(), offerId, on: day(on), startsAt: '09:30', venue: 'Town Hall', capacity: 9 },
});
const schedule = (session: ReturnType<typeof date>) =>
  answer(stage.db.tx(manager(), (tx) => stage.courses.schedule(tx, session)));

test('a course has as many dates to come as the operator says, also of two who date it at once', async () => {
  const first = date('2026-04-14');
  expect([await schedule(first), await schedule(first)]).toEqual(['done', 'done']);
  let third: Promise<string> | undefined;
  await stage.db.tx(manager(), async (tx) => {
    await stage.courses.schedule(tx, date('2026-05-12'));
    third = schedule(date('2026-05-13'));
    await someoneWaits(stage);
  });
  expect(await third).toBe('delivery.course-dates');
  expect(await schedule(first)).toBe('done'); // a second click
  const before = stage.db.tx(manager(), (tx) => stage.courses.maySchedule(tx, date('2026-05-13')));
  await expect(before).rejects.toThrow('as one course may have: 2. Date it again');
  await at(stage, '2026-04-15T07:00:00Z'); // the first is over
  expect(await schedule(date('2026-05-13'))).toBe('done');
  expect(await schedule(date('2026-05-14'))).toBe('delivery.course-dates');
});
