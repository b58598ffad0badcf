import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { issued, poolOf } from '#entitlements';
import { ApiKeys } from '#identity';
import { accountId } from '#ledger';
import { newId, type Role } from '#platform';
import { AgreementsController } from '../../apps/web/school/agreements/controller.js';
import { AgreementDecisionController } from '../../apps/web/school/agreements/decision.controller.js';
import { ColleaguesController } from '../../apps/web/account/colleagues/controller.js';
import { KeysController } from '../../apps/web/account/keys/controller.js';
import { redirect, type Page } from '../../apps/web/kit/page.js';
import { PartiesController } from '../../apps/web/operator/parties/controller.js';
import { StatementController } from '../../apps/web/school/statement/controller.js';
import { VisitBookingController } from '../../apps/web/school/visits/booking.controller.js';
import { VisitController } from '../../apps/web/school/visits/visit.controller.js';
import { errors, openPages, row, type Pages } from './pages.js';
import { day, openStage, type Stage } from './stage.js';

/** What cannot be had is refused on the page where it is typed, with the figures; what ends something asks once. */
let stage: Stage & Pages;
beforeAll(async () => {
  stage = await openPages(openStage);
}, 240_000);
afterAll(() => stage?.close());

test('a day that the entitlement or the diary has not is refused beside the answer, with what is left', async () => {
  const { db, visits, sip, asking, head } = stage;
  const book = (on: string, portion: bigint) =>
    db.tx(head, (tx) =>
      visits.book(tx, {
        visitId: newId(),
        schoolId: asking.organisationId,
        practitionerId: sip.practitionerId,
        on: day(on),
        portion,
        purpose: 'Review',
      }),
    );
  const check = (on: string, portion: string) =>
    stage.pages(VisitBookingController).check(head, { on, portion, purpose: 'Review' });
  expect((await check('2026-05-12', '50')).model).toMatchObject({
    then: expect.stringContaining('You can call it off until Monday 11 May 2026'),
  });
  await book('2026-05-12', 50n);
  expect(errors(await check('2026-05-12', '100'))).toEqual({
    on: {
      text: `${sip.name} has only half a day left on Tuesday 12 May 2026. Choose half a day, or another day.`,
    },
  });
  await book('2026-05-13', 100n);
  expect(errors(await check('2026-05-13', '50'))).toEqual({
    on: { text: `${sip.name} is already booked on Wednesday 13 May 2026. Choose another day.` },
  });
  await book('2026-05-14', 100n);
  expect(errors(await check('2026-05-15', '100'))).toEqual({
    portion: {
      text: 'For Friday 15 May 2026 you have 0.5 days of your entitlement left, and this would take 1 day.',
    },
  });
  expect(row(await check('2026-05-15', '50'), 'Paid by')).toBe(
    'Your entitlement: 0.5 days left, 0 days after this',
  );
  await book('2026-05-15', 50n);
  const none = (await stage.pages(VisitBookingController).new(head)).model as { nothingLeft: boolean };
  expect(none.nothingLeft).toBe(true);
});

test('a statement of days that end before they begin is not shown: it is said beside the last day', async () => {
  const statement = stage.pages(StatementController);
  const shown = await statement.show(stage.head, 'days', { from: '2026-05-02', to: '2026-05-01' });
  expect(errors(shown)).toEqual({ to: { text: 'The last day cannot be before the first.' } });
  expect(shown.model.entries).not.toEqual([]);
});

test('a plan that has no day left to start on is not offered a form, and the next term’s days can be booked', async () => {
  const { created, db, agreements, asking, head } = stage;
  const plan = (slug: string) => offerId(created.operatorId, slug);
  const early = await stage
    .pages(AgreementsController)
    .check(head, { plan: plan('gold'), startsOn: '2028-04-01' });
  expect(errors(early)).toEqual({ startsOn: { text: 'It can start on 14 April 2027 at the latest.' } });
  expect(early.model).toMatchObject({ endsOn: 'Saturday 31 March 2029' });

  const request = { agreementId: newId(), schoolId: asking.organisationId, offerId: plan('silver') };
  await db.tx(head, (tx) => agreements.prepare(tx, { ...request, startsOn: day('2027-04-01') }));
  const page = (await stage.pages(AgreementsController).new(head, plan('gold'))) as Page;
  expect(page.title).toBe('You cannot choose Gold now');
  expect(page.model).toMatchObject({
    agreements: [
      { text: expect.stringMatching(/^Silver, .* to 31 March 2027$/) },
      { text: 'Silver, 1 April 2027 to 31 March 2028' },
    ],
    waits: false,
  });
  const book = (await stage.pages(VisitBookingController).new(head)).model as {
    intro: string;
    nothingLeft: boolean;
  };
  expect(book).toMatchObject({
    intro: expect.stringContaining('0 days left of your entitlement, and 3 more from 1 April 2027.'),
    days: [{ value: 'other', checked: true }],
    nothingLeft: false,
  });
});

