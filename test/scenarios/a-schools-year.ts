import { expect } from '@jest/globals';
import { newId, Temporal, type Actor } from '#platform';
import { offerId, type Created } from '#blueprints';
import type { NewVisit, PractitionerRow } from '#delivery';
import type { School } from '#directory';
import { eventually } from '#testing';
import { earmarkedMoney, renewal, supportBetweenSchools } from './later-steps.js';
import { actingFor, advance, createOperator, held, type Scene } from './scene.js';

/** The figures that differ between the operators; all others are the same by the rules. */
export interface Expected {
  readonly blueprint: string;
  readonly plan: string;
  readonly course: string;
  /** A service of the independent provider, and its price in pence. */
  readonly independent: { slug: string; price: bigint };
  /** What the plan grants for a whole year, in hundredths. */
  readonly grants: { days: bigint; credits: bigint; places: bigint };
  /** The rail of the plan's document for a maintained school. */
  readonly rail: 'journal' | 'invoice';
  /** Open state-funded schools of its authorities in the register, without those it leaves out. */
  readonly schools: number;
}

const day = Temporal.PlainDate.from;

/** The year of the smallest of the operators, on a register that was generated. */
export const kingstonsYear: Expected = {
  blueprint: 'education-kingston',
  schools: 47,
  plan: 'membership',
  course: 'subject-leadership',
  independent: { slug: 'governance-review', price: 50_000n },
  grants: { days: 500n, credits: 15_000n, places: 6n },
  rail: 'journal',
};

/** Whom the year is about, for its later steps. */
export interface Year {
  readonly scene: Scene;
  readonly expected: Expected;
  readonly created: Created;
  readonly asking: School;
  readonly supporting: School;
  readonly leader: PractitionerRow;
  readonly la: string;
  readonly manager: Actor;
  readonly head: Actor;
  readonly otherHead: Actor;
  readonly provider: Actor;
  readonly commissioner: Actor;
  readonly agreementId: string;
  readonly plan: string;
  readonly all: (unit: 'DAY' | 'CREDIT' | 'PLACE') => ReturnType<typeof held>;
  readonly visit: (on: string, over?: Partial<NewVisit>) => NewVisit;
}

