import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import type { School } from '#directory';
import { newId, type Role } from '#platform';
import { EarmarkController } from '../../apps/web/authority/funds/earmark.controller.js';
import { FundsController } from '../../apps/web/authority/funds/controller.js';
import { redirect, type Page } from '../../apps/web/kit/page.js';
import { VisitReportController } from '../../apps/web/provider/visit-report/controller.js';
import { AgreementDecisionController } from '../../apps/web/school/agreements/decision.controller.js';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { GiftsController } from '../../apps/web/school/gifts/controller.js';
import { SchoolHome } from '../../apps/web/school/home/school-home.js';
import { StatementController } from '../../apps/web/school/statement/controller.js';
import { PurchaseController, PurchasesController } from '../../apps/web/school/purchases/controller.js';
import { VisitController } from '../../apps/web/school/visits/visit.controller.js';
import { errors, openPages, row, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';
import { answer, at, choose } from './traces.js';

/** A page that asks something opens only to those whose answer would be taken: it says why not before anything is typed. */
let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

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
      stage.pages(VisitController).cancellation(head, visitId),
      stage.pages(CoursesController).giveBack(head, placeId),
    ]);
  await at(stage, '2026-04-15T20:00:00Z');
  expect(await asked()).toMatchObject([
    { title: 'Call this visit off?' },
    { title: 'Give this place back?' },
  ]);
  await at(stage, '2026-04-16T08:00:00Z');
  const until = (what: string) => expect.stringContaining(`This ${what} could be `);
  expect(await asked()).toMatchObject([
    { to: `/visits/${visitId}`, options: { notice: until('visit') } },
    { to: '/places', options: { notice: until('place') } },
  ]);
});

/** What a page that was asked for shows. */
const shown = async <Model>(page: unknown) => ((await page) as Page).model as Model;

test('money of a fund that is not open yet, or has closed, is not asked about', async () => {
  const { db, as, created, asking } = stage;
  const holder = as(created.laIds[0]!, 'budget-holder');
  const fundId = newId();
  await db.tx(holder, (tx) =>
    stage.funds.open(tx, {
      ...{ fundId, laId: created.laIds[0]!, title: 'Reading', purpose: '', amount: 100_000n },
      ...{ opensOn: tx.today.add({ days: 2 }), closesOn: tx.today.add({ days: 4 }) },
    }),
  );
  const funds = stage.pages(FundsController);
  const earmarks = stage.pages(EarmarkController);
  const asked = async () => {
    const { shut, earmarkHref } = await shown<Record<string, string | null>>(funds.show(holder, fundId));
    const pages = [
      answer(earmarks.search(holder, fundId)),
      answer(earmarks.form(holder, fundId, asking.organisationId)),
    ];
    return [shut ?? earmarkHref, ...(await Promise.all(pages))];
  };
  const now = await asked();
  expect(now).toEqual([
    expect.stringMatching(/^Reading opens on .* Money can be earmarked from then\.$/),
    ...['funding.not-open', 'funding.not-open'],
  ]);
  expect((await funds.opened(holder, fundId)).model).toMatchObject({
    next: [now[0], expect.anything()],
    actions: [{ href: `/funds/${fundId}` }],
  });
  await at(stage, '2026-04-18T08:00:00Z');
  expect(await asked()).toEqual([`/funds/${fundId}/earmark`, 'done', 'done']);
  await at(stage, '2026-04-21T08:00:00Z');
  expect(await asked()).toEqual([
    'Reading has closed. Nothing more can be earmarked or spent from it.',
    ...['funding.closed', 'funding.closed'],
  ]);
});