test('the days are offered on which the school has half a day at least to book with, and no others', async () => {
  const { db, created, asking, head, ledger } = stage;
  const has = (amount: bigint, lot: { validFrom?: string; expiresOn?: string; restriction?: string[] }) =>
    db.tx(created.staff, (tx) =>
      ledger.post(tx, {
        ...{ id: newId(), amount, code: 'grant', reference: { type: 'test', id: 'a few days' } },
        debit: accountId(tx.operatorId, issued('DAY')),
        credit: accountId(tx.operatorId, poolOf(asking.organisationId, 'DAY')),
        lot: {
          ...(lot.validFrom && { validFrom: day(lot.validFrom) }),
          ...(lot.expiresOn && { expiresOn: day(lot.expiresOn) }),
          ...(lot.restriction && { restriction: lot.restriction }),
        },
      }),
    );
  await has(50n, { expiresOn: '2026-04-15' });
  await has(25n, { expiresOn: '2026-12-31' });
  await has(100n, { expiresOn: '2026-12-31', restriction: ['training'] });
  await has(50n, { validFrom: '2026-04-22', expiresOn: '2026-12-31' });
  const { days } = (await stage.pages(VisitBookingController).new(head)).model as {
    days: { value: string }[];
  };
  expect(days.slice(0, 3).map(({ value }) => value)).toEqual(['2026-04-14', '2026-04-15', '2026-04-22']);
});

test('who prepared an agreement is told of it while it waits or is signed, and afterwards sees how it is', async () => {
  const { created, db, agreements, other, as } = stage;
  const [schoolId, agreementId] = [other.organisationId, newId()];
  const manager = as(schoolId, 'business-manager');
  const prepared = () => stage.pages(AgreementsController).prepared(manager, agreementId);
  await db.tx(manager, (tx) =>
    agreements.prepare(tx, {
      agreementId,
      schoolId,
      offerId: offerId(created.operatorId, 'gold'),
    }),
  );
  expect(await prepared()).toMatchObject({ title: 'Gold is prepared' });
  await db.tx(as(schoolId), (tx) => agreements.decline(tx, agreementId));
  expect(await prepared()).toEqual(redirect(`/agreements/${agreementId}`));
});

test('staff call a visit off with a reason that both sides read, and are asked for it on the page', async () => {
  const { db, visits, sip, other, as, staffAs } = stage;
  const head = as(other.organisationId);
  await db.tx(head, (tx) =>
    stage.agreements.prepare(tx, {
      agreementId: newId(),
      schoolId: other.organisationId,
      offerId: offerId(stage.created.operatorId, 'silver'),
    }),
  );
  const visitId = newId();
  await db.tx(head, (tx) =>
    visits.book(tx, {
      visitId,
      schoolId: other.organisationId,
      practitionerId: sip.practitionerId,
      on: day('2026-06-09'),
      portion: 100n,
      purpose: 'Review',
    }),
  );
  const pages = stage.pages(VisitController);
  const broker = staffAs('broker');
  expect((await pages.show(broker, visitId)).model).toMatchObject({
    cancelHref: `/visits/${visitId}/cancellation`,
  });
  expect(await pages.cancellation(broker, visitId)).toMatchObject({
    template: 'school/visits/cancellation.njk',
  });
  const unsaid = (await pages.cancel(broker, visitId, { reason: '' })) as Page;
  expect(errors(unsaid)).toEqual({
    reason: { text: 'Say why the visit is called off, in 3 to 500 characters.' },
  });
  expect(await pages.cancel(broker, visitId, { reason: 'Closed by snow' })).toMatchObject({
    to: `/visits/${visitId}`,
    options: { flash: 'The visit is called off. A whole day is back in the entitlement.' },
  });
  expect(row(await pages.show(head, visitId), 'Called off because')).toBe('Closed by snow');
});

test('an appointment ends after one question, which says what ends with it and who stays', async () => {
  const { db, people, created, asking, staffAs } = stage;
  const job = { ...created.staff, role: 'job' } as const;
  const appoint = (name: string) =>
    db.tx(job, async (tx) => {
      const personId = await people.add(tx, { name, email: `${newId()}@example.org` });
      return people.appoint(tx, {
        personId,
        organisationId: asking.organisationId,
        role: 'headteacher',
        demonstration: true,
      });
    });
  const [first, second] = [await appoint('Ann Lee'), await appoint('Bea Hall')];
  const pages = stage.pages(PartiesController);
  const administrator = staffAs('administrator');
  const page = await pages.ending(administrator, asking.organisationId, first);
  expect(page.title).toBe('End the appointment of Ann Lee?');
  expect(row(page, 'Who stays in this role')).toBe('Bea Hall');
  await pages.endAppointment(administrator, asking.organisationId, first);
  expect(
    row(await pages.ending(administrator, asking.organisationId, second), 'Who stays in this role'),
  ).toBe('Nobody: propose someone new');
  const among = (text: string) => ({ items: expect.arrayContaining([expect.objectContaining({ text })]) });
  expect((await pages.show(administrator, asking.organisationId)).model).toMatchObject({
    people: [{ name: 'Bea Hall' }],
    agreements: among('Silver, 1 April 2027 to 31 March 2028'),
    visits: among(`Fri 15 May 2026, ${stage.sip.name}`),
  });
});

