import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { CourseDatesController } from '../../apps/web/provider/course-dates/controller.js';
import { DeliveriesController } from '../../apps/web/provider/deliveries/controller.js';
import { errors, openPages, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';
import { publish } from './agreements/offers.js';

let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

test('what a provider has still to deliver is shown a page at a time, the oldest first, whichever page of the rest is open', async () => {
  const { db, head, asking, created } = stage;
  const offerId = await publish(stage, { price: { amount: 100n } });
  const ids = Array.from({ length: 53 }, () => newId()).sort();
  await db.tx(head, async (tx) => {
    for (const purchaseId of ids)
      await stage.purchases.buy(tx, { purchaseId, schoolId: asking.organisationId, offerId });
  });
  const manager = stage.as(created.hostId, 'manager');
  const done = ids.shift()!;
  await db.tx(manager, (tx) => stage.purchases.deliver(tx, done));
  const shown = async (page?: string, open?: string) => {
    const { model } = await stage.pages(DeliveriesController).list(manager, page, open);
    const { pages, openPages } = model;
    const of = (rows: typeof model.open) =>
      rows.map(([first]) => (first as { href: string }).href.slice('/deliveries/'.length));
    return { open: of(model.open), finished: of(model.finished), pages, openPages };
  };
  expect(await shown()).toEqual({
    open: ids.slice(0, 50),
    finished: [done],
    pages: { shown: null },
    openPages: { shown: '1 to 50 of 52', next: { href: '/deliveries?open=2' } },
  });
  expect(await shown('1', '2')).toEqual({
    open: ids.slice(50),
    finished: [done],
    pages: { shown: null },
    openPages: { shown: '51 to 52 of 52', previous: { href: '/deliveries?open=1' } },
  });
  const { open, finished } = await shown('2');
  expect([open, finished]).toEqual([ids.slice(0, 50), []]);
});

test('a register that is sent untouched marks nobody absent: its page asks for who came, or that nobody did', async () => {
  const { db, created, courses, course: offerId } = stage;
  const manager = stage.as(created.hostId, 'manager');
  const sessionId = newId();
  const date = { sessionId, offerId, on: day('2026-04-13'), startsAt: '09:00', venue: 'Hall', capacity: 5 };
  await db.tx(manager, (tx) => courses.schedule(tx, date));
  const place = { placeId: newId(), sessionId, schoolId: stage.asking.organisationId, attendee: 'Jo Bright' };
  await db.tx(stage.head, (tx) => courses.book(tx, { ...place, means: 'money' }));
  const register = (body: object) => stage.pages(CourseDatesController).register(manager, sessionId, body);
  for (const body of [{}, { attended: [] }])
    expect(errors(await register(body)).attended?.text).toBe(
      'Mark the people who came, or that nobody came.',
    );
  expect(await register({ attended: 'nobody' })).toMatchObject({ to: `/course-dates/${sessionId}` });
  expect((await db.tx(stage.head, (tx) => courses.place(tx, place.placeId))).state).toBe('absent');
});
