import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, type Actor, type Tx } from '#platform';
import { day, someoneWaits } from './stage.js';
import { answer, choose, told } from './traces.js';
import { openSupport, type SupportStage } from './delivery/support.js';
import { publish, publishPlan } from './agreements/offers.js';

let stage: SupportStage;
beforeAll(async () => {
  stage = await openSupport();
  await choose(stage, { ledger: { giving: 'allowed' } });
}, 240_000);
afterAll(() => stage?.close());

/** A verb that takes its caller's id, what it is asked for, and the same with something else in it. */
interface Asking<Asked extends object> {
  readonly verb: (tx: Tx, asked: Asked) => Promise<unknown>;
  readonly asked: Asked;
  readonly otherwise: readonly Readonly<Record<string, unknown>>[];
  readonly by: Actor;
  readonly code: string;
  /** What the trail says of it, and of what, by its id. */
  readonly trail: readonly [type: string, id: string, verb: string];
}

/** Of two at the very same moment, and one later, each is answered; it is done once, and anything else is refused. */
async function once<Asked extends object>(asking: Asking<Asked>): Promise<void> {
  const { verb, asked, otherwise, by, code, trail } = asking;
  let second: Promise<string> | undefined;
  await stage.db.tx(by, async (tx) => {
    await verb(tx, asked);
    second = answer(stage.db.tx(by, (theirs) => verb(theirs, asked)));
    await someoneWaits(stage);
  });
  expect(await second).toBe('done');
  expect(await answer(stage.db.tx(by, (tx) => verb(tx, asked)))).toBe('done');
  for (const other of otherwise)
    expect([other, await answer(stage.db.tx(by, (tx) => verb(tx, { ...asked, ...other })))]).toEqual([
      other,
      code,
    ]);
  const [type, id, said] = trail;
  expect((await told(stage, type, id)).filter((one) => one === said)).toEqual([said]);
}

test('a fund, and what is earmarked of it', async () => {
  const [laId, schoolId] = [stage.created.laIds[0]!, stage.asking.organisationId];
  const by = stage.as(laId, 'commissioner');
  const [fundId, walletId] = [newId(), newId()];
  await once({
    verb: (tx, fund) => stage.funds.open(tx, fund),
    asked: {
      ...{ fundId, laId, title: 'Intervention', purpose: '', amount: 100_000n },
      ...{ opensOn: day('2026-04-01'), closesOn: day('2027-03-31') },
    },
    otherwise: [
      { title: 'Another' },
      { purpose: 'Reading' },
      { amount: 100_001n },
      { opensOn: day('2026-04-02') },
      { closesOn: day('2027-03-30') },
    ],
    ...{ by, code: 'funding.id-reused', trail: ['fund', fundId, 'funding.open-fund'] },
  });
  // An id that another authority has taken is no way to see its fund.
  const other = stage.created.laIds[1]!;
  const fund = {
    ...{ fundId, laId: other, title: 'Intervention', purpose: '', amount: 100_000n },
    ...{ opensOn: day('2026-04-01'), closesOn: day('2027-03-31') },
  };
  const theirs = stage.as(other, 'commissioner');
  expect(await answer(stage.db.tx(theirs, (tx) => stage.funds.open(tx, fund)))).toBe('funding.id-reused');
  const laterFund = newId();
  await stage.db.tx(by, (tx) => stage.funds.open(tx, { ...fund, laId, fundId: laterFund }));
  await once({
    verb: (tx, wallet) => stage.funds.earmark(tx, wallet),
    asked: { walletId, fundId, schoolId, purpose: 'Support of your choice', amount: 60_000n },
    otherwise: [
      { fundId: laterFund },
      { schoolId: stage.other.organisationId },
      { purpose: 'Reading' },
      { amount: 60_001n },
    ],
    ...{ by, code: 'funding.id-reused', trail: ['wallet', walletId, 'funding.earmark'] },
  });
  // Nor is an id of what another has earmarked.
  const otherFund = newId();
  await stage.db.tx(theirs, (tx) => stage.funds.open(tx, { ...fund, fundId: otherFund }));
  const wallet = { walletId, purpose: 'Support of your choice', amount: 60_000n };
  const earmarking = { ...wallet, fundId: otherFund, schoolId: stage.neighbour.organisationId };
  expect(await answer(stage.db.tx(theirs, (tx) => stage.funds.earmark(tx, earmarking)))).toBe(
    'funding.id-reused',
  );
  // Whoever may not ask for it is not answered because it was asked for before.
  const broker = <T>(verb: (tx: Tx) => Promise<T>) => answer(stage.db.tx(stage.staffAs('broker'), verb));
  expect([
    await broker((tx) => stage.funds.open(tx, { ...fund, laId })),
    await broker((tx) => stage.funds.earmark(tx, { ...wallet, fundId, schoolId })),
  ]).toEqual(['platform.forbidden', 'platform.forbidden']);
});

