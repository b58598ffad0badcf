import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { trustId } from '#directory';
import { SchoolYear } from '#insight';
import { newId } from '#platform';
import { AgreementDecisionController } from '../../../apps/web/school/agreements/decision.controller.js';
import { day, type Stage } from '../stage.js';
import { answer, choose } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
  // As an operator writes it under `approvals` in its blueprint.
  await choose(buyers, {
    approvals: {
      school: {
        rungs: [
          { role: 'business-manager', usual_pence: 60_000, set_by: ['headteacher'] },
          { role: 'headteacher', usual_pence: 130_000, set_by: ['chair'] },
          { role: 'chair', set_by: [] },
        ],
        keys_as: 'business-manager',
        above: 'trust board',
      },
    },
  });
}, 240_000);
afterAll(() => buyers?.close());

test('a business manager signs what is usual, a head more, and above that the chair approves: by configuration alone', async () => {
  const { nextSchool, manager, prepare, decide, as, small, middle, large } = buyers;
  const small1 = nextSchool();
  expect((await prepare(small1, { offerId: small }, manager(small1))).state).toBe('signed');

  const middle1 = nextSchool();
  const waits = await prepare(middle1, { offerId: middle }, manager(middle1));
  expect(waits.state).toBe('awaiting-approval');
  expect((await decide('approve', waits)).state).toBe('signed');

  const large1 = nextSchool();
  const dear = await prepare(large1, { offerId: large });
  expect(dear.state).toBe('awaiting-approval');
  await expect(decide('approve', dear)).rejects.toMatchObject({
    code: 'identity.above-limit',
    message: '£2,400.00 is above the £1,300.00 that you may approve. Your chair of governors approves it.',
  });
  expect((await decide('approve', dear, as(large1, 'chair'))).state).toBe('signed');
  // It is the chair's order, and leaves the head's window as it was.
  const allowed = await buyers.db.tx(as(large1), (tx) => buyers.limits.beyond(tx, large1, 130_000n));
  expect(allowed).toBeNull();
});

test('what waits is approved by whoever decides it or is further up, never by a business manager, whatever the limit', async () => {
  const { nextSchool, manager, prepare, decide, as, small, staffAs } = buyers;
  const backdated = async () => {
    const schoolId = nextSchool();
    const wish = { offerId: small, startsOn: '2026-04-06', backdatedBecause: 'The signed paper was found.' };
    return prepare(schoolId, wish, staffAs('administrator'));
  };
  const waits = await backdated();
  for (const actor of [manager(waits.schoolId), as(waits.schoolId, 'key')])
    await expect(decide('approve', waits, actor)).rejects.toMatchObject({
      code: 'platform.forbidden',
      message: 'What waits is not for you to approve. Your headteacher approves it.',
    });
  expect((await decide('approve', waits, as(waits.schoolId, 'chair'))).state).toBe('signed');
});

test('who prepared it, for the trust or as the operator’s, does not approve it as the chair or head; a small school’s head may', async () => {
  const { nextSchool, manager, prepare, decide, as, large, middle, small, staffAs } = buyers;
  const personId = await buyers.db.tx(buyers.created.staff, (tx) =>
    buyers.people.add(tx, { name: 'Two Hats', email: `two.${newId()}@example.org` }),
  );
  const own = { personId };
  const refused = {
    code: 'platform.forbidden',
    message: 'You prepared this, so somebody else at your school approves it.',
  };
  const [one, two] = [nextSchool(), nextSchool()];
  const dear = await prepare(one, { offerId: large }, { ...manager(one), ...own });
  await expect(decide('approve', dear, { ...as(dear.schoolId, 'chair'), ...own })).rejects.toMatchObject(
    refused,
  );
  // Their page offers the no alone.
  const { db, agreements, nextTerms, documents, limits } = buyers;
  const year = new SchoolYear();
  const pages = new AgreementDecisionController(db, agreements, nextTerms, documents, year, limits);
  const offered = (who: object) =>
    pages.approval({ ...as(dear.schoolId, 'chair'), ...who }, dear.agreementId);
  expect([await offered(own), await offered({})]).toMatchObject([
    { title: 'Decline Large?' },
    { title: 'Approve Large?' },
  ]);
  expect((await decide('approve', dear, as(dear.schoolId, 'chair'))).state).toBe('signed');

  const back = { offerId: small, startsOn: '2026-04-06', backdatedBecause: 'The signed paper was found.' };
  const dated = await prepare(nextSchool(), back, { ...staffAs('administrator'), ...own });
  await expect(decide('approve', dated, { ...as(dated.schoolId), ...own })).rejects.toMatchObject(refused);
  expect((await decide('approve', dated)).state).toBe('signed');

  const usual = await prepare(two, { offerId: middle }, { ...manager(two), ...own });
  expect(usual.state).toBe('awaiting-approval');
  expect((await decide('approve', usual, { ...as(usual.schoolId), ...own })).state).toBe('signed');
});

