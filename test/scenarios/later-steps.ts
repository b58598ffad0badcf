import { expect } from '@jest/globals';
import { newId, Temporal } from '#platform';
import { offerId } from '#blueprints';
import { walletAccount } from '#funding';
import { accountId } from '#ledger';
import { eventually } from '#testing';
import type { Year } from './a-schools-year.js';
import { actingFor, advance, held } from './scene.js';

const day = Temporal.PlainDate.from;

/** Answers with the credits that the supporting school has left of those it earned. */
export async function supportBetweenSchools(year: Year): Promise<bigint> {
  const { scene, expected, created, asking, supporting, leader, head, otherHead, provider, all, visit } =
    year;
  const { db, visits, requests, courses } = scene;
  const { operatorId, staff } = created;

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
  const shortlist = await db.tx(staff, (tx) => scene.shortlists.shortlist(tx, requestId));
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
  return cost - placePrice;
}

export async function earmarkedMoney(year: Year): Promise<void> {
  const { scene, expected, created, asking, la, head, commissioner } = year;
  const { db, funds, purchases, documents } = scene;
  const { operatorId, staff } = created;

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
  const seen = () => db.tx(commissioner, (tx) => funds.funds(tx, { laId: la }));
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
}

export async function renewal(year: Year, earned: bigint): Promise<void> {
  const { scene, expected, created, asking, supporting, manager, head, otherHead, agreementId, plan, all } =
    year;
  const { db, agreements, documents } = scene;
  const { operatorId, staff } = created;

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
      tx.query<{ schoolId: string; renewsId: string; agreementId: string }>(
        'SELECT school_id, renews_id, agreement_id FROM agreements.agreement WHERE operator_id = $1 AND renews_id IS NOT NULL',
        [operatorId],
      ),
    );
  const [renewed] = await eventually(
    'the agreement renews',
    async () => (await renewals()).length > 0 && renewals(),
  );
  expect(await renewals()).toEqual([
    { schoolId: asking.organisationId, renewsId: agreementId, agreementId: renewed!.agreementId },
  ]);
  await eventually(
    'the renewal is billed',
    async () =>
      (await db.tx(head, (tx) => documents.list(tx, { customerId: asking.organisationId }))).length === 2,
  );
  // What the old term granted and nobody used has expired, what the new one grants is there, nothing is held; the school
  // that left keeps the credits it earned.
  const fresh = (granted: bigint) => ({ posted: granted, held: 0n, available: granted });
  await eventually('the old term’s days, credits and places expire', async () => {
    expect(await all('DAY')).toEqual(fresh(expected.grants.days));
    expect(await all('CREDIT')).toEqual(fresh(expected.grants.credits));
    expect(await all('PLACE')).toEqual(fresh(expected.grants.places));
    expect(await db.tx(otherHead, (tx) => held(scene, tx, supporting, 'DAY'))).toEqual(fresh(0n));
    expect(await db.tx(otherHead, (tx) => held(scene, tx, supporting, 'CREDIT'))).toEqual(fresh(earned));
    return true;
  });
}
