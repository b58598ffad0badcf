import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { newId } from '#platform';
import type { Page, Redirect } from '../../apps/web/kit/page.js';
import { AgreementsController } from '../../apps/web/school/agreements/controller.js';
import { CatalogueController } from '../../apps/web/school/catalogue/controller.js';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { PurchasesController } from '../../apps/web/school/purchases/controller.js';
import { SupportController } from '../../apps/web/school/support/controller.js';
import { VisitBookingController } from '../../apps/web/school/visits/booking.controller.js';
import { openPages, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';

let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

test('a school that the register says has closed is offered nothing to choose, buy or book: each page says why', async () => {
  const { db, head, asking, course, independent, as, created, courses, visits } = stage;
  const sessionId = newId();
  const dated = { sessionId, offerId: course, on: day('2026-05-20'), startsAt: '09:30' };
  await db.tx(as(created.hostId, 'manager'), (tx) =>
    courses.schedule(tx, { ...dated, venue: 'Town Hall', capacity: 2 }),
  );
  const gold = offerId(created.operatorId, 'gold');
  const register = (change: string) =>
    db.systemTx('a test changes the register', (tx) =>
      tx.query(`UPDATE directory.school SET ${change} WHERE organisation_id = $1`, [asking.organisationId]),
    );
  const offered = async (offer: string, by = head) => {
    const { action, why } = (await stage.pages(CatalogueController).offer(by, offer)).model as {
      action: { href: string } | null;
      why: { text: string } | null;
    };
    return action?.href ?? why?.text ?? null;
  };
  const all = async () => {
    const buy = (await stage.pages(PurchasesController).new(head, independent)).model;
    const place = (await stage.pages(CoursesController).show(head, sessionId)).model;
    const visit = (await stage.pages(VisitBookingController).new(head)).model;
    const support = (await stage.pages(SupportController).ask(head)).model;
    return {
      offers: await Promise.all([gold, independent, course].map((one) => offered(one))),
      forms: [buy.blocked, place.over, visit.closed, support.closed],
      chosen: (await stage.pages(AgreementsController).new(head, gold)) as Page | Redirect,
    };
  };
  const open = {
    offers: [`/agreements/new?plan=${gold}`, `/purchases/new?offer=${independent}`, `/courses/${sessionId}`],
    forms: [null, null, null, null],
    chosen: { title: 'Gold: your agreement' },
  };
  expect(await all()).toMatchObject(open);
  // What is before it closes can be had; a plan for the days after its own cannot.
  await register(`closed_on = '2026-08-31'`);
  const until = 'The register says that the school is closed from 31 August 2026.';
  const [, service, place] = open.offers;
  expect(await all()).toMatchObject({
    offers: [until, service, place],
    forms: open.forms,
    chosen: { to: `/catalogue/${gold}` },
  });
  // Nor is a day offered that it does not see any more.
  await register(`closed_on = '2026-04-16'`);
  const { days } = (await stage.pages(VisitBookingController).new(head)).model;
  expect(days.map(({ value }) => value)).toEqual(['2026-04-14', '2026-04-15', 'other']);
  await register(`status = 'closed', closed_on = '2026-04-01'`);
  const why = 'The register says that the school is closed from 1 April 2026.';
  expect(await all()).toMatchObject({
    offers: [why, why, why],
    forms: [why, why, why, why],
    chosen: { to: `/catalogue/${gold}` },
  });
  const free = (schoolId: string) =>
    db.tx(as(schoolId), (tx) =>
      visits.days(tx, {
        ...{ schoolId, practitionerId: stage.sip.practitionerId },
        ...{ from: day('2026-04-14'), to: day('2026-04-15') },
      }),
    );
  await expect(free(asking.organisationId)).rejects.toMatchObject({ code: 'directory.school-closed' });
  await expect(free(created.hostId)).rejects.toMatchObject({ code: 'platform.not-found' });
  // Whoever buys nothing is not told why not.
  expect(await offered(independent, as(asking.organisationId, 'chair'))).toContain('/purchases/new');
});

test('a school that closed signs nothing for days before it did, whatever the register calls it', async () => {
  const { db, as, neighbour, created, agreements } = stage;
  const schoolId = neighbour.organisationId;
  await db.systemTx('a test changes the register', (tx) =>
    tx.query(
      `UPDATE directory.school SET status = 'open-but-proposed-to-close', closed_on = '2026-04-10' WHERE organisation_id = $1`,
      [schoolId],
    ),
  );
  const wish = { schoolId, offerId: offerId(created.operatorId, 'gold'), startsOn: day('2026-04-06') };
  const signing = db.tx(as(schoolId), (tx) => agreements.prepare(tx, { ...wish, agreementId: newId() }));
  await expect(signing).rejects.toMatchObject({ code: 'directory.school-closed' });
});
