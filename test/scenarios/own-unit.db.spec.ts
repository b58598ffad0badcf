import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId, parseBlueprint, type Created } from '#blueprints';
import { generateRegister, Register, type School } from '#directory';
import { ApiKeys } from '#identity';
import { newId, Temporal } from '#platform';
import { ownDatabase } from '#testing';
import { browse, send, type Browser } from '../access/http.js';
import { startFaces } from '../access/stage.js';
import { actingFor, openFacades, verify, type Facades } from './scene.js';

/** Aspire, which counts coaching in hours: Silver grants six, and a place on Phonics leaders costs one and a half. It keeps another free place for training. */
const inHours = `${readFileSync('libs/blueprints/models/aspire.yaml', 'utf8')
  .replace(
    'grants: { days: 3, credits: 120,',
    'grants: { other: { HOUR: 6 }, restricted: [{ to: [training], free_places: 1 }], days: 3, credits: 120,',
  )
  .replace('accepts: [free, credits, money]', 'accepts: [HOUR, free, credits, money]')
  .replace(
    '      - { unit: CREDIT, basis: flat, amount: 9.5,',
    `      - { unit: HOUR, basis: flat, amount: 1.5, illustrative: true, source: A test }
      - { unit: CREDIT, basis: flat, amount: 9.5,`,
  )}
vocabularies:
  units:
    - { code: DAY, label: Days, one: day, many: days, places: 2 }
    - { code: CREDIT, label: Credits, one: credit, many: credits, places: 2 }
    - { code: PLACE, label: Places, one: place, many: places, places: 0 }
    - { code: HOUR, label: Coaching hours, one: hour, many: hours, places: 2 }
`;

let own: Awaited<ReturnType<typeof ownDatabase>>;
let scene: Facades;
let faces: Awaited<ReturnType<typeof startFaces>>;
let created: Created;
let school: School;
let head: Browser;
let key: string;
const sessionId = newId();
const manager = () => actingFor(created.operatorId, created.hostId, 'manager');
const headteacher = () => actingFor(created.operatorId, school.organisationId, 'headteacher');

beforeAll(async () => {
  own = await ownDatabase();
  scene = await openFacades(own.config);
  const { register } = generateRegister({
    seed: 5,
    authorities: [
      { code: '877', name: 'Warrington', schools: 6 },
      { code: '876', name: 'Halton', schools: 2 },
    ],
  });
  await scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  created = await scene.creation.create(parseBlueprint(inHours, 'aspire-in-hours.yaml'), {
    slug: `aspire-${newId()}`,
    rehearsalNow: Temporal.Instant.from('2026-04-13T08:00:00Z'),
  });
  school = created.schools.find((one) => one.laCode === '877' && one.roll)!;
  const appointmentId = await scene.db.tx(created.staff, async (tx) => {
    const personId = await scene.people.add(tx, { name: 'Ada Head', email: `${newId()}@example.org` });
    ({ key } = await new ApiKeys(own.config).issue(tx, {
      ...{ organisationId: school.organisationId, name: 'Test', scopes: ['read'] },
    }));
    return scene.people.appoint(tx, {
      ...{ personId, organisationId: school.organisationId, role: 'headteacher', demonstration: true },
    });
  });
  await scene.db.tx(manager(), (tx) =>
    scene.courses.schedule(tx, {
      ...{ sessionId, offerId: offerId(created.operatorId, 'phonics-leaders') },
      ...{ on: Temporal.PlainDate.from('2026-05-12'), startsAt: '09:30', venue: 'Town Hall', capacity: 9 },
    }),
  );
  faces = await startFaces(own.config);
  head = await browse(faces.said.address, appointmentId);
}, 300_000);
afterAll(async () => {
  await faces?.stop();
  await scene?.close();
  await own?.drop();
});

/** A page as one reads it. */
const read = async (path: string) => {
  const { status, body } = await send(faces.said.address, path, head);
  expect([path, status]).toEqual([path, 200]);
  return body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
};
const fill = (path: string, values: Record<string, string>) =>
  send(faces.said.address, path, {
    ...{ method: 'POST', cookie: head.cookie },
    body: new URLSearchParams({ _csrf: head.token, ...values }).toString(),
  });
const api = async (path: string) => {
  const { status, body } = await send(faces.said.address, `/api/v1${path}`, { key });
  expect([path, status]).toEqual([path, 200]);
  return JSON.parse(body) as { items: Record<string, unknown>[]; units: unknown[] };
};
const pool = async () => (await api('/accounts')).items.find(({ code }) => code === 'pool');

test('a school is granted hours, books with them, and reads and downloads what is left of them', async () => {
  expect(await read('/home')).not.toContain('Coaching hours');
  expect(await read(`/catalogue/${offerId(created.operatorId, 'silver')}`)).toContain('6 coaching hours');
  expect(await read('/catalogue/compare')).toMatch(/Coaching hours .*6 hours/);
  expect(await read('/catalogue')).toMatch(/Coaching hours/);
  expect(await read('/catalogue?pay=HOUR')).toMatch(/Phonics leaders .*1\.5 hours Coaching hours/);
  expect(await read(`/courses/${sessionId}`)).toMatch(
    /With 1\.5 hours .*you have 0 hours that can pay for this/,
  );

  const agreementId = newId();
  await scene.db.tx(headteacher(), (tx) =>
    scene.agreements.prepare(tx, {
      ...{ agreementId, schoolId: school.organisationId, offerId: offerId(created.operatorId, 'silver') },
    }),
  );
  expect(await read(`/agreements/${agreementId}`)).toContain('6 coaching hours');
  expect(await read('/home')).toMatch(/Coaching hours .*6 hours .*of 6 hours/);
  expect(await pool()).toMatchObject({ available: { value: 600, unit: 'HOUR' } });

  expect(await read(`/courses/${sessionId}`)).toMatch(
    /With 1\.5 hours You have 6 hours that can pay for this/,
  );
  const place = { attendee: 'Jo Bright', means: 'HOUR' };
  const check = await fill(`/courses/${sessionId}`, place);
  expect(check.body).toContain('With 1.5 hours');
  const transferId = newId();
  const booked = await fill(`/courses/${sessionId}/places`, { ...place, transferId });
  expect(booked).toMatchObject({ status: 303, location: `/places/${transferId}/booked` });
  expect(await read(booked.location)).toContain('Paid with 1.5 hours');
  expect(await read('/home')).toMatch(/4\.5 hours .*of 6 hours, 1\.5 booked/);
  expect(await read('/places')).toContain('Jo Bright · Paid with 1.5 hours');
  expect(await read(`/places/${transferId}/cancellation`)).toContain('You get your 1.5 hours back at once.');
  expect((await api('/places')).items).toMatchObject([
    { means: 'HOUR', amount: { value: 150, unit: 'HOUR' } },
  ]);
  expect(await pool()).toMatchObject({
    ...{ balance: { value: 600, unit: 'HOUR' }, held: { value: 150 }, available: { value: 450 } },
  });
  expect((await api('/operator/vocabularies')).units).toContainEqual({
    ...{ code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 },
  });

  // The course takes place: the hours are spent, and nobody is billed for them.
  await scene.db.tx(created.staff, (tx) =>
    scene.operators.advance(tx, Temporal.Instant.from('2026-05-12T12:00:00Z')),
  );
  await scene.db.tx(manager(), (tx) => scene.courses.takeRegister(tx, sessionId, [transferId]));
  await scene.db.tx(created.staff, (tx) => scene.billing.places(tx, sessionId));
  expect((await api('/documents')).items).toEqual([]);
  expect(await read('/statement/HOUR')).toMatch(
    /You have 4\.5 hours to use.*4\.5 of 6 hours .*Silver: coaching hours \+6 6 .*Phonics leaders, 12 May 2026 −1\.5 4\.5/,
  );
  expect(await read('/statement/days')).toContain('Coaching hours');
  const { body } = await send(faces.said.address, '/statement/HOUR/download', head);
  expect(body).toMatch(/Silver: coaching hours,.*,6,,6\r\n.*Phonics leaders, 12 May 2026.*,1\.5,4\.5\r\n/);
  expect((await send(faces.said.address, '/statement/MILE', head)).status).toBe(404);
  expect(await verify(scene)).toEqual([]);
}, 240_000);

test('a place that the plan keeps for training is said to be so wherever it is read', async () => {
  const kept = '1 free course place for Training only';
  const silver = offerId(created.operatorId, 'silver');
  expect(await read(`/catalogue/${silver}`)).toContain(kept);
  expect(await read('/catalogue/compare')).toContain(`2 places and ${kept}`);
  const [agreement] = (await api('/agreements')).items;
  expect(await read(`/agreements/${agreement!.agreementId as string}`)).toContain(kept);
  expect(await read('/home')).toMatch(/3 places .*of 3 places, 1 only for Training/);
  expect(await read('/statement/places')).toContain('Silver: free course places for Training only +1 3');
  const restricted = {
    ...{ amount: { value: 1, unit: 'PLACE' }, label: 'free course places for Training only' },
    restriction: ['training'],
  };
  const plans = (await api('/plans')).items;
  const offered = (await api(`/offers/${silver}`)) as unknown as (typeof plans)[number];
  for (const { grants } of [offered, plans.find((one) => one.offerId === silver)!])
    expect((grants as unknown[]).slice(2)).toMatchObject([
      { label: 'free course places', restriction: null },
      { label: 'coaching hours', restriction: null },
      restricted,
    ]);
});

test('hours that do not reach are refused in their own words, and those given back are there again', async () => {
  const session = newId();
  await scene.db.tx(manager(), (tx) =>
    scene.courses.schedule(tx, {
      ...{ sessionId: session, offerId: offerId(created.operatorId, 'phonics-leaders') },
      ...{ on: Temporal.PlainDate.from('2026-06-16'), startsAt: '09:30', venue: 'Town Hall', capacity: 9 },
    }),
  );
  const book = async () => {
    const placeId = newId();
    await scene.db.tx(headteacher(), (tx) =>
      scene.courses.book(tx, {
        ...{
          placeId,
          sessionId: session,
          schoolId: school.organisationId,
          attendee: `Jo Bright ${placeId}`,
          means: 'HOUR',
        },
      }),
    );
    return placeId;
  };
  const [first] = [await book(), await book(), await book()];
  const refusal = {
    code: 'entitlements.not-enough',
    message: 'You do not have enough hours for Tuesday 16 June 2026.',
  };
  await expect(book()).rejects.toMatchObject(refusal);
  await scene.db.tx(headteacher(), (tx) => scene.courses.cancel(tx, first));
  await book();
  // A means that is no unit of the operator's is none that the offer takes.
  await expect(
    scene.db.tx(headteacher(), (tx) =>
      scene.courses.book(tx, {
        ...{
          placeId: newId(),
          sessionId: session,
          schoolId: school.organisationId,
          attendee: 'Jo',
          means: 'MILE',
        },
      }),
    ),
  ).rejects.toMatchObject({ code: 'delivery.not-payable-so' });
  expect(await verify(scene)).toEqual([]);
});
