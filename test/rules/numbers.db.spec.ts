import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NewOffer, NewPrice } from '#catalogue';
import { ApiKeys } from '#identity';
import { newId, type Actor, type Tx } from '#platform';
import { day, openStage, answers, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 240_000);
afterAll(() => stage?.close());

type Row = readonly [code: string, by: Actor, verb: (tx: Tx) => Promise<unknown>];

/** Each is what a table would not keep, so that whoever asks for it would hear of the table. */
async function expectRefused(rows: readonly Row[]): Promise<void> {
  const heard: string[] = [];
  for (const [, by, verb] of rows) heard.push(...(await answers(stage, [by], () => verb)));
  expect(heard).toEqual(rows.map(([code]) => code));
}

test('a visit is for a whole day or half a day, and rated from 1 to 5', async () => {
  const { visits, head, sip } = stage;
  const visit = {
    ...{ schoolId: stage.asking.organisationId, practitionerId: sip.practitionerId },
    ...{ on: day('2026-04-13'), purpose: 'Termly review' },
  };
  const visitId = newId();
  await stage.db.tx(head, (tx) => visits.book(tx, { ...visit, visitId, portion: 50n }));
  await stage.db.tx(stage.as(sip.homeId, 'manager'), (tx) =>
    visits.report(tx, visitId, 'We looked at reading in Year 2.'),
  );
  await expectRefused([
    ...[-50n, 0n, 49n, 75n].flatMap((portion): Row[] => [
      ['delivery.portion', head, (tx) => visits.book(tx, { ...visit, visitId: newId(), portion })],
      ['delivery.portion', head, (tx) => visits.consider(tx, { ...visit, portion })],
    ]),
    ...[0, 6, 4.5].map((rating): Row => [
      'delivery.rating',
      head,
      (tx) => visits.evaluate(tx, visitId, rating, ''),
    ]),
  ]);
});

test('a course has a place at least, and ten thousand at most', async () => {
  const provider = stage.as(stage.created.hostId, 'manager');
  const session = {
    ...{ offerId: stage.course, on: day('2026-05-12'), startsAt: '09:30', venue: 'Town Hall' },
  };
  await expectRefused(
    [-1, 0, 1.5, 10_001].map((capacity): Row => [
      'delivery.capacity',
      provider,
      (tx) => stage.courses.schedule(tx, { ...session, sessionId: newId(), capacity }),
    ]),
  );
});

test('a course begins at a time that there is', async () => {
  const provider = stage.as(stage.created.hostId, 'manager');
  const session = { offerId: stage.course, on: day('2026-05-12'), venue: 'Town Hall', capacity: 5 };
  await expectRefused(
    ['', '24:00', '9:30', '09:60', '09:30:15', 'noon'].flatMap((startsAt): Row[] => [
      [
        'delivery.starts-at',
        provider,
        (tx) => stage.courses.schedule(tx, { ...session, sessionId: newId(), startsAt }),
      ],
      ['delivery.starts-at', provider, (tx) => stage.courses.maySchedule(tx, { ...session, startsAt })],
    ]),
  );
});

test('nothing begins after its last day, and nobody leaves before they joined', async () => {
  const { practitioners, people, nominations, parties, created, sip, asking } = stage;
  const by = { ...stage.staffAs('administrator'), personId: newId() };
  const personId = await stage.db.tx(by, (tx) =>
    people.add(tx, { name: 'Jo Bright', email: `${newId()}@example.org` }),
  );
  const days = { from: day('2026-05-02'), until: day('2026-05-01') };
  const practitioner = {
    ...{ practitionerId: newId(), personId: null, homeId: sip.homeId, name: 'Jo Bright' },
    ...{ phases: [], needs: [], designations: [{ designation: 'LLE', issuer: 'Test', ...days }] },
  };
  const [organisationId, hostId] = [asking.organisationId, created.hostId];
  await expectRefused([
    ['delivery.designation-dates', by, (tx) => practitioners.add(tx, practitioner)],
    [
      'identity.appointment-dates',
      by,
      (tx) => people.appoint(tx, { personId, organisationId: hostId, role: 'broker', ...days }),
    ],
    [
      'identity.appointment-dates',
      by,
      (tx) => nominations.propose(tx, { personId, organisationId, role: 'chair', ...days }),
    ],
    ['identity.left-before', by, (tx) => parties.leave(tx, organisationId, day('2020-01-01'))],
  ]);
});

test('a key may do something, and there is one price of a kind from a day', async () => {
  const { catalogue, created } = stage;
  const by = stage.staffAs('administrator');
  const price: NewPrice = {
    ...{ startsOn: day('2026-05-01'), unit: 'GBP', forSchools: 'any', basis: 'flat', amount: 100n },
    ...{ minimum: 0n, bands: [], illustrative: false, source: 'A test' },
  };
  await stage.db.tx(by, (tx) => catalogue.price(tx, stage.independent, price));
  const key = { organisationId: created.hostId, name: 'Finance', scopes: [] };
  await expectRefused([
    ['identity.key-scopes', by, (tx) => new ApiKeys(stage.config).issue(tx, key)],
    ['catalogue.price-begins', by, (tx) => catalogue.price(tx, stage.independent, price)],
  ]);
});

test('no price, limit or grant is below nothing', async () => {
  const { catalogue, limits, created, asking } = stage;
  const price: NewPrice = {
    ...{ startsOn: day('2026-05-01'), unit: 'GBP', forSchools: 'any', basis: 'flat', amount: 100n },
    ...{ minimum: 0n, bands: [], illustrative: false, source: 'A test' },
  };
  const offer: NewOffer = {
    ...{ offerId: newId(), slug: 'a-morning', providerId: created.hostId, kind: 'plan' },
    ...{ title: 'A morning', summary: '', need: 'teaching', serviceType: 'consultancy' },
    ...{ accepts: ['money'], tier: 9, cfrCode: 'E27', aarCode: 'BAE230', prices: [], grants: [] },
  };
  const grant = { unit: 'DAY', pool: 'entitlement', amount: 0n, label: 'days' };
  const by = stage.staffAs('administrator');
  await expectRefused([
    ['catalogue.amount', by, (tx) => catalogue.price(tx, stage.independent, { ...price, amount: -1n })],
    ['catalogue.amount', by, (tx) => catalogue.price(tx, stage.independent, { ...price, minimum: -1n })],
    [
      'catalogue.amount',
      by,
      (tx) => catalogue.publish(tx, { ...offer, prices: [{ ...price, amount: -1n }] }),
    ],
    ['catalogue.amount', by, (tx) => catalogue.publish(tx, { ...offer, grants: [grant] })],
    ['identity.limit', stage.head, (tx) => limits.set(tx, asking.organisationId, 'business-manager', -1n)],
  ]);
});
