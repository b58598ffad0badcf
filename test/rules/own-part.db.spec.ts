import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { offerId } from '#blueprints';
import { trustId } from '#directory';
import { BillingDetails } from '#invoicing';
import { newId, type Actor, type Role, type Tx } from '#platform';
import { ApiKeys } from '#identity';
import { testConfig } from '#testing';
import { openSupport, type SupportStage } from './delivery/support.js';
import { day } from './stage.js';
import { choose } from './traces.js';

let stage: SupportStage;
let fundId: string;
beforeAll(async () => {
  stage = await openSupport();
  fundId = newId();
  const [opensOn, closesOn] = [day('2026-04-01'), day('2027-03-31')];
  const fund = {
    fundId,
    laId: la(),
    title: 'Intervention',
    purpose: '',
    amount: 900_000n,
    opensOn,
    closesOn,
  };
  await stage.db.tx(holder(), (tx) => stage.funds.open(tx, fund));
}, 240_000);
afterAll(() => stage?.close());

const la = () => stage.created.laIds[0]!;
const holder = () => stage.as(la(), 'budget-holder');
const refused = 'identity.own-part';

/** Somebody of a party's; from a day, counted from today. */
async function someone(organisationId: string, role: Role, from = 0): Promise<string> {
  return stage.db.tx(stage.created.staff, async (tx) => {
    const personId = await stage.people.add(tx, { name: 'Ann Lee', email: `${newId()}@example.org` });
    const days = { from: tx.today.add({ days: from }) };
    await stage.people.appoint(tx, { personId, organisationId, role, ...days });
    return personId;
  });
}
/** What each answers, as somebody of their own and as somebody else. */
const says = (actor: Actor, persons: readonly (string | null)[], verb: (tx: Tx) => Promise<unknown>) =>
  stage.says(
    persons.map((personId) => ({ ...actor, personId })),
    () => verb,
  );
const operatorsKey = (apiKeyId = newId()) =>
  ({ ...stage.as(stage.created.hostId, 'key'), scope: 'operator', apiKeyId }) as const;
const issuedBy = (personId: string, organisationId: string): Promise<string> =>
  stage.db.tx({ ...stage.staffAs('administrator'), personId }, async (tx) => {
    const key = { organisationId, name: 'A program', scopes: ['read', 'write'] as const };
    return (await new ApiKeys(testConfig()).issue(tx, key)).apiKeyId;
  });
const earmark = (schoolId: string) => (tx: Tx) =>
  stage.funds.earmark(tx, { walletId: newId(), fundId, schoolId, purpose: 'Reading', amount: 100n });
const grant = (schoolId: string) => (tx: Tx) =>
  stage.credits.grant(tx, { id: newId(), schoolId, amount: 100n, reason: 'For a test' });

test('who earmarks an authority’s money for a school, or grants it credits, has no part in it: in no role, today or later', async () => {
  const [school, other] = [stage.asking.organisationId, stage.other.organisationId];
  const own = await Promise.all([
    someone(school, 'headteacher'),
    someone(school, 'practitioner'),
    someone(school, 'chair', 30),
  ]);
  const elsewhere = await someone(other, 'headteacher');
  const all = [...own, elsewhere, null];
  const expected = [refused, refused, refused, 'done', 'done'];
  expect(await says(holder(), all, earmark(school))).toEqual(expected);
  expect(await says(stage.as(la(), 'commissioner'), all, earmark(school))).toEqual(expected);
  expect(await says(stage.staffAs('finance'), all, earmark(school))).toEqual(expected);
  expect(await says(stage.staffAs('administrator'), all, grant(school))).toEqual(expected);
  // What is in the way ends.
  await stage.db.tx(stage.created.staff, async (tx) => {
    const [post] = await stage.people.appointments(tx, own[0]!);
    await stage.people.end(tx, post!.appointmentId, tx.today);
  });
  expect(await says(holder(), own.slice(0, 1), earmark(school))).toEqual(['done']);
});