test('a trust’s head may chair one of its schools, and decides nothing there that they did at the trust', async () => {
  const { created, db, nextSchool, prepare, decide, as, large, limits, parties, people } = buyers;
  const trustOf = new Map(created.schools.map((one) => [one.organisationId, one.trustUid]));
  let schoolId = nextSchool();
  while (!trustOf.get(schoolId)) schoolId = nextSchool();
  const trust = trustId(trustOf.get(schoolId)!);
  const personId = await db.tx(created.staff, async (tx) => {
    await parties.add(tx, { organisationId: trust, buyer: true });
    const both = await people.add(tx, { name: 'Two Hats', email: `two.${newId()}@example.org` });
    await people.appoint(tx, { personId: both, organisationId: trust, role: 'headteacher' });
    await people.appoint(tx, { personId: both, organisationId: schoolId, role: 'chair' });
    return both;
  });
  const head = { ...as(trust), organisationIds: [trust, schoolId], personId };
  const chair = { ...as(schoolId, 'chair'), personId };
  const dear = await prepare(schoolId, { offerId: large }, head);
  expect(dear.state).toBe('awaiting-approval');
  expect(await answer(decide('approve', dear, chair))).toBe('platform.forbidden');
  const set = db.tx(chair, (tx) => limits.set(tx, schoolId, 'headteacher', 500_000n));
  expect(await answer(set)).toBe('identity.own-limit');
  expect((await decide('approve', dear, as(schoolId, 'chair'))).state).toBe('signed');
});

test('who approves does not therefore order: a chair prepares and buys nothing', async () => {
  const schoolId = buyers.nextSchool();
  const chair = buyers.as(schoolId, 'chair');
  expect(await answer(buyers.prepare(schoolId, {}, chair))).toBe('platform.forbidden');
  const bought = buyers.db.tx(chair, (tx) =>
    buyers.purchases.buy(tx, { purchaseId: newId(), schoolId, offerId: buyers.independent }),
  );
  expect(await answer(bought)).toBe('platform.forbidden');
});

test('a commissioner has no limit until the ladder gives one', async () => {
  const { as, db, created, funds, neighbour } = buyers as Stage;
  const laId = created.laIds[1]!;
  const commissioner = as(laId, 'commissioner');
  const fundId = newId();
  const [opensOn, closesOn] = [day('2026-04-01'), day('2027-03-31')];
  await db.tx(commissioner, (tx) =>
    funds.open(tx, { fundId, laId, title: 'Intervention', purpose: '', amount: 900_000n, opensOn, closesOn }),
  );
  const earmark = (amount: bigint, actor = commissioner) => {
    const wallet = {
      walletId: newId(),
      fundId,
      schoolId: neighbour.organisationId,
      purpose: 'Reading',
      amount,
    };
    return answer(db.tx(actor, (tx) => funds.earmark(tx, wallet)));
  };
  expect(await earmark(200_000n)).toBe('done');
  await choose(buyers, {
    approvals: {
      authority: {
        rungs: [{ role: 'commissioner', usual_pence: 100_000, set_by: [] }],
        keys_as: 'commissioner',
        above: 'cabinet member',
      },
    },
  });
  expect(await earmark(100_001n)).toBe('identity.above-limit');
  expect(await earmark(100_000n, as(laId, 'key'))).toBe('done');
  expect(await earmark(1n)).toBe('identity.above-limit'); // The key's orders are the commissioner's.
  expect(await earmark(1n, as(laId, 'budget-holder'))).toBe('platform.forbidden');
});

test('what is above everyone is approved by nobody, and declined by anyone on the ladder or who may prepare it, so that its days are free again', async () => {
  const { nextSchool, manager, prepare, decide, as, large } = buyers;
  await choose(buyers, {
    approvals: {
      school: {
        rungs: [
          { role: 'headteacher', usual_pence: 130_000, set_by: [] },
          { role: 'chair', usual_pence: 130_000, set_by: [] },
        ],
        above: 'trust board',
      },
    },
  });
  const schoolId = nextSchool();
  const prepared = await prepare(schoolId, {}, manager(schoolId));
  expect((await decide('approve', prepared)).state).toBe('signed'); // The first rung decides what a business manager prepares.

  const other = nextSchool();
  for (const decliner of ['headteacher', 'chair'] as const) {
    const dear = await prepare(other, { offerId: large }, manager(other));
    for (const role of ['headteacher', 'chair'] as const)
      await expect(decide('approve', dear, as(other, role))).rejects.toMatchObject({
        code: 'identity.above-limit',
        message:
          '£2,400.00 is above the £1,300.00 that you may approve. Nobody here may approve that much alone: ask your trust board.',
      });
    expect((await decide('decline', dear, as(other, decliner))).state).toBe('declined');
  }
  // Whoever may prepare takes it back, also on no rung; nobody else who is on none.
  const own = await prepare(other, { offerId: large }, manager(other));
  await expect(decide('decline', own, as(other, 'practitioner'))).rejects.toMatchObject({
    code: 'platform.forbidden',
    message: 'Your role does not approve spending. Ask your headteacher or chair of governors.',
  });
  expect((await decide('decline', own, manager(other))).state).toBe('declined');
});
