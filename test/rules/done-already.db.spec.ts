import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { ApiKeys } from '#identity';
import { newId, type Actor } from '#platform';
import { KeysController } from '../../apps/web/account/keys/controller.js';
import { NominationsController } from '../../apps/web/account/nominations/controller.js';
import { BrokerageController } from '../../apps/web/operator/brokerage/controller.js';
import { RenewalProblemsController } from '../../apps/web/operator/renewal-problems/controller.js';
import { CreditsController } from '../../apps/web/operator/credits/controller.js';
import { DeliveriesController } from '../../apps/web/provider/deliveries/controller.js';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { PurchasesController } from '../../apps/web/school/purchases/controller.js';
import { SupportController } from '../../apps/web/school/support/controller.js';
import { VisitController } from '../../apps/web/school/visits/visit.controller.js';
import { openSupport, type SupportStage } from './delivery/support.js';
import { openPages, someone, type Pages } from './pages.js';
import { day } from './stage.js';

/** Whoever comes back to a form whose work is done, and sends it again, is led on to the thing as it is now. */
let stage: SupportStage & Pages;
beforeAll(async () => {
  stage = await openPages(openSupport);
}, 240_000);
afterAll(() => stage?.close());

const leadsOn = (to: string, message: string) => ({
  to,
  options: { notice: `${message} Nothing was changed.` },
});

/** The form opened again, and sent again. */
async function twice(asked: Promise<unknown>, sent: Promise<unknown>, to: string, message: string) {
  expect(await asked).toEqual(leadsOn(to, message));
  expect(await sent).toEqual(leadsOn(to, message));
}

async function visit() {
  const visitId = newId();
  await stage.db.tx(stage.head, (tx) =>
    stage.visits.book(tx, {
      ...{ visitId, schoolId: stage.asking.organisationId, practitionerId: stage.sip.practitionerId },
      ...{ on: day('2026-04-13'), portion: 50n, purpose: 'Termly review' },
    }),
  );
  return visitId;
}

test('a visit that was evaluated, or called off', async () => {
  const { db, head } = stage;
  const pages = stage.pages(VisitController);
  const [rated, off] = [await visit(), await visit()];
  await db.tx(stage.as(stage.sip.homeId, 'manager'), async (tx) => {
    await stage.visits.report(tx, rated, 'We looked at reading in Year 2.');
    await stage.visits.cancel(tx, off, 'Ill today');
  });
  await db.tx(head, (tx) => stage.visits.evaluate(tx, rated, 4, ''));
  const again = pages.rate(head, rated, { rating: '5' });
  await twice(pages.evaluation(head, rated), again, `/visits/${rated}`, 'This visit was evaluated.');
  for (const caller of [head, stage.broker])
    await twice(
      pages.cancellation(caller, off),
      pages.cancel(caller, off, { reason: 'Nobody came' }),
      `/visits/${off}`,
      'This visit was called off.',
    );
});

test('a place that was given back', async () => {
  const { db, head, created, asking } = stage;
  const [sessionId, placeId] = [newId(), newId()];
  await db.tx(stage.as(created.hostId, 'manager'), (tx) =>
    stage.courses.schedule(tx, {
      ...{ sessionId, offerId: stage.course, on: day('2026-05-12'), startsAt: '09:30' },
      ...{ venue: 'Town Hall', capacity: 5 },
    }),
  );
  const place = { placeId, sessionId, schoolId: asking.organisationId, attendee: 'Jo Bright' };
  await db.tx(head, (tx) => stage.courses.book(tx, { ...place, means: 'money' }));
  await db.tx(head, (tx) => stage.courses.cancel(tx, placeId));
  const pages = stage.pages(CoursesController);
  const message = 'This place was already given back, or the course has taken place.';
  await twice(pages.giveBack(head, placeId), pages.cancel(head, placeId), '/places', message);
});

test('a service that was called off, or delivered', async () => {
  const { db, head, asking } = stage;
  const pages = stage.pages(PurchasesController);
  const [purchaseId, schoolId] = [newId(), asking.organisationId];
  const purchase = { purchaseId, schoolId, offerId: stage.independent };
  await db.tx(head, (tx) => stage.purchases.buy(tx, purchase));
  const message = 'This purchase was already delivered or called off.';
  const { providerId } = await db.tx(head, (tx) => stage.purchases.find(tx, purchaseId));
  await db.tx(head, (tx) => stage.purchases.cancel(tx, purchaseId));
  const asked = pages.cancellation(head, purchaseId);
  await twice(asked, pages.cancel(head, purchaseId), `/purchases/${purchaseId}`, message);
  const provider = stage.as(providerId, 'manager');
  expect(await stage.pages(DeliveriesController).deliver(provider, purchaseId)).toEqual(
    leadsOn(`/deliveries/${purchaseId}`, message),
  );
});