test('nor in the trust that acts for it', async () => {
  const academy = stage.created.schools.find(({ trustUid, laCode }) => trustUid && laCode === '877')!;
  const trust = trustId(academy.trustUid!);
  await stage.db.tx(stage.created.staff, (tx) =>
    stage.parties.add(tx, { organisationId: trust, provider: true }),
  );
  const all = [await someone(trust, 'manager'), null];
  expect(await says(holder(), all, earmark(academy.organisationId))).toEqual([refused, 'done']);
});

test('staff correct no credits of a school that is theirs, whichever of the two they are', async () => {
  const schoolId = stage.asking.organisationId;
  const own = await someone(schoolId, 'business-manager');
  const [one, two] = [
    await someone(stage.created.hostId, 'finance'),
    await someone(stage.created.hostId, 'finance'),
  ];
  const finance = stage.staffAs('finance');
  const id = newId();
  const propose = (tx: Tx) =>
    stage.credits.proposeAdjustment(tx, { id, schoolId, amount: 100n, reason: 'A slip' });
  expect(await says(finance, [own, one], propose)).toEqual([refused, 'done']);
  const approve = (tx: Tx) => stage.credits.approveAdjustment(tx, id);
  expect(await says(finance, [own, two], approve)).toEqual([refused, 'done']);
});

test('a broker proposes nobody for a school of their own, nor anybody from one; the operator’s own people are everybody’s', async () => {
  const schoolId = await stage.schoolWith(90_000n);
  const requestId = await stage.ask(schoolId);
  const practitionerId = await stage.practitioner(stage.home, 'LLE');
  const all = [
    await someone(schoolId, 'chair'),
    await someone(stage.home, 'manager'),
    await someone(stage.created.hostId, 'practitioner'),
  ];
  const proposed = stage.proposal(requestId, practitionerId);
  const propose = (tx: Tx) => stage.requests.propose(tx, proposed);
  expect(await says(stage.broker, all, propose)).toEqual([refused, refused, 'done']);
});

test('staff date back no agreement of their own school, and set no bank account of their own provider', async () => {
  const schoolId = await stage.schoolWith(0n);
  const all = [await someone(schoolId, 'headteacher'), await someone(stage.created.hostId, 'finance')];
  const prepare = (tx: Tx) =>
    stage.agreements.prepare(tx, {
      agreementId: newId(),
      schoolId,
      offerId: offerId(stage.created.operatorId, 'silver'),
      startsOn: day('2026-04-06'),
      backdatedBecause: 'The signed paper was found.',
    });
  expect(await says(stage.staffAs('finance'), all, prepare)).toEqual([refused, 'done']);

  const seller = await stage.db.tx(
    stage.created.staff,
    async (tx) => (await stage.catalogue.offer(tx, stage.independent)).providerId,
  );
  const sellers = [await someone(seller, 'manager'), all[1]!];
  const set = (tx: Tx) =>
    new BillingDetails().set(tx, seller, { address: ['1 High Street'], supplier: null });
  expect(await says(stage.staffAs('finance'), sellers, set)).toEqual([refused, 'done']);
});

test('staff call no visit at their own school off: it would give its days back when it is too late for the school', async () => {
  const schoolId = stage.asking.organisationId;
  const visitId = newId();
  await stage.db.tx(stage.as(schoolId), (tx) =>
    stage.visits.book(tx, {
      ...{ visitId, schoolId, practitionerId: stage.sip.practitionerId, on: day('2026-05-12') },
      ...{ portion: 50n, purpose: 'A morning' },
    }),
  );
  const all = [await someone(schoolId, 'practitioner'), await someone(stage.created.hostId, 'finance')];
  const callOff = (tx: Tx) => stage.visits.cancel(tx, visitId, 'The road is closed.');
  expect(await says(stage.broker, all, callOff)).toEqual([refused, 'done']);
});