test('a report is written by those who may file it, and what was written is never lost', async () => {
  const { db, head, asking, sip, created, as } = stage;
  const visitId = newId();
  await db.tx(head, (tx) =>
    stage.visits.book(tx, {
      ...{ visitId, schoolId: asking.organisationId, practitionerId: sip.practitionerId },
      ...{ on: tx.today, portion: 50n, purpose: 'Termly review' },
    }),
  );
  const pages = stage.pages(VisitReportController);
  const manager = as(created.hostId, 'manager');
  for (const other of [as(created.hostId, 'practitioner'), head])
    expect(await answer(pages.form(other, visitId))).toBe('platform.forbidden');
  expect(await answer(pages.form(manager, visitId))).toBe('done');
  const report = 'We looked at reading in Year 2 together, and agreed what comes next.';
  expect(await answer(pages.check(as(created.hostId, 'practitioner'), visitId, { report }))).toBe(
    'platform.forbidden', // its page shows what was written: layout/errors
  );
  expect(((await pages.check(manager, visitId, { report })) as Page).title).toContain('Check the report');
  await db.tx(manager, (tx) => stage.visits.report(tx, visitId, report));
  for (const step of ['check', 'file'] as const) {
    const again = await pages[step](manager, visitId, { report });
    expect(errors(again)).toEqual({ report: { text: 'This visit has its report.' } });
    expect((again as Page).model).toMatchObject({ blocked: 'This visit has its report.', written: [report] });
  }
  // Whom it is for is asked to read it, and nobody else.
  const asked = async (role: Role) =>
    (await stage.pages(SchoolHome).show(as(asking.organisationId, role), '')).model.tasks.some(
      ({ href }) => href === `/visits/${visitId}`,
    );
  expect([await asked('headteacher'), await asked('business-manager')]).toEqual([true, false]);
});

test('what was delivered is not called off, and what has no report is not evaluated', async () => {
  const { db, head, asking, sip } = stage;
  const [visitId, purchaseId] = [newId(), newId()];
  await db.tx(head, (tx) =>
    stage.visits.book(tx, {
      ...{ visitId, schoolId: asking.organisationId, practitionerId: sip.practitionerId },
      ...{ on: tx.today, portion: 50n, purpose: 'Governors' },
    }),
  );
  const order = { purchaseId, schoolId: asking.organisationId, offerId: stage.independent };
  await db.tx(head, (tx) => stage.purchases.buy(tx, order));
  const asked = () =>
    Promise.all([
      stage.pages(VisitController).evaluation(head, visitId),
      stage.pages(PurchasesController).cancellation(head, purchaseId),
    ]);
  const seen = async () => {
    const visit = await shown<{ evaluateHref: string | null }>(
      stage.pages(VisitController).show(head, visitId),
    );
    const purchase = await shown<{ cancelHref: string | null }>(
      stage.pages(PurchaseController).show(head, purchaseId),
    );
    return [visit.evaluateHref, purchase.cancelHref];
  };
  expect(await asked()).toMatchObject([
    { to: `/visits/${visitId}`, options: { notice: expect.stringContaining('has no report yet') } },
    { template: 'kit/confirm.njk' },
  ]);
  expect(await seen()).toEqual([null, `/purchases/${purchaseId}/cancellation`]);
  const { homeId } = sip;
  await db.tx(stage.as(homeId, 'manager'), (tx) => stage.visits.report(tx, visitId, 'We met the governors.'));
  await db.tx(head, (tx) => stage.purchases.cancel(tx, purchaseId));
  expect(await asked()).toMatchObject([
    { template: 'school/visits/evaluation.njk' },
    { to: `/purchases/${purchaseId}`, options: { notice: expect.stringContaining('already delivered') } },
  ]);
  expect(await seen()).toEqual([`/visits/${visitId}/evaluation`, null]);
});

test('whoever answers what was decided meanwhile is told how it was decided', async () => {
  const { db, as, neighbour, created } = stage;
  const schoolId = neighbour.organisationId;
  const pages = stage.pages(AgreementDecisionController);
  const waiting = async (slug: string) => {
    const agreementId = newId();
    await db.tx(as(schoolId, 'business-manager'), (tx) =>
      stage.agreements.prepare(tx, { agreementId, schoolId, offerId: offerId(created.operatorId, slug) }),
    );
    return agreementId;
  };
  await db.tx(as(schoolId, 'chair'), (tx) => stage.limits.set(tx, schoolId, 'business-manager', 0n));
  const declined = await waiting('gold');
  await db.tx(as(schoolId), (tx) => stage.agreements.decline(tx, declined, 'Too dear'));
  const approved = await waiting('gold');
  expect((await pages.approval(as(schoolId), approved)) as Page).toMatchObject({ title: 'Approve Gold?' });
  await db.tx(as(schoolId), (tx) => stage.agreements.approve(tx, approved));
  const told = async (agreementId: string, decision: string) => {
    const [asked, answered] = [
      await pages.approval(as(schoolId), agreementId),
      await pages.decide(as(schoolId), agreementId, { decision, reason: 'We cannot pay for it' }),
    ];
    expect(answered).toEqual(asked);
    return answered;
  };
  expect(await told(declined, 'approve')).toMatchObject({
    to: `/agreements/${declined}`,
    options: { notice: 'It was declined already, so nothing has changed.' },
  });
  expect(await told(approved, 'decline')).toMatchObject({
    options: { notice: 'It was approved already, so nothing has changed.' }, // also to whoever approved it, who comes again
  });
  // What never was signed has no end of a term to choose for.
  expect(await pages.termEnd(as(schoolId), declined)).toEqual(redirect(`/agreements/${declined}`));
  expect(await pages.termEnd(as(schoolId), approved)).toMatchObject({ title: 'When Gold ends' });
});

