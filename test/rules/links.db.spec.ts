import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { newId } from '#platform';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { VisitController } from '../../apps/web/school/visits/visit.controller.js';
import { openPages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';
import { answer, at, choose } from './traces.js';

/** A page that asks something opens only to those whose answer would be taken: it says why not before anything is typed. */
let stage: Stage;
let web: TestingModule;
beforeAll(async () => {
  stage = await openStage();
  web = await openPages(stage);
}, 240_000);
afterAll(async () => {
  await web?.close();
  await stage?.close();
});

test('a visit or a place that can no longer be called off is not asked about', async () => {
  const { db, head, asking, sip, created, as } = stage;
  const schoolId = asking.organisationId;
  await choose(stage, { delivery: { visit_notice_days: 5, place_notice_days: 5 } });
  const [visitId, sessionId, placeId] = [newId(), newId(), newId()];
  await db.tx(head, (tx) =>
    stage.visits.book(tx, {
      ...{ visitId, schoolId, practitionerId: sip.practitionerId, on: day('2026-04-20') },
      ...{ portion: 50n, purpose: 'Termly review' },
    }),
  );
  const dated = { sessionId, offerId: stage.course, on: day('2026-04-20'), startsAt: '09:30' };
  await db.tx(as(created.hostId, 'manager'), (tx) =>
    stage.courses.schedule(tx, { ...dated, venue: 'Town Hall', capacity: 5 }),
  );
  const place = { placeId, sessionId, schoolId, attendee: 'Jo Bright', means: 'money' as const };
  await db.tx(head, (tx) => stage.courses.book(tx, place));
  const asked = () =>
    Promise.all([
      answer(web.get(VisitController, { strict: false }).cancellation(head, visitId)),
      answer(web.get(CoursesController, { strict: false }).giveBack(head, placeId)),
    ]);
  await at(stage, '2026-04-15T20:00:00Z');
  expect(await asked()).toEqual(['done', 'done']);
  await at(stage, '2026-04-16T08:00:00Z');
  expect(await asked()).toEqual(['delivery.too-late', 'delivery.too-late']);
});
