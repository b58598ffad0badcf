import type { Page } from 'playwright-core';
import { generateRegister, Register } from '#directory';
import { newId, Temporal, type Role } from '#platform';
import { ownDatabase } from '#testing';
import { createOperator, openScene } from '../scenarios/scene.js';
import { enter, startApp, startBrowser } from './browser.js';

const people: [name: string, role: Role, at: 'host' | 'la' | 'school'][] = [
  ['Robert Lane', 'administrator', 'host'],
  ['Leila Rahman', 'broker', 'host'],
  ['Joan Field', 'finance', 'host'],
  ['Michael Adair', 'commissioner', 'la'],
  ['Pat Quinn', 'manager', 'host'],
  ['Ruth Abbott', 'practitioner', 'host'],
  ['Carl Obi', 'chair', 'school'],
];

/** An operator on a generated register, and one signed-in page for each of its staff, an authority's and a provider's people. */
export async function setStaffStage() {
  const pages = new Map<Role, Page>();
  const own = await ownDatabase();
  const scene = await openScene(own.config);
  const { register } = generateRegister({
    seed: 11,
    authorities: [
      { code: '877', name: 'Warrington', schools: 30 },
      { code: '876', name: 'Halton', schools: 10 },
    ],
  });
  await scene.db.systemTx('a journey imports a generated register', (tx) =>
    new Register().import(tx, register),
  );
  const created = await createOperator(scene, 'aspire', '2027-04-12T08:00:00Z');
  const { staff, schools, hostId, laIds } = created;
  const warrington = laIds[0]!;
  const leaders = await scene.db.tx(staff, (tx) =>
    scene.practitioners.list(tx, { designations: ['NLE', 'LLE', 'SLE'] }),
  );
  const asking = schools.find(
    (one) =>
      one.laCode === '877' &&
      one.fundingStatus === 'maintained' &&
      one.roll &&
      !leaders.some((leader) => leader.homeId === one.organisationId),
  )!;
  await scene.db.tx(staff, async (tx) => {
    for (const [name, role, at] of people) {
      const personId = await scene.people.add(tx, {
        name,
        email: `${role}.${newId().slice(-6)}@example.org`,
      });
      await scene.people.appoint(tx, {
        personId,
        organisationId: { la: warrington, host: hostId, school: asking.organisationId }[at],
        role,
        from: Temporal.PlainDate.from('2026-01-01'),
        demonstration: true,
      });
      if (role === 'practitioner')
        await scene.practitioners.assign(
          tx,
          (await scene.practitioners.linkOf(tx, asking.organisationId))!.practitionerId,
          personId,
        );
    }
  });
  const [app, browser] = await Promise.all([
    startApp({ DATABASE_URL: own.config.DATABASE_URL! }),
    startBrowser(),
  ]);
  for (const [name, role] of people) {
    pages.set(role, await enter(browser, app, new RegExp(name)));
  }
  return {
    scene,
    created,
    asking,
    warrington,
    as: (role: Role): Page => pages.get(role)!,
    close: async () => {
      await browser.close();
      await app.close();
      await scene.close();
      await own.drop();
    },
  };
}
export type StaffStage = Awaited<ReturnType<typeof setStaffStage>>;