test('a request that was withdrawn, and a proposal that nobody waits for any more', async () => {
  const { db } = stage;
  const schoolId = await stage.schoolWith(20_000n);
  const head = stage.as(schoolId);
  const [withdrawn, declined] = [await stage.ask(schoolId), await stage.ask(schoolId)];
  await db.tx(head, (tx) => stage.endings.withdraw(tx, withdrawn));
  const pages = stage.pages(SupportController);
  await twice(
    pages.withdrawal(head, withdrawn),
    pages.withdraw(head, withdrawn),
    `/support/${withdrawn}`,
    'Somebody is asked already, or you have withdrawn it. Ask the broker to look for nobody.',
  );
  const proposalId = await stage.propose(declined, await stage.practitioner(stage.home, 'LLE'));
  const unanswered = () => stage.pages(BrokerageController).unanswered(stage.broker, declined, proposalId);
  expect(await unanswered()).toMatchObject({ options: { flash: expect.anything() } });
  expect(await unanswered()).toMatchObject({
    to: `/brokerage/${declined}`,
    options: { notice: expect.stringMatching(/Nothing was changed\.$/) },
  });
});

test('a nomination that was decided, and a key that was answered', async () => {
  const { db, asking } = stage;
  const pages = stage.pages(NominationsController);
  const administrator = await someone(stage, 'administrator');
  const chair: Actor = { ...stage.as(asking.organisationId, 'chair'), personId: administrator.personId };
  const add = (name: string, email: string) =>
    db.tx(stage.created.staff, (tx) => stage.people.add(tx, { name, email }));
  const second: Actor = {
    ...stage.staffAs('administrator'),
    personId: await add('Ann Second', 'ann.second@example.org'),
  };
  const personId = await add('Jo Bright', 'jo.bright@example.org');
  const nominationId = await db.tx(administrator, (tx) =>
    stage.nominations.propose(tx, {
      personId,
      organisationId: asking.organisationId,
      role: 'business-manager',
    }),
  );
  expect(await pages.decline(second, nominationId)).toMatchObject({ options: { flash: expect.anything() } });
  const message = 'This was confirmed or declined already.';
  for (const [actor, to] of [
    [second, `/parties/${asking.organisationId}`],
    [chair, '/colleagues'],
  ] as const) {
    const sent = pages.confirm(actor, nominationId, { evidence: 'Spoke to the chair by telephone.' });
    await twice(pages.show(actor, nominationId), sent, to, message);
    expect(await pages.decline(actor, nominationId)).toEqual(leadsOn(to, message));
  }

  const { apiKeyId } = await db.tx(administrator, (tx) =>
    stage.pages(ApiKeys).issue(tx, {
      ...{ organisationId: asking.organisationId, name: 'Finance system', scopes: ['write'] },
    }),
  );
  const keys = stage.pages(KeysController);
  const head: Actor = { ...stage.head, personId: second.personId };
  expect(await keys.confirm(head, apiKeyId)).toMatchObject({ options: { flash: expect.anything() } });
  const answered = 'This key was confirmed, declined or taken back already.';
  await twice(keys.show(head, apiKeyId), keys.confirm(head, apiKeyId), '/colleagues', answered);
  expect(await keys.decline(head, apiKeyId)).toEqual(leadsOn('/colleagues', answered));
});

test('a correction that was rejected', async () => {
  const finance = await someone(stage, 'finance', 'finance@example.org');
  const administrator = await someone(stage, 'administrator', 'another@example.org');
  const correction = { id: newId(), schoolId: await stage.schoolWith(500n), amount: 100n };
  await stage.db.tx(finance, (tx) =>
    stage.credits.proposeAdjustment(tx, { ...correction, reason: 'A slip' }),
  );
  const reject = () => stage.pages(CreditsController).reject(administrator, correction.id);
  expect(await reject()).toMatchObject({ options: { flash: expect.anything() } });
  expect(await reject()).toMatchObject({ to: '/credits', options: { notice: expect.anything() } });
});

test('a renewal that waits for nobody any more', async () => {
  const [agreementId, schoolId] = [newId(), stage.other.organisationId];
  const plan = offerId(stage.created.operatorId, 'silver');
  await stage.db.tx(stage.as(schoolId), (tx) =>
    stage.agreements.prepare(tx, { agreementId, schoolId, offerId: plan }),
  );
  const pages = stage.pages(RenewalProblemsController);
  const asked = pages.show(stage.staffAs('administrator'), agreementId);
  const sent = pages.resolve(stage.staffAs('administrator'), agreementId, { how: 'try-again' });
  await twice(asked, sent, `/agreements/${agreementId}`, 'It was decided already.');
});