test('whoever proposed somebody does not agree for those who employ them: in no other role of theirs, nor by the operator’s key; the database holds it', async () => {
  const { hostId } = stage.created;
  const requestId = await stage.ask(await stage.schoolWith(20_000n));
  const practitionerId = await stage.practitioner(hostId, 'LLE');
  const both = await someone(hostId, 'broker');
  const proposed = stage.proposal(requestId, practitionerId);
  expect(await says(stage.broker, [both], (tx) => stage.requests.propose(tx, proposed))).toEqual(['done']);
  const consent = (tx: Tx) => stage.requests.consent(tx, proposed.proposalId);
  const manager = stage.as(hostId, 'manager');
  const key = operatorsKey();
  expect(await says(manager, [both], consent)).toEqual(['platform.forbidden']);
  expect(await says(key, [null], consent)).toEqual(['platform.forbidden']);
  await expect(
    stage.db.tx(stage.created.staff, (tx) =>
      tx.query(
        `UPDATE delivery.proposal SET state = 'consented', decided_by = proposed_by, decided_on = $2 WHERE proposal_id = $1`,
        [proposed.proposalId, tx.today.toString()],
      ),
    ),
  ).rejects.toMatchObject({ constraint: 'proposal_second_person' });
  expect(await says(manager, [await someone(hostId, 'manager')], consent)).toEqual(['done']);
  // Taking it back commits nothing: whoever proposed may say no in either part.
  const again = stage.proposal(await stage.ask(await stage.schoolWith(20_000n)), practitionerId);
  expect(await says(stage.broker, [both], (tx) => stage.requests.propose(tx, again))).toEqual(['done']);
  expect(await says(manager, [both], (tx) => stage.requests.decline(tx, again.proposalId))).toEqual(['done']);
});

test('a key does not do for whoever issued it what they may not do themselves', async () => {
  const { hostId } = stage.created;
  const [school, other] = [stage.asking.organisationId, stage.other.organisationId];
  const issuer = await someone(school, 'headteacher');
  const key = operatorsKey(await issuedBy(issuer, hostId));
  expect(await says(key, [null], grant(school))).toEqual([refused]);
  expect(await says(key, [null], grant(other))).toEqual(['done']);
  const theirs = { ...stage.as(la(), 'key'), apiKeyId: await issuedBy(issuer, la()) };
  expect(await says(theirs, [null], earmark(school))).toEqual([refused]);
  expect(await says(theirs, [null], earmark(other))).toEqual(['done']);
  // Nor do they agree to what it proposed.
  const proposed = stage.proposal(
    await stage.ask(await stage.schoolWith(20_000n)),
    await stage.practitioner(hostId, 'LLE'),
  );
  expect(await says(key, [null], (tx) => stage.requests.propose(tx, proposed))).toEqual(['done']);
  const consent = (tx: Tx) => stage.requests.consent(tx, proposed.proposalId);
  expect(await says(stage.as(hostId, 'manager'), [issuer], consent)).toEqual(['platform.forbidden']);
  // Nor does another party's that they issued agree to what they proposed.
  const ofTheirs = stage.proposal(
    await stage.ask(await stage.schoolWith(20_000n)),
    await stage.practitioner(la(), 'LLE'),
  );
  await stage.db.tx({ ...stage.broker, personId: issuer }, (tx) => stage.requests.propose(tx, ofTheirs));
  const agree = (tx: Tx) => stage.requests.consent(tx, ofTheirs.proposalId);
  expect(await says(theirs, [null], agree)).toEqual(['platform.forbidden']);
  const anothers = { ...stage.as(la(), 'key'), apiKeyId: newId() };
  expect(await says(anothers, [null], agree)).toEqual(['done']);
});

