import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import pg from 'pg';
import { Billing } from '#invoicing';
import { newId, PlatformModule, type Tx } from '#platform';
import { AgreementsController } from '../../apps/web/school/agreements/controller.js';
import { AuthorityHome } from '../../apps/web/authority/home/authority-home.js';
import { BrokerageController } from '../../apps/web/operator/brokerage/controller.js';
import { CourseDatesController } from '../../apps/web/provider/course-dates/controller.js';
import { CoursesController } from '../../apps/web/school/courses/controller.js';
import { DeliveriesController } from '../../apps/web/provider/deliveries/controller.js';
import { DocumentsController } from '../../apps/web/school/documents/controller.js';
import { FundsController } from '../../apps/web/authority/funds/controller.js';
import { OperatorHome } from '../../apps/web/operator/home/operator-home.js';
import { ProviderHome } from '../../apps/web/provider/home/provider-home.js';
import { PurchasesController } from '../../apps/web/school/purchases/controller.js';
import { SchoolHome } from '../../apps/web/school/home/school-home.js';
import { SupportController } from '../../apps/web/school/support/controller.js';
import { VisitBookingController } from '../../apps/web/school/visits/booking.controller.js';
import { WorklistController } from '../../apps/web/operator/worklist/controller.js';
import { WebModule } from '../../apps/web/web.module.js';
import { day, openStage, type Stage } from './stage.js';

let stage: Stage;
let web: TestingModule;
let fundId: string;
beforeAll(async () => {
  stage = await openStage();
  web = await Test.createTestingModule({
    imports: [PlatformModule.with(stage.config), WebModule],
  }).compile();
  fundId = await openFund();
  await stage.db.tx(stage.created.staff, (tx) => schedule(tx, '2026-05-12'));
}, 240_000);
afterAll(async () => {
  await web?.close();
  await stage?.close();
});

const get = <T>(type: new (...parts: never[]) => T): T => web.get(type, { strict: false });

/** Statements sent and rows that came back while something ran: what a page costs whoever looks at it. */
async function counted(run: () => Promise<unknown>): Promise<{ statements: number; rows: number }> {
  const query = pg.Client.prototype.query as (...parts: unknown[]) => unknown;
  const count = { statements: 0, rows: 0 };
  pg.Client.prototype.query = function (this: pg.Client, ...parts: unknown[]) {
    count.statements++;
    const answer = query.apply(this, parts);
    if (answer instanceof Promise)
      return answer.then((result: { rows?: unknown[] }) => {
        count.rows += result?.rows?.length ?? 0;
        return result;
      });
    return answer;
  } as never;
  try {
    await run();
  } finally {
    pg.Client.prototype.query = query as never;
  }
  return count;
}

const la = () => stage.created.laIds[0]!;

async function openFund(): Promise<string> {
  const id = newId();
  await stage.db.tx(stage.as(la(), 'budget-holder'), (tx) =>
    stage.funds.open(tx, {
      fundId: id,
      laId: la(),
      title: 'Intervention',
      purpose: '',
      amount: 10_000_000n,
      opensOn: day('2026-04-01'),
      closesOn: day('2027-03-31'),
    }),
  );
  return id;
}

async function schedule(tx: Tx, on: string): Promise<string> {
  const sessionId = newId();
  await stage.courses.schedule(tx, {
    sessionId,
    offerId: stage.course,
    on: day(on),
    startsAt: '09:30',
    venue: 'Town Hall',
    capacity: 5,
  });
  return sessionId;
}