/** The steps of a school's year, from the parties of the register to the balances after its renewal. */
export async function aSchoolsYear(scene: Scene, expected: Expected): Promise<void> {
  const { db, agreements, visits, practitioners, documents } = scene;

  // 1. Set up: parties from the register, offers, team.
  const created = await createOperator(scene, expected.blueprint, '2026-03-20T09:00:00Z');
  const { operatorId, staff, schools, laIds, hostId } = created;
  expect(schools).toHaveLength(expected.schools);
  expect(await db.tx(staff, (tx) => scene.parties.list(tx, 'buyer'))).toHaveLength(schools.length);
  const maintained = schools.filter(
    (school) => school.fundingStatus === 'maintained' && school.roll !== null && school.roll > 0,
  );
  const leaders = await db.tx(staff, (tx) => practitioners.list(tx, { designations: ['NLE', 'LLE'] }));
  const homes = new Set(leaders.map((leader) => leader.homeId));
  const asking = maintained.find((school) => !homes.has(school.organisationId))!;
  const leader = leaders.find((candidate) => candidate.homeId !== asking.organisationId)!;
  const supporting = schools.find((school) => school.organisationId === leader.homeId)!;
  const la = laIds.find((_, index) => index === Math.max(0, ['877', '876'].indexOf(asking.laCode!)))!;
  const manager = actingFor(operatorId, asking.organisationId, 'business-manager');
  const head = actingFor(operatorId, asking.organisationId, 'headteacher');
  const otherHead = actingFor(operatorId, supporting.organisationId, 'headteacher');
  const provider = actingFor(operatorId, hostId, 'manager');
  const commissioner = actingFor(operatorId, la, 'budget-holder');

  // 2. Subscribe: prepared by the business manager from 1 April, approved by the head, granted, billed.
  await advance(scene, created, '2026-04-01T08:00:00Z');
  const plan = offerId(operatorId, expected.plan);
  const quoted = await db.tx(manager, (tx) => agreements.quote(tx, asking.organisationId, plan));
  const agreementId = newId();
  const prepared = await db.tx(manager, (tx) =>
    agreements.prepare(tx, {
      agreementId,
      schoolId: asking.organisationId,
      offerId: plan,
      purchaseOrder: 'PO 4711',
    }),
  );
  expect(prepared).toMatchObject({ state: 'awaiting-approval', price: quoted.price.amount });
  await expect(db.tx(manager, (tx) => agreements.approve(tx, agreementId))).rejects.toMatchObject({
    code: 'identity.above-limit',
  });
  await expect(db.tx(otherHead, (tx) => agreements.approve(tx, agreementId))).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  const signed = await db.tx(head, (tx) => agreements.approve(tx, agreementId));
  expect(signed).toMatchObject({ state: 'signed', price: quoted.price.amount });
  expect([signed.startsOn.toString(), signed.endsOn.toString()]).toEqual(['2026-04-01', '2027-03-31']);
  const all = (unit: 'DAY' | 'CREDIT' | 'PLACE') => db.tx(head, (tx) => held(scene, tx, asking, unit));
  expect(await all('DAY')).toEqual({
    posted: expected.grants.days,
    held: 0n,
    available: expected.grants.days,
  });
  expect(await all('CREDIT')).toEqual({
    posted: expected.grants.credits,
    held: 0n,
    available: expected.grants.credits,
  });
  expect(await all('PLACE')).toEqual({
    posted: expected.grants.places,
    held: 0n,
    available: expected.grants.places,
  });
  const [first] = await eventually('the agreement is billed', async () => {
    const found = await db.tx(head, (tx) => documents.list(tx, { customerId: asking.organisationId }));
    return found.length === 1 && found;
  });
  const vat = expected.rail === 'journal' ? 0n : (quoted.price.amount * 20n + 50n) / 100n;
  expect(first).toMatchObject({
    rail: expected.rail,
    net: quoted.price.amount,
    vat,
    purchaseOrder: 'PO 4711',
    causeId: agreementId,
  });

  // 3. A SIP day: booked in term, once; reported, settled, read, evaluated.
  const sip = (await db.tx(head, (tx) => practitioners.linkOf(tx, asking.organisationId)))!;
  const visit = (on: string, over: Partial<NewVisit> = {}): NewVisit => ({
    visitId: newId(),
    schoolId: asking.organisationId,
    practitionerId: sip.practitionerId,
    on: day(on),
    portion: 100n,
    purpose: 'Autumn review of progress',
    ...over,
  });
  await expect(db.tx(manager, (tx) => visits.book(tx, visit('2026-08-11')))).rejects.toMatchObject({
    code: 'delivery.not-a-school-day',
  });
  await expect(db.tx(manager, (tx) => visits.book(tx, visit('2026-05-02')))).rejects.toMatchObject({
    code: 'delivery.not-a-school-day',
  });
  const booked = await db.tx(manager, (tx) => visits.book(tx, visit('2026-05-12')));
  await expect(
    db.tx(manager, (tx) => visits.book(tx, visit('2026-05-12', { portion: 50n }))),
  ).rejects.toMatchObject({ code: 'delivery.taken' });
  expect(await all('DAY')).toEqual({
    posted: expected.grants.days,
    held: 100n,
    available: expected.grants.days - 100n,
  });
  await expect(
    db.tx(provider, (tx) => visits.report(tx, booked.visitId, 'Too early to say anything useful.')),
  ).rejects.toMatchObject({ code: 'delivery.not-yet' });
  await advance(scene, created, '2026-05-13T15:00:00Z');
  await db.tx(provider, (tx) =>
    visits.report(
      tx,
      booked.visitId,
      'We looked at reading in Year 2 and agreed two things to do before the summer.',
    ),
  );
  expect(await all('DAY')).toEqual({
    posted: expected.grants.days - 100n,
    held: 0n,
    available: expected.grants.days - 100n,
  });
  expect((await db.tx(head, (tx) => visits.read(tx, booked.visitId))).readOn?.toString()).toBe('2026-05-13');
  expect(
    (await db.tx(head, (tx) => visits.evaluate(tx, booked.visitId, 4, 'Helpful and clear.'))).state,
  ).toBe('evaluated');

  const year: Year = {
    scene,
    expected,
    created,
    asking,
    supporting,
    leader,
    la,
    manager,
    head,
    otherHead,
    provider,
    commissioner,
    agreementId,
    plan,
    all,
    visit,
  };
  const earned = await supportBetweenSchools(year);
  await earmarkedMoney(year);
  await renewal(year, earned);
}
