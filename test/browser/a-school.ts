import type { Browser, Page } from 'playwright-core';
import { newId, Temporal, type Role } from '#platform';
import { offerId, type Created } from '#blueprints';
import { generateRegister, Register, type School } from '#directory';
import { ownDatabase } from '#testing';
import { actingFor, advance, createOperator, openScene, type Scene } from '../scenarios/scene.js';
import { enter, startApp, type App } from './browser.js';

export interface Stage {
  readonly app: App;
  readonly scene: Scene;
  readonly created: Created;
  /** The school whose year it is, and the school of the leader who supports it. */
  readonly school: School;
  readonly supporting: School;
  readonly leader: { readonly practitionerId: string; readonly name: string };
  readonly advance: (to: string) => Promise<void>;
  readonly as: (organisationId: string, role: Role) => ReturnType<typeof actingFor>;
  readonly close: () => Promise<void>;
}

/** Aspire on a small generated register, on the first school day of its year, with people to step in as. */
export async function setStage(): Promise<Stage> {
  const own = await ownDatabase();
  const scene = await openScene(own.config);
  const { register } = generateRegister({
    seed: 7,
    authorities: [
      { code: '877', name: 'Warrington', schools: 24 },
      { code: '876', name: 'Halton', schools: 6 },
    ],
  });
  await scene.db.systemTx('a journey imports a generated register', (tx) =>
    new Register().import(tx, register),
  );
  const created = await createOperator(scene, 'aspire', '2027-04-12T08:00:00Z');
  const { operatorId, staff, schools } = created;
  const leaders = await scene.db.tx(staff, (tx) => scene.practitioners.list(tx, { designations: ['LLE'] }));
  const school = schools.find(
    (one) =>
      one.fundingStatus === 'maintained' &&
      one.roll &&
      !leaders.some((leader) => leader.homeId === one.organisationId),
  )!;
  const leader = leaders.find((one) => one.homeId !== school.organisationId)!;
  const supporting = schools.find((one) => one.organisationId === leader.homeId)!;
  await scene.db.tx(staff, async (tx) => {
    const appoint = async (name: string, organisationId: string, role: Role) => {
      const personId = await scene.people.add(tx, {
        name,
        email: `${name.toLowerCase().replace(' ', '.')}.${newId().slice(-6)}@example.org`,
      });
      await scene.people.appoint(tx, {
        personId,
        organisationId,
        role,
        from: Temporal.PlainDate.from('2026-01-01'),
        demonstration: true,
      });
    };
    await appoint('Beth Marsh', school.organisationId, 'business-manager');
    await appoint('Ann Lee', school.organisationId, 'headteacher');
    await appoint('Carl Obi', school.organisationId, 'chair');
    await appoint('Helen Frost', supporting.organisationId, 'headteacher');
  });
  const app = await startApp({ DATABASE_URL: own.config.DATABASE_URL! });
  return {
    app,
    scene,
    created,
    school,
    supporting,
    leader,
    advance: (to) => advance(scene, created, to),
    as: (organisationId, role) => actingFor(operatorId, organisationId, role),
    close: async () => {
      await app.close();
      await scene.close();
      await own.drop();
    },
  };
}

/** Dates a course with a few places. */
export async function scheduleCourse({ scene, created, as }: Stage, on: string): Promise<string> {
  const sessionId = newId();
  const { providerId } = await scene.db.tx(created.staff, (tx) =>
    scene.catalogue.offer(tx, offerId(created.operatorId, 'phonics-leaders')),
  );
  await scene.db.tx(as(providerId, 'manager'), (tx) =>
    scene.courses.schedule(tx, {
      sessionId,
      offerId: offerId(created.operatorId, 'phonics-leaders'),
      on: Temporal.PlainDate.from(on),
      startsAt: '09:30',
      venue: 'Orford Park Learning Centre',
      capacity: 12,
    }),
  );
  return sessionId;
}

/** The authority opens a fund and earmarks part of it for the school. */
export async function earmark({ scene, school, created, as }: Stage, pence: bigint): Promise<string> {
  const [fundId, walletId] = [newId(), newId()];
  const laId = created.laIds.find(
    (_, index) => index === Math.max(0, ['877', '876'].indexOf(school.laCode!)),
  )!;
  await scene.db.tx(as(laId, 'budget-holder'), async (tx) => {
    await scene.funds.open(tx, {
      fundId,
      laId,
      title: 'School improvement fund 2027-28',
      purpose: 'Schools in need of support',
      amount: 5_000_000n,
      opensOn: Temporal.PlainDate.from('2027-04-01'),
      closesOn: Temporal.PlainDate.from('2028-03-31'),
    });
    await scene.funds.earmark(tx, {
      walletId,
      fundId,
      schoolId: school.organisationId,
      purpose: 'Mathematics in every year group',
      amount: pence,
    });
  });
  return walletId;
}

/** One of the stage's people, on their home page. */
export async function atHome(browser: Browser, { app }: Stage, who: RegExp): Promise<Page> {
  const page = await enter(browser, app, who);
  await page.goto('/home');
  return page;
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
export const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();
