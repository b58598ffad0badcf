import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { SchoolYear } from '#insight';
import { newId } from '#platform';
import { openSupport, type SupportStage } from '../rules/delivery/support.js';
import { day } from '../rules/stage.js';
import { at, choose } from '../rules/traces.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
  await choose(stage, { ledger: { giving: 'allowed' } });
}, 240_000);
afterAll(() => stage?.close());

test('a school’s year counts what it used and asked for, not what it gave away or withdrew, and names next year’s plan', async () => {
  const { db, courses, created } = stage;
  const schoolId = await stage.schoolWith(5_000n);
  const head = stage.as(schoolId);
  const year = () => db.tx(head, (tx) => new SchoolYear().thisYear(tx, schoolId));
  const laCode = created.schools.find((one) => one.organisationId === schoolId)!.laCode;
  const neighbour = created.schools.find((one) => one.laCode === laCode && one.organisationId !== schoolId)!;
  const [withdrawn] = [await stage.ask(schoolId), await stage.ask(schoolId)];
  const [sessionId, placeId] = [newId(), newId()];
  const provider = stage.as(created.hostId, 'manager');
  const dated = { sessionId, offerId: stage.course, on: day('2026-05-12'), startsAt: '09:30' };
  await db.tx(provider, (tx) => courses.schedule(tx, { ...dated, venue: 'Town Hall', capacity: 5 }));
  await db.tx(head, async (tx) => {
    await stage.endings.withdraw(tx, withdrawn);
    await stage.credits.give(tx, {
      ...{ id: newId(), from: schoolId, to: neighbour.organisationId, amount: 300n, message: 'With thanks' },
    });
    const place = { sessionId, schoolId, attendee: 'Jo Bright', means: 'credits' as const };
    await courses.book(tx, { ...place, placeId });
    await stage.agreements.prepare(tx, {
      ...{ agreementId: newId(), schoolId, offerId: offerId(created.operatorId, 'silver') },
      startsOn: day('2026-05-01'),
    });
  });
  expect(await year()).toMatchObject({
    agreements: [{ title: 'Silver', startsOn: '2026-05-01' }],
    requests: 1,
    used: 0n,
  });
  await at(stage, '2026-05-12T12:00:00Z');
  await db.tx(provider, (tx) => courses.takeRegister(tx, sessionId, [placeId]));
  expect(await year()).toMatchObject({ agreements: [{ title: 'Silver' }], used: 950n });
});
