import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, Refusal, Temporal } from '#platform';
import { offerId, type Created } from '#blueprints';
import { generateRegister, papersAuthorities, Register } from '#directory';
import { ownDatabase } from '#testing';
import { actingFor, createOperator, held, openScene, verify, type Scene } from './scene.js';

let scene: Scene;
let created: Created;
let drop: () => Promise<void>;

beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  scene = await openScene(own.config);
  const { register } = generateRegister({
    seed: 7,
    authorities: papersAuthorities.filter((authority) => authority.code === '314'),
  });
  await scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  created = await createOperator(scene, 'education-kingston', '2026-04-01T08:00:00Z');
}, 600_000);
afterAll(async () => {
  await scene.close();
  await drop();
});

/** How many were done, and with which codes the others were refused. */
function count(results: PromiseSettledResult<unknown>[]): { done: number; refused: string[] } {
  const refused = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => (reason instanceof Refusal ? reason.code : String(reason)));
  return { done: results.length - refused.length, refused: [...new Set(refused)] };
}

test('50 parallel bookings of one person’s day make one booking', async () => {
  const { db, agreements, visits, practitioners } = scene;
  const { operatorId, staff, schools } = created;
  const [sip] = await db.tx(staff, (tx) => practitioners.list(tx, { designations: ['SIP'] }));
  const subscribed = schools.filter((school) => school.roll).slice(0, 25);
  for (const { organisationId } of subscribed) {
    await db.tx(actingFor(operatorId, organisationId, 'headteacher'), (tx) =>
      agreements.prepare(tx, {
        agreementId: newId(),
        schoolId: organisationId,
        offerId: offerId(operatorId, 'membership'),
      }),
    );
  }
  const booking = (schoolId: string) =>
    db.tx(actingFor(operatorId, schoolId, 'business-manager'), (tx) =>
      visits.book(tx, {
        visitId: newId(),
        schoolId,
        practitionerId: sip!.practitionerId,
        on: Temporal.PlainDate.from('2026-05-12'),
        portion: 100n,
        purpose: 'Everyone wants this day',
      }),
    );
  const results = count(
    await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => booking(subscribed[index % 25]!.organisationId)),
    ),
  );
  expect(results).toEqual({ done: 1, refused: ['delivery.taken'] });
  const days = await Promise.all(
    subscribed.map((school) => db.tx(staff, (tx) => held(scene, tx, school, 'DAY'))),
  );
  expect(days.reduce((total, one) => total + one!.held, 0n)).toBe(100n);
});

test('50 parallel spends of a wallet with room for 10 make 10', async () => {
  const { db, funds, purchases } = scene;
  const { operatorId, schools, laIds } = created;
  const la = laIds[0]!;
  const school = schools[0]!.organisationId;
  const holder = actingFor(operatorId, la, 'budget-holder');
  const [fundId, walletId] = [newId(), newId()];
  const room = 50_000n * 10n + 49_999n;
  await db.tx(holder, (tx) =>
    funds.open(tx, {
      fundId,
      laId: la,
      title: 'Intervention',
      purpose: 'Concern',
      amount: room,
      opensOn: Temporal.PlainDate.from('2026-04-01'),
      closesOn: Temporal.PlainDate.from('2027-03-31'),
    }),
  );
  await db.tx(holder, (tx) =>
    funds.earmark(tx, { walletId, fundId, schoolId: school, purpose: 'Your choice', amount: room }),
  );
  const buy = () =>
    db.tx(actingFor(operatorId, school, 'headteacher'), (tx) =>
      purchases.buy(tx, {
        purchaseId: newId(),
        schoolId: school,
        offerId: offerId(operatorId, 'governance-review'),
        walletId,
      }),
    );
  expect(count(await Promise.allSettled(Array.from({ length: 50 }, buy)))).toEqual({
    done: 10,
    refused: ['funding.insufficient'],
  });
  expect(await db.tx(holder, (tx) => funds.funds(tx, { laId: la }))).toMatchObject([
    { left: 0n, available: 49_999n, committed: 500_000n, spent: 0n },
  ]);
});

test('a place that 30 schools want at once is sold once, and a double click is one place', async () => {
  const { db, courses } = scene;
  const { operatorId, hostId, schools, staff } = created;
  const sessionId = newId();
  await db.tx(actingFor(operatorId, hostId, 'manager'), (tx) =>
    courses.schedule(tx, {
      sessionId,
      offerId: offerId(operatorId, 'subject-leadership'),
      on: Temporal.PlainDate.from('2026-06-16'),
      startsAt: '09:00',
      venue: 'Guildhall',
      capacity: 2,
    }),
  );
  const book = (schoolId: string, placeId = newId()) =>
    db.tx(actingFor(operatorId, schoolId, 'headteacher'), (tx) =>
      courses.book(tx, { placeId, sessionId, schoolId, attendee: 'Sam Reed', means: 'money' }),
    );
  const clicked = newId();
  const school = schools[0]!.organisationId;
  await Promise.allSettled([book(school, clicked), book(school, clicked), book(school, clicked)]);
  expect(await db.tx(staff, (tx) => courses.places(tx, { sessionId }))).toHaveLength(1);
  const others = schools.slice(1, 31).map((one) => book(one.organisationId));
  expect(count(await Promise.allSettled(others))).toEqual({ done: 1, refused: ['delivery.full'] });
});

test('the books hold after all that', async () => expect(await verify(scene)).toEqual([]));