test('the keys that act for a school stand on a page of those who lead there, and its head or chair ends one', async () => {
  const { asking, as, db, created } = stage;
  const keys = stage.pages(ApiKeys);
  const { apiKeyId } = await db.tx(created.staff, (tx) =>
    keys.issue(tx, { organisationId: asking.organisationId, name: 'Meals', scopes: ['read', 'write'] }),
  );
  const shown = async (role: Role) =>
    (await stage.pages(KeysController).list(as(asking.organisationId, role))).model;
  const end = `/keys/${apiKeyId}/ending`;
  const may = 'A key that reads and changes, made 13 April 2026 by \u0001the operator';
  expect(await shown('chair')).toMatchObject({ keys: [{ name: 'Meals', may, endAction: end }] });
  expect(await shown('manager')).toMatchObject({ keys: [{ name: 'Meals', may, endAction: null }] });
  const personId = await db.tx(created.staff, (tx) =>
    stage.people.add(tx, { name: 'Carl Day', email: `${newId()}@example.org` }),
  );
  const chair = { ...as(asking.organisationId, 'chair'), personId };
  await stage.pages(KeysController).end(chair, apiKeyId);
  expect(await shown('chair')).toMatchObject({ keys: [] });
});

test('who answers for a role says on a page how much it orders alone, and nobody says it of another', async () => {
  const { asking, as, db, limits } = stage;
  const pages = stage.pages(ColleaguesController);
  const said = async (role: 'headteacher' | 'chair' | 'manager') =>
    ((await pages.show(as(asking.organisationId, role))).model as { limits: { text: string }[] }).limits.map(
      (one) => one.text,
    );
  const none = 'Your business manager prepares orders, and each is approved by somebody else.';
  expect([await said('headteacher'), await said('chair'), await said('manager')]).toEqual([
    [none],
    [none, 'Your headteacher orders without a limit.'],
    [],
  ]);
  const head = as(asking.organisationId);
  const wrong = (await pages.setLimit(head, 'business-manager', { amount: 'a lot' })) as Page;
  expect(Object.keys(errors(wrong))).toEqual(['amount']);
  expect(await pages.setLimit(head, 'business-manager', { amount: '1,000' })).toMatchObject({
    options: {
      flash: 'From now on: your business manager orders up to £1,000.00 in 30 days without asking.',
    },
  });
  const set = await db.tx(head, (tx) => limits.limitedBy(tx, asking.organisationId));
  expect(set.get('business-manager')?.pence).toBe(100_000n);
  const chair = as(asking.organisationId, 'chair');
  expect(await pages.setLimit(chair, 'headteacher', { amount: '800' })).toMatchObject({
    options: {
      flash:
        'From now on: your headteacher orders up to £800.00 in 30 days without asking; your business manager orders up to £800.00 in 30 days without asking.',
    },
  });
  await expect(pages.limitOf(head, 'headteacher')).rejects.toThrow('limit');
});

test('what waits is approved on the page of whoever decides it, and only declined on that of whoever prepared it', async () => {
  const { neighbour, as, db, agreements, created } = stage;
  const schoolId = neighbour.organisationId;
  const manager = as(schoolId, 'business-manager');
  const agreementId = newId();
  const plan = offerId(created.operatorId, 'silver');
  await db.tx(manager, (tx) => agreements.prepare(tx, { agreementId, schoolId, offerId: plan }));
  const pages = stage.pages(AgreementDecisionController);
  const asked = async (role: 'business-manager' | 'headteacher' | 'chair') =>
    ((await pages.approval(as(schoolId, role), agreementId)) as Page).title;
  expect([await asked('headteacher'), await asked('business-manager'), await asked('chair')]).toEqual([
    'Approve Silver?',
    'Decline Silver?',
    undefined,
  ]);
  expect(await pages.decide(manager, agreementId, { decision: 'approve' })).toMatchObject({
    options: {
      form: { errors: { decision: { text: expect.stringContaining('Your headteacher approves it.') } } },
    },
  });
  // Whoever prepared it is owed a reason.
  expect(await pages.decide(manager, agreementId, { decision: 'decline' })).toMatchObject({
    options: { form: { errors: { reason: { text: 'Say why you decline, in 3 to 500 characters' } } } },
  });
  await pages.decide(manager, agreementId, { decision: 'decline', reason: 'The board wants to wait.' });
  const { state } = await db.tx(manager, (tx) => agreements.find(tx, agreementId));
  expect(state).toBe('declined');
});