/** So many more of everything that a year leaves behind: all of it done with, nothing left to do. */
async function past(many: number): Promise<void> {
  const { db, asking, leader, sip, created } = stage;
  await db.tx(created.staff, async (tx) => {
    const school = asking.organisationId;
    await tx.query(
      `WITH asked AS (
         INSERT INTO delivery.request (operator_id, request_id, school_id, need, details, days, asked_on)
         SELECT $1, gen_random_uuid(), $2, 'leadership', 'A day with a leader', 100, '2026-04-13'::date - n % 90 FROM generate_series(1, $6) n RETURNING *),
       agreed AS (
         INSERT INTO delivery.proposal (operator_id, proposal_id, request_id, school_id, home_id, practitioner_id, designation, days, credits, need, details, reason, state, proposed_on)
         SELECT $1, gen_random_uuid(), request_id, $2, $3, $4, 'LLE', 100, 0, need, details, 'Near', 'consented', asked_on FROM asked RETURNING *),
       supported AS (
         INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, proposal_id, visit_on, portion, purpose, state, report, reported_on, read_on, rating, evaluated_on)
         SELECT $1, gen_random_uuid(), $2, $4, $3, proposal_id, proposed_on, 100, 'Support', 'evaluated', 'Delivered, and written down.', proposed_on, proposed_on, 5, proposed_on FROM agreed)
       INSERT INTO delivery.visit (operator_id, visit_id, school_id, practitioner_id, home_id, visit_on, portion, purpose, state, report, reported_on, read_on, rating, evaluated_on)
       SELECT $1, gen_random_uuid(), $2, $5, $7, '2026-04-12'::date - n % 90, 100, 'Termly', 'evaluated', 'Delivered, and written down.', '2026-04-12', '2026-04-12', 4, '2026-04-12' FROM generate_series(1, $6) n`,
      [tx.operatorId, school, leader.homeId, leader.practitionerId, sip.practitionerId, many, created.hostId],
    );
    const sessions: string[] = [];
    for (let n = 0; n < many; n++) sessions.push(await schedule(tx, '2026-04-14'));
    await tx.query(
      `WITH held AS (
         UPDATE delivery.session SET held_on = '2026-03-01', register_taken_on = '2026-03-01' WHERE operator_id = $1 AND session_id = ANY ($2) RETURNING *)
       INSERT INTO delivery.place (operator_id, place_id, session_id, school_id, provider_id, attendee, means, amount, state, booked_on)
       SELECT $1, gen_random_uuid(), session_id, $3, provider_id, 'Jo Bright', 'free', 0, 'attended', '2026-02-01' FROM held`,
      [tx.operatorId, sessions, school],
    );
  });
  const billing = get(Billing);
  for (let n = 0; n < many; n++) {
    const [purchaseId, walletId] = [newId(), newId()];
    await db.tx(stage.as(la(), 'budget-holder'), (tx) =>
      stage.funds.earmark(tx, {
        walletId,
        fundId,
        schoolId: stage.other.organisationId,
        purpose: 'Your choice',
        amount: 100n,
      }),
    );
    const { providerId } = await db.tx(stage.head, (tx) =>
      stage.purchases.buy(tx, {
        purchaseId,
        schoolId: stage.asking.organisationId,
        offerId: stage.independent,
      }),
    );
    await db.tx(stage.as(providerId, 'manager'), (tx) => stage.purchases.deliver(tx, purchaseId));
    await db.tx(created.staff, (tx) => billing.purchase(tx, purchaseId));
  }
}

test('no page sends more statements, or reads more rows, for a longer history', async () => {
  const { head, as, staffAs, created } = stage;
  const manager = as(created.hostId, 'manager');
  const holder = as(la(), 'budget-holder');
  const [broker, finance] = [staffAs('broker'), staffAs('finance')];
  const provider = await stage.db.tx(created.staff, async (tx) =>
    as((await stage.catalogue.offer(tx, stage.independent)).providerId, 'manager'),
  );
  const pages: Record<string, () => Promise<unknown>> = {
    'school home': () => get(SchoolHome).show(head),
    visits: () => get(VisitBookingController).list(head),
    courses: () => get(CoursesController).list(head),
    places: () => get(CoursesController).places(head),
    support: () => get(SupportController).list(head),
    purchases: () => get(PurchasesController).list(head),
    agreements: () => get(AgreementsController).list(head),
    documents: () => get(DocumentsController).list(head),
    'provider home': () => get(ProviderHome).show(manager, 'Aspire'),
    'course dates': () => get(CourseDatesController).list(manager),
    deliveries: () => get(DeliveriesController).list(provider),
    'another provider’s home': () => get(ProviderHome).show(provider, 'Mersey'),
    'operator home': () => get(OperatorHome).show(broker, 'Aspire'),
    board: () => get(BrokerageController).board(broker),
    worklist: () => get(WorklistController).show(finance),
    'authority home': () => get(AuthorityHome).show(holder, 'Warrington'),
    funds: () => get(FundsController).list(holder),
    fund: () => get(FundsController).show(holder, fundId),
  };
  const measure = async () => {
    const costs: Record<string, { statements: number; rows: number }> = {};
    for (const [name, show] of Object.entries(pages)) costs[name] = await counted(show);
    return costs;
  };
  await past(55);
  const before = await measure();
  expect(Object.entries(before).filter(([, { rows }]) => rows === 0)).toEqual([]);
  await past(55);
  expect(await measure()).toEqual(before);
  // The rest is there, and the page says how much.
  const second = (await get(PurchasesController).list(head, '3')) as unknown as {
    model: { purchases: unknown[]; pages: { shown: string } };
  };
  expect([second.model.purchases.length, second.model.pages.shown]).toEqual([10, '101 to 110 of 110']);
}, 240_000);
