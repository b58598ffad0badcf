import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { grantCommands, issued, poolOf } from '#entitlements';
import { newId } from '#platform';
import type { Page } from '../../apps/web/kit/page.js';
import { CatalogueController } from '../../apps/web/school/catalogue/controller.js';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { VisitBookingController } from '../../apps/web/school/visits/booking.controller.js';
import { publish } from './agreements/offers.js';
import { openPages, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';

let stage: Stage & Pages;
let schools: string[];
beforeAll(async () => {
  stage = await openPages(openStage);
  schools = stage.created.schools
    .map(({ organisationId }) => organisationId)
    .filter((id) => id !== stage.asking.organisationId);
}, 240_000);
afterAll(() => stage?.close());

/** First day, last day, and the kinds of service that it is kept for. */
type Term = readonly [string, string, (readonly string[])?];

/** A school that has free places, or days, of these terms and no others. */
async function schoolWith(terms: readonly Term[], unit: 'PLACE' | 'DAY' = 'PLACE'): Promise<string> {
  const schoolId = schools.pop()!;
  await stage.db.tx(stage.created.staff, async (tx) => {
    const pool = { ...poolOf(schoolId, unit), lots: true };
    await stage.ledger.open(tx, [pool, { ...issued(unit), floor: null }]);
    for (const [first, last, restriction] of terms)
      await stage.ledger.apply(
        tx,
        grantCommands(tx.operatorId, {
          ...{ agreementId: newId(), schoolId, title: 'Placed' },
          ...{ startsOn: day(first), endsOn: day(last) },
          grants: [{ unit, amount: 200n, label: 'granted', restriction }] as never,
        }),
      );
  });
  return schoolId;
}

/** Of a course of training on these days: what the catalogue calls it, and on which days booking takes a free place. */
async function said(terms: readonly Term[], days: readonly string[]) {
  const head = stage.as(await schoolWith(terms));
  const course = { kind: 'course', serviceType: 'training', accepts: ['free'] } as const;
  const offerId = await publish(stage, { ...course, title: 'Phonics' });
  const sessions = days.map((on) => ({ sessionId: newId(), on: day(on) }));
  await stage.db.tx(stage.as(stage.created.hostId, 'manager'), async (tx) => {
    for (const session of sessions)
      await stage.courses.schedule(tx, {
        ...{ ...session, offerId, startsAt: '09:30', venue: 'Town Hall', capacity: 5 },
      });
  });
  const { model } = (await stage.pages(CatalogueController).offer(head, offerId)) as Page;
  const booked = [];
  for (const { sessionId, on } of sessions) {
    const page = (await stage.pages(CoursesController).show(head, sessionId)) as Page;
    const [way] = (page.model as { ways: { disabled: boolean }[] }).ways;
    if (!way!.disabled) booked.push(on.toString());
  }
  const { ways } = (model as { prices: { ways: { label: string }[] }[] }).prices[0]!;
  return [ways[0]!.label, booked];
}

const [may, summer]: [Term, Term] = [
  ['2026-05-01', '2026-05-31'],
  ['2026-07-01', '2026-08-31'],
];
const kept = (...[first, last]: Term): Term => [first, last, ['consultancy']];

test('a course is free where a place is for one of its dates', async () => {
  expect(await said([may, summer], ['2026-05-12'])).toEqual(['Free to you', ['2026-05-12']]);
  expect(await said([may, summer], ['2026-06-10', '2026-07-01'])).toEqual(['Free to you', ['2026-07-01']]);
  expect(await said([], ['2026-05-12'])).toEqual(['None left', []]);
});

test('it is not between two terms, nor where its dates lie on both sides of one', async () => {
  expect(await said([may, summer], ['2026-06-10'])).toEqual(['For other days', []]);
  expect(await said([may], ['2026-04-21', '2026-06-10'])).toEqual(['For other days', []]);
});

test('nor where places are kept for other kinds of service, whatever days others are for', async () => {
  expect(await said([kept(...may)], ['2026-05-12'])).toEqual(['For other services', []]);
  expect(await said([kept(...may), summer], ['2026-05-12'])).toEqual(['For other days', []]);
  expect(await said([kept(...may), may], ['2026-05-12'])).toEqual(['Free to you', ['2026-05-12']]);
});

test('a day is offered for a visit where the entitlement is for it, and not where a later term is over or kept for other things', async () => {
  const offered = async (...terms: Term[]) => {
    const schoolId = await schoolWith(terms, 'DAY');
    const { model } = (await stage.pages(VisitBookingController).new(stage.as(schoolId))) as Page;
    const days = (model as { days: { value: string }[] }).days.map(({ value }) => value);
    return [days[0], days.at(-2)];
  };
  expect(await offered(['2026-05-05', '2026-05-08'])).toEqual(['2026-05-05', '2026-05-08']);
  expect(await offered(kept(...may))).toEqual(['other', undefined]);
});