test('an agreement, and a service bought once', async () => {
  const schoolId = await stage.schoolWith(0n);
  const by = stage.as(schoolId);
  const [small, large] = [await publishPlan(stage, 'Small', 60_000n), await publishPlan(stage, 'Large', 1n)];
  const [agreementId, purchaseId] = [newId(), newId()];
  await once({
    verb: (tx, agreement) => stage.agreements.prepare(tx, agreement),
    asked: { agreementId, schoolId, offerId: small, startsOn: day('2026-04-20'), purchaseOrder: 'PO 1' },
    otherwise: [{ offerId: large }, { startsOn: day('2026-04-21') }, { purchaseOrder: 'PO 2' }],
    ...{ by, code: 'agreements.id-reused', trail: ['agreement', agreementId, 'agreements.prepare'] },
  });
  await once({
    verb: (tx, purchase) => stage.purchases.buy(tx, purchase),
    asked: { purchaseId, schoolId, offerId: stage.independent, purchaseOrder: 'PO 1' },
    otherwise: [{ offerId: await publish(stage) }, { purchaseOrder: '' }, { walletId: newId() }],
    ...{ by, code: 'agreements.id-reused', trail: ['purchase', purchaseId, 'agreements.buy'] },
  });
});

test('a visit', async () => {
  const visitId = newId();
  await once({
    verb: (tx, visit) => stage.visits.book(tx, visit),
    asked: {
      ...{ visitId, schoolId: stage.asking.organisationId, practitionerId: stage.sip.practitionerId },
      ...{ on: day('2026-05-18'), portion: 100n, purpose: 'Termly review' },
    },
    otherwise: [
      { practitionerId: stage.leader.practitionerId },
      { on: day('2026-05-19') },
      { portion: 50n },
      { purpose: 'Reading' },
      { proposalId: newId() },
    ],
    ...{ by: stage.head, code: 'delivery.id-reused', trail: ['visit', visitId, 'delivery.book-visit'] },
  });
});

test('a course’s date, and a place on it', async () => {
  const [sessionId, placeId] = [newId(), newId()];
  await once({
    verb: (tx, session) => stage.courses.schedule(tx, session),
    asked: {
      ...{ sessionId, offerId: stage.course, on: day('2026-05-12'), startsAt: '09:30' },
      ...{ venue: 'Town Hall', capacity: 1 },
    },
    otherwise: [
      { on: day('2026-05-13') },
      { startsAt: '09:31' },
      { venue: 'Library' },
      { capacity: 2 },
      { offerId: newId() },
    ],
    by: stage.as(stage.created.hostId, 'manager'),
    ...{ code: 'delivery.id-reused', trail: ['session', sessionId, 'delivery.schedule'] },
  });
  // The only place that there is.
  await once({
    verb: (tx, place) => stage.courses.book(tx, place),
    asked: {
      ...{ placeId, sessionId, schoolId: stage.asking.organisationId },
      ...{ attendee: 'Jo Bright', means: 'money' as const },
    },
    otherwise: [{ attendee: 'Al Bright' }, { means: 'free' }, { sessionId: newId() }],
    ...{ by: stage.head, code: 'delivery.id-reused', trail: ['place', placeId, 'delivery.book-place'] },
  });
});

test('support that is asked for, and someone who is proposed for it', async () => {
  const schoolId = await stage.schoolWith(20_000n);
  const request = stage.request(schoolId);
  await once({
    verb: (tx, asked) => stage.requests.ask(tx, asked),
    asked: request,
    otherwise: [{ need: 'teaching' }, { details: 'Something else.' }, { days: 150n }],
    by: stage.as(schoolId),
    ...{ code: 'delivery.id-reused', trail: ['request', request.requestId, 'delivery.ask-support'] },
  });
  const proposal = stage.proposal(request.requestId, await stage.practitioner(stage.home, 'LLE'));
  await once({
    verb: (tx, proposed) => stage.requests.propose(tx, proposed),
    asked: proposal,
    otherwise: [
      { practitionerId: stage.leader.practitionerId },
      { designation: 'NLE' },
      { reason: 'Lives next door.' },
    ],
    by: stage.broker,
    ...{ code: 'delivery.id-reused', trail: ['request', request.requestId, 'delivery.propose-support'] },
  });
});

test('credits that are granted, and given on', async () => {
  const [from, to] = [stage.other.organisationId, stage.asking.organisationId];
  const third = stage.created.schools.find(
    ({ organisationId: id, laCode }) => laCode === stage.other.laCode && id !== from && id !== to,
  )!.organisationId;
  const [grantId, giftId] = [newId(), newId()];
  await once({
    verb: (tx, grant) => stage.credits.grant(tx, grant),
    asked: { id: grantId, schoolId: from, amount: 1000n, reason: 'A start' },
    otherwise: [{ amount: 1001n }, { schoolId: to }, { reason: 'Another start' }],
    by: stage.staffAs('finance'),
    ...{ code: 'ledger.id-reused', trail: ['grant', grantId, 'entitlements.grant-credits'] },
  });
  await once({
    verb: (tx, gift) => stage.credits.give(tx, gift),
    asked: { id: giftId, from, to, amount: 300n, message: 'With thanks' },
    otherwise: [{ amount: 301n }, { to: third }, { message: 'Again' }],
    by: stage.as(from),
    ...{ code: 'entitlements.id-reused', trail: ['gift', giftId, 'entitlements.give-credits'] },
  });
  expect((await stage.creditsOf(from))!.available).toBe(700n);
});
