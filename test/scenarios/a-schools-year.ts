import { expect } from '@jest/globals';
import { newId, Temporal } from '#platform';
import { offerId } from '#blueprints';
import { walletAccount } from '#funding';
import { accountId } from '#ledger';
import { eventually } from '#testing';
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
  /** Schools of the register in scope. */
  readonly schools?: number;
}

const day = Temporal.PlainDate.from;

/** The seven steps of a school's year, every balance asserted. */
export async function aSchoolsYear(scene: Scene, expected: Expected): Promise<void> {
  const { db, agreements, visits, requests, practitioners, courses, funds, purchases, documents } = scene;

  // 1. Set up: parties from the register, offers, team.
  const created = await createOperator(scene, expected.blueprint, '2026-03-20T09:00:00Z');
  const { operatorId, staff, schools, laIds, hostId } = created;
  if (expected.schools !== undefined) expect(schools).toHaveLength(expected.schools);
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
  const provider = actingFor(operatorId, hostId, 'practitioner');
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
  const visit = (on: string, over = {}) => ({
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

  // 4. School to school: asked, brokered, consented to, delivered; credits earned and spent on a course place.
  const requestId = newId();
  await db.tx(head, (tx) =>
    requests.ask(tx, {
      requestId,
      schoolId: asking.organisationId,
      need: 'leadership',
      details: 'Our new deputy would like a day with an experienced leader.',
      days: 100n,
    }),
  );
  const shortlist = await db.tx(staff, (tx) => requests.shortlist(tx, requestId));
  expect(shortlist.map((one) => one.candidate.practitionerId)).toContain(leader.practitionerId);
  const proposalId = newId();
  const designation = leader.designations.includes('NLE') ? 'NLE' : 'LLE';
  await db.tx(staff, (tx) =>
    requests.propose(tx, {
      proposalId,
      requestId,
      practitionerId: leader.practitionerId,
      designation,
      reason: 'Leads on leadership, and is near.',
    }),
  );
  await expect(db.tx(head, (tx) => requests.consent(tx, proposalId))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await db.tx(otherHead, (tx) => requests.consent(tx, proposalId));
  const cost = designation === 'NLE' ? 5500n : 4500n;
  expect(await all('CREDIT')).toEqual({
    posted: expected.grants.credits,
    held: cost,
    available: expected.grants.credits - cost,
  });
  const support = await db.tx(head, (tx) =>
    visits.book(tx, visit('2026-06-16', { practitionerId: leader.practitionerId, proposalId })),
  );
  await advance(scene, created, '2026-06-17T09:00:00Z');
  await db.tx(otherHead, (tx) =>
    visits.report(tx, support.visitId, 'A day on the first hundred days of a deputy headteacher.'),
  );
  expect(await all('CREDIT')).toEqual({
    posted: expected.grants.credits - cost,
    held: 0n,
    available: expected.grants.credits - cost,
  });
  const earned = () => db.tx(otherHead, (tx) => held(scene, tx, supporting, 'CREDIT'));
  expect(await earned()).toEqual({ posted: cost, held: 0n, available: cost });
  await db.tx(head, (tx) => visits.evaluate(tx, support.visitId, 5, 'Just what we needed.'));
  expect((await db.tx(staff, (tx) => requests.find(tx, requestId))).stage).toBe('closed');
  const sessionId = newId();
  const course = offerId(operatorId, expected.course);
  await db.tx(provider, (tx) =>
    courses.schedule(tx, {
      sessionId,
      offerId: course,
      on: day('2026-07-07'),
      startsAt: '09:30',
      venue: 'Town Hall',
      capacity: 20,
    }),
  );
  await db.tx(otherHead, (tx) =>
    courses.book(tx, {
      placeId: newId(),
      sessionId,
      schoolId: supporting.organisationId,
      attendee: 'Jo Bright',
      means: 'credits',
    }),
  );
  expect(await db.tx(otherHead, (tx) => courses.sessions(tx, { offerId: course }))).toMatchObject([
    { left: 19n },
  ]);
  const placePrice = (await earned())!.held;
  expect(placePrice).toBeGreaterThan(0n);
  await advance(scene, created, '2026-07-08T09:00:00Z');
  const [place] = await db.tx(provider, (tx) => courses.places(tx, { sessionId }));
  await db.tx(provider, (tx) => courses.takeRegister(tx, sessionId, [place!.placeId]));
  expect(await earned()).toEqual({ posted: cost - placePrice, held: 0n, available: cost - placePrice });

  // 5. Earmarked money: spent with the provider the school chooses; never a penny too much.
  const [fundId, walletId] = [newId(), newId()];
  await db.tx(commissioner, (tx) =>
    funds.open(tx, {
      fundId,
      laId: la,
      title: 'Intervention 2026-27',
      purpose: 'Schools causing concern',
      amount: 1_000_000n,
      opensOn: day('2026-04-01'),
      closesOn: day('2027-03-31'),
    }),
  );
  await db.tx(commissioner, (tx) =>
    funds.earmark(tx, {
      walletId,
      fundId,
      schoolId: asking.organisationId,
      purpose: 'Support of your choice',
      amount: expected.independent.price + 1n,
    }),
  );
  const independent = offerId(operatorId, expected.independent.slug);
  const purchaseId = newId();
  await db.tx(head, (tx) =>
    purchases.buy(tx, { purchaseId, schoolId: asking.organisationId, offerId: independent, walletId }),
  );
  await db.tx(head, (tx) =>
    purchases.buy(tx, { purchaseId, schoolId: asking.organisationId, offerId: independent, walletId }),
  ); // a double click
  await expect(
    db.tx(head, (tx) =>
      purchases.buy(tx, {
        purchaseId: newId(),
        schoolId: asking.organisationId,
        offerId: independent,
        walletId,
      }),
    ),
  ).rejects.toMatchObject({ code: 'funding.insufficient' });
  const seen = () => db.tx(commissioner, (tx) => funds.funds(tx, la));
  const { price } = expected.independent;
  expect(await seen()).toMatchObject([
    {
      amount: 1_000_000n,
      earmarked: price + 1n,
      left: 1_000_000n - price - 1n,
      available: 1n,
      committed: price,
      spent: 0n,
    },
  ]);
  const { providerId } = await db.tx(staff, (tx) => purchases.find(tx, purchaseId));
  await db.tx(actingFor(operatorId, providerId, 'manager'), (tx) => purchases.deliver(tx, purchaseId));
  expect(await seen()).toMatchObject([{ available: 1n, committed: 0n, spent: price }]);
  expect(await db.tx(head, (tx) => funds.wallets(tx, { schoolId: asking.organisationId }))).toMatchObject([
    { walletId, available: 1n, committed: 0n, spent: price },
  ]);
  await eventually('the authority is billed for the purchase', async () => {
    const billed = await db.tx(commissioner, (tx) => documents.list(tx, { customerId: la }));
    return billed.length === 1 && billed[0]!.net === price;
  });
  const wallet = accountId(operatorId, walletAccount(asking.organisationId, walletId));
  expect((await db.tx(head, (tx) => scene.ledger.balances(tx, [wallet]))).get(wallet)).toMatchObject({
    posted: 1n,
    available: 1n,
  });

  // 6. Renew: notice before the term ends; renewed once at the next term's price, granted and billed; or not.
  const leavingId = newId();
  await db.tx(otherHead, (tx) =>
    agreements.prepare(tx, { agreementId: leavingId, schoolId: supporting.organisationId, offerId: plan }),
  );
  await db.tx(otherHead, (tx) => agreements.chooseTermEnd(tx, leavingId, 'leave'));
  await advance(scene, created, '2027-01-20T09:00:00Z');
  await eventually(
    'notice is given',
    async () => (await db.tx(head, (tx) => agreements.find(tx, agreementId))).notifiedOn !== null,
  );
  await advance(scene, created, '2027-02-01T09:00:00Z');
  await expect(
    db.tx(manager, (tx) => agreements.chooseTermEnd(tx, agreementId, 'leave')),
  ).rejects.toMatchObject({ code: 'agreements.notice-too-late' });
  await advance(scene, created, '2027-04-01T06:00:00Z');
  const renewals = () =>
    db.tx(staff, (tx) =>
      tx.query<{ school_id: string; renews_id: string; agreement_id: string }>(
        'SELECT school_id, renews_id, agreement_id FROM agreements.agreement WHERE operator_id = $1 AND renews_id IS NOT NULL',
        [operatorId],
      ),
    );
  const [renewal] = await eventually(
    'the agreement renews',
    async () => (await renewals()).length > 0 && renewals(),
  );
  expect(await renewals()).toEqual([
    { school_id: asking.organisationId, renews_id: agreementId, agreement_id: renewal!.agreement_id },
  ]);
  await eventually(
    'the renewal is billed',
    async () =>
      (await db.tx(head, (tx) => documents.list(tx, { customerId: asking.organisationId }))).length === 2,
  );
}
