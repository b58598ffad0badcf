import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '#platform';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { VisitBookingController } from '../../apps/web/school/visits/booking.controller.js';
import type { Page } from '../../apps/web/kit/page.js';
import { openPages, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';

/** What is offered after a booking can still be had. */
let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

const offered = (page: Page) =>
  Array.from((page.model as { actions: { text: string }[] }).actions, ({ text }) => text);

test('whoever booked the last day, or half of it, is not sent to book another', async () => {
  const { db, head, asking, sip, visits } = stage;
  const after = async (on: string, portion: bigint) => {
    const visitId = newId();
    await db.tx(head, (tx) =>
      visits.book(tx, {
        ...{ visitId, schoolId: asking.organisationId, practitionerId: sip.practitionerId, on: day(on) },
        ...{ portion, purpose: 'Review' },
      }),
    );
    return offered(await stage.pages(VisitBookingController).booked(head, visitId));
  };
  await after('2026-05-12', 100n);
  expect(await after('2026-05-13', 100n)).toContain('Book another day');
  expect(await after('2026-05-14', 50n)).toContain('Book another day');
  expect(await after('2026-05-15', 50n)).toEqual(['See the visit', 'Go to your home page']);
});

test('whoever booked the last place of a course is not sent to book another', async () => {
  const { db, head, asking, as, created, course, courses } = stage;
  const sessionId = newId();
  const dated = { sessionId, offerId: course, on: day('2026-05-20'), startsAt: '09:30' };
  await db.tx(as(created.hostId, 'manager'), (tx) =>
    courses.schedule(tx, { ...dated, venue: 'Town Hall', capacity: 2 }),
  );
  const after = async (attendee: string) => {
    const placeId = newId();
    const place = { placeId, sessionId, schoolId: asking.organisationId, attendee, means: 'money' as const };
    await db.tx(head, (tx) => courses.book(tx, place));
    return offered(await stage.pages(CoursesController).booked(head, placeId));
  };
  expect(await after('Jo Bright')).toContain('Book another place on this course');
  expect(await after('Al Stone')).not.toContain('Book another place on this course');
});