test('money and credits are for member schools, and those alone are found', async () => {
  const { db, as, created, head, asking, other, neighbour } = stage;
  const holder = as(created.laIds[0]!, 'budget-holder');
  const fundId = newId();
  await db.tx(holder, (tx) =>
    stage.funds.open(tx, {
      ...{ fundId, laId: created.laIds[0]!, title: 'Maths', purpose: '', amount: 100_000n },
      ...{ opensOn: tx.today, closesOn: tx.today.add({ days: 30 }) },
    }),
  );
  const names = (schools: { name?: string; text?: string }[]) => schools.map((one) => one.name ?? one.text);
  const earmarked = async (text: string) =>
    names(
      (
        await shown<{ schools: { name: string }[] }>(
          stage.pages(EarmarkController).search(holder, fundId, text),
        )
      ).schools,
    );
  const gifts = stage.pages(GiftsController);
  const given = async (text: string) =>
    names((await shown<{ schools: { text: string }[] }>(gifts.new(head, text))).schools);
  const statement = stage.pages(StatementController);
  const mayGive = async () =>
    (await shown<{ giveHref: string | null }>(statement.show(head, 'credits', {}))).giveHref !== null;
  await choose(stage, { ledger: { giving: 'refused' } });
  expect(await answer(gifts.new(head))).toBe('entitlements.no-giving');
  expect(await mayGive()).toBe(false);
  await choose(stage, { ledger: { giving: 'allowed' } });
  expect(await answer(gifts.new(as(asking.organisationId, 'chair')))).toBe('platform.forbidden');
  expect(await mayGive()).toBe(true);

  expect(await earmarked(String(asking.urn))).toEqual([asking.name]);
  expect(await given(String(asking.urn))).toEqual([]); // not to itself
  for (const find of [earmarked, given]) {
    expect(await find(String(other.urn))).toEqual([other.name]);
    expect(await find(String(neighbour.urn))).toEqual([]);
  }
  // Of what was chosen already: once, beside whatever is searched for, and only of those.
  const chosen = async ({ organisationId: to, urn }: School) =>
    names((await shown<{ schools: { text: string }[] }>(gifts.check(head, { q: String(urn), to }))).schools);
  expect([await chosen(other), await chosen(neighbour)]).toEqual([[other.name], []]);
  const today = await db.tx(head, async (tx) => tx.today);
  await db.tx(created.staff, (tx) =>
    stage.parties.leave(tx, other.organisationId, today.subtract({ days: 1 })),
  );
  for (const find of [earmarked, given]) expect(await find(String(other.urn))).toEqual([]);
  await db.tx(created.staff, (tx) =>
    stage.parties.leave(tx, asking.organisationId, today.subtract({ days: 1 })),
  );
  expect(await answer(gifts.new(head))).toBe('identity.not-a-member');
});

test('whoever approves late is told the day for notice that they will have, were it approved today', async () => {
  const { db, as, created, asking, other, neighbour } = stage;
  const used = [asking, other, neighbour].map((one) => one.organisationId);
  const schoolId = created.schools.find(
    (one) => one.roll && !used.includes(one.organisationId),
  )!.organisationId;
  const agreementId = newId();
  await at(stage, '2027-01-31T12:00:00Z');
  await db.tx(as(schoolId, 'chair'), (tx) => stage.limits.set(tx, schoolId, 'business-manager', 0n));
  const wish = { agreementId, schoolId, offerId: offerId(created.operatorId, 'gold') };
  await db.tx(as(schoolId, 'business-manager'), (tx) =>
    stage.agreements.prepare(tx, { ...wish, startsOn: day('2027-01-20') }),
  );
  await at(stage, '2027-02-03T12:00:00Z');
  const asked = await stage.pages(AgreementDecisionController).approval(as(schoolId), agreementId);
  expect(row(asked, 'Notice')).toContain('by 17 February 2027');
});