test('nor does it say that what they ordered is delivered, nor approve what they dated back', async () => {
  const schoolId = await stage.schoolWith(0n);
  const issuer = await someone(stage.created.hostId, 'finance');
  const keyOf = async (organisationId: string) => ({
    ...stage.as(organisationId, 'key'),
    apiKeyId: await issuedBy(issuer, organisationId),
  });
  const purchase = { purchaseId: newId(), schoolId, offerId: stage.independent };
  const { providerId } = await stage.db.tx({ ...stage.as(schoolId), personId: issuer }, (tx) =>
    stage.purchases.buy(tx, purchase),
  );
  const deliver = (tx: Tx) => stage.purchases.deliver(tx, purchase.purchaseId);
  expect(await says(await keyOf(providerId), [null], deliver)).toEqual(['platform.forbidden']);
  expect(await says(stage.as(providerId, 'key'), [null], deliver)).toEqual(['done']);

  const agreementId = newId();
  await stage.db.tx({ ...stage.staffAs('finance'), personId: issuer }, (tx) =>
    stage.agreements.prepare(tx, {
      ...{ agreementId, schoolId, offerId: offerId(stage.created.operatorId, 'silver') },
      ...{ startsOn: day('2026-04-06'), backdatedBecause: 'The signed paper was found.' },
    }),
  );
  const rungs = [
    { role: 'business-manager', usual_pence: 0, set_by: ['headteacher'] },
    { role: 'headteacher', set_by: [] },
  ];
  await choose(stage, {
    approvals: { school: { rungs, keys_as: 'headteacher', above: 'governing board' } as never },
  });
  const approve = (tx: Tx) => stage.agreements.approve(tx, agreementId);
  expect(await says(await keyOf(schoolId), [null], approve)).toEqual(['platform.forbidden']);
  expect(await says(stage.as(schoolId, 'key'), [null], approve)).toEqual(['done']);
});

test('nor does whoever booked a day for a school say that it took place, in another role of theirs or by a key that they issued', async () => {
  const { organisationId: schoolId } = stage.asking;
  const { practitionerId, homeId } = stage.sip;
  const booker = await someone(schoolId, 'business-manager');
  const visitId = newId();
  const visit = {
    visitId,
    schoolId,
    practitionerId,
    on: day('2026-04-13'),
    portion: 50n,
    purpose: 'A morning',
  };
  const manager = stage.as(homeId, 'manager');
  const key = { ...stage.as(homeId, 'key'), apiKeyId: await issuedBy(booker, homeId) };
  const book = (tx: Tx) => stage.visits.book(tx, visit);
  const report = (tx: Tx) => stage.visits.report(tx, visitId, 'We looked at reading in Year 2.');
  expect(await says(stage.as(schoolId, 'business-manager'), [booker], book)).toEqual(['done']);
  expect(await says(key, [null], report)).toEqual(['platform.forbidden']);
  expect(await says(manager, [booker, await someone(homeId, 'manager')], report)).toEqual([
    'platform.forbidden',
    'done',
  ]);
});

test('but the key of one party says so of what the key of another booked or ordered: one administrator may have made both', async () => {
  const issuer = await someone(stage.created.hostId, 'administrator');
  const { practitionerId, homeId } = stage.sip;
  const schoolId = stage.asking.organisationId;
  const keyOf = async (organisationId: string) => ({
    ...stage.as(organisationId, 'key'),
    apiKeyId: await issuedBy(issuer, organisationId),
  });
  const visit = { visitId: newId(), schoolId, practitionerId, on: day('2026-04-13'), portion: 50n };
  const purchase = { purchaseId: newId(), schoolId, offerId: stage.independent };
  const { providerId } = await stage.db.tx(await keyOf(schoolId), async (tx) => {
    await stage.visits.book(tx, { ...visit, purpose: 'An afternoon' });
    return stage.purchases.buy(tx, purchase);
  });
  const report = (tx: Tx) => stage.visits.report(tx, visit.visitId, 'We looked at reading in Year 3.');
  const deliver = (tx: Tx) => stage.purchases.deliver(tx, purchase.purchaseId);
  expect(await says(await keyOf(homeId), [null], report)).toEqual(['done']);
  expect(await says(await keyOf(providerId), [null], deliver)).toEqual(['done']);
});
