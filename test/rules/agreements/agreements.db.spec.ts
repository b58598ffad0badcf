import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Catalogue } from '#catalogue';
import { Directory } from '#directory';
import { Vocabularies } from '#operating-model';
import { newId, type Actor, type Tx } from '#platform';
import { answers, day, forbidden, someoneWaits } from '../stage.js';
import { answer, choose, published, told } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { granted } from './granted.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

const grantsOf = (schoolId: string) => granted(buyers, schoolId);

test('a quote is of today unless another day is asked for', async () => {
  const quote = (startsOn?: string) =>
    buyers.db.tx(buyers.as(buyers.asking.organisationId), (tx) =>
      buyers.agreements.quote(
        tx,
        buyers.asking.organisationId,
        buyers.middle,
        ...(startsOn ? [day(startsOn)] : []),
      ),
    );
  expect(await quote()).toMatchObject({
    startsOn: day('2026-04-13'),
    endsOn: day('2027-03-31'),
    price: { amount: 120_000n },
    noticeBy: day('2027-01-30'),
    billsOn: day('2026-03-14'),
  });
  expect(await quote('2026-09-01')).toMatchObject({ price: { amount: 70_000n }, yearPrice: 120_000n });
});

test('a head signs at once: what it grants is for its term, and a second click is the same agreement', async () => {
  const [schoolId, agreementId] = [buyers.nextSchool(), newId()];
  const signed = await buyers.prepare(schoolId, {
    agreementId,
    startsOn: '2026-09-01',
    purchaseOrder: 'PO 7',
  });
  expect(signed).toMatchObject({
    agreementId,
    schoolId,
    title: 'Middle',
    price: 70_000n,
    yearPrice: 120_000n,
    purchaseOrder: 'PO 7',
    state: 'signed',
    atTermEnd: 'renew',
    version: 2,
  });
  expect(signed.decidedAt!.toString()).toBe('2026-04-13T08:00:00Z');
  expect(await grantsOf(schoolId)).toEqual([
    [250n, '2026-09-01 to 2027-03-31'],
    [2n, '2026-09-01 to 2027-03-31'],
  ]);
  expect(await told(buyers, 'agreement', agreementId)).toEqual(['agreements.prepare', 'agreements.sign']);
  expect(await published(buyers, agreementId)).toEqual(['agreements.signed']);
  const again = { agreementId, startsOn: '2026-09-01', purchaseOrder: 'PO 7' };
  expect(await buyers.prepare(schoolId, again)).toEqual(await buyers.find(agreementId));
  expect((await buyers.prepare(buyers.nextSchool(), { purchaseOrder: '' })).purchaseOrder).toBeNull();
});

test('a school’s price is for those who act for it, and the operator', async () => {
  const schoolId = buyers.asking.organisationId;
  const catalogue = new Catalogue(new Vocabularies());
  const quote = () => (tx: Tx) => buyers.agreements.quote(tx, schoolId, buyers.middle);
  const prices = () => async (tx: Tx) =>
    catalogue.prices(
      tx,
      await catalogue.offer(tx, buyers.middle),
      await new Directory().school(tx, schoolId),
    );
  const others = [buyers.as(buyers.created.hostId, 'manager'), buyers.as(buyers.created.laIds[0]!, 'key')];
  const those = [buyers.as(schoolId, 'key'), buyers.created.staff];
  for (const ask of [quote, prices]) {
    expect(await answers(buyers, others, ask)).toEqual(forbidden(others));
    expect(await answers(buyers, those, ask)).toEqual(['done', 'done']);
  }
});

test('an agreement is prepared by those who commit the school', async () => {
  const schoolId = buyers.nextSchool();
  const wrong = [
    buyers.as(schoolId, 'chair'),
    buyers.as(buyers.asking.organisationId),
    buyers.as(buyers.created.hostId, 'manager'),
  ];
  const prepare = () => (tx: Tx) =>
    buyers.agreements.prepare(tx, { agreementId: newId(), schoolId, offerId: buyers.middle });
  expect(await answers(buyers, wrong, prepare)).toEqual(forbidden(wrong));
  expect(await answers(buyers, [buyers.as(schoolId, 'key')], prepare)).toEqual(['done']);
});

test('above the preparer’s limit, a whole year’s price waits for the head and grants nothing', async () => {
  const schoolId = buyers.nextSchool();
  await buyers.limit(schoolId, 119_999n);
  const waiting = await buyers.prepare(schoolId, { startsOn: '2027-03-01' }, buyers.manager(schoolId));
  expect(waiting).toMatchObject({ state: 'awaiting-approval', price: 10_000n, decidedAt: null, version: 1 });
  expect(await grantsOf(schoolId)).toEqual([]);
  expect(await published(buyers, waiting.agreementId)).toEqual(['agreements.approval-requested']);
  await expect(buyers.decide('approve', waiting, buyers.manager(schoolId))).rejects.toMatchObject({
    code: 'identity.above-limit',
  });
  const others = [buyers.as(schoolId, 'chair'), buyers.as(buyers.created.hostId, 'manager')];
  for (const verb of ['approve', 'decline'] as const)
    expect(
      await answers(buyers, others, () => (tx) => buyers.agreements[verb](tx, waiting.agreementId)),
    ).toEqual(forbidden(others));

  const signed = await buyers.decide('approve', waiting);
  expect(signed).toMatchObject({ state: 'signed', version: 2 });
  expect(await grantsOf(schoolId)).toEqual([
    [50n, '2027-03-01 to 2027-03-31'],
    [1n, '2027-03-01 to 2027-03-31'],
  ]);
  for (const verb of ['approve', 'decline'] as const)
    await expect(buyers.decide(verb, waiting)).rejects.toMatchObject({ code: 'agreements.decided' });
  expect(await told(buyers, 'agreement', waiting.agreementId)).toEqual([
    'agreements.prepare',
    'agreements.sign',
  ]);
});

test('what was signed counts against the limit; what is approved counts as the head’s', async () => {
  const schoolId = buyers.nextSchool();
  await buyers.limit(schoolId, 130_000n);
  expect((await buyers.prepare(schoolId, {}, buyers.manager(schoolId))).state).toBe('signed');
  const buy = (actor: Actor) =>
    buyers.db.tx(actor, (tx) =>
      buyers.purchases.buy(tx, { purchaseId: newId(), schoolId, offerId: buyers.independent }),
    );
  await expect(buy(buyers.manager(schoolId))).rejects.toMatchObject({ code: 'identity.above-limit' });
  const other = buyers.nextSchool();
  await buyers.db.tx(buyers.as(other, 'chair'), (tx) =>
    buyers.limits.set(tx, other, 'headteacher', 130_000n),
  );
  await buyers.decide('approve', await buyers.prepare(other, {}, buyers.manager(other)));
  await expect(buy(buyers.as(other))).rejects.toThrow();
});

test('the head declines, and that is decided; whoever prepared it may decline it too', async () => {
  const schoolId = buyers.nextSchool();
  const waiting = await buyers.prepare(schoolId, {}, buyers.manager(schoolId));
  const decline = (because: string) =>
    buyers.db.tx(buyers.as(schoolId), (tx) => buyers.agreements.decline(tx, waiting.agreementId, because));
  for (const because of ['no', ' no ', 'x'.repeat(501)])
    await expect(decline(because)).rejects.toMatchObject({ code: 'agreements.reason' });
  const declined = await decline(' Too dear for us. ');
  expect(declined).toMatchObject({ state: 'declined', version: 2, declinedBecause: 'Too dear for us.' });
  expect(declined.decidedAt!.toString()).toBe('2026-04-13T08:00:00Z');
  for (const verb of ['approve', 'decline'] as const)
    await expect(buyers.decide(verb, waiting)).rejects.toMatchObject({ code: 'agreements.decided' });
  expect(await grantsOf(schoolId)).toEqual([]);
  expect(await told(buyers, 'agreement', waiting.agreementId)).toEqual([
    'agreements.prepare',
    'agreements.decline',
  ]);
  const again = await buyers.prepare(schoolId, {}, buyers.manager(schoolId));
  const unsaid = await buyers.decide('decline', again, buyers.manager(schoolId));
  expect([unsaid.state, unsaid.declinedBecause]).toEqual(['declined', null]);
  const dear = await buyers.prepare(schoolId, {}, buyers.manager(schoolId));
  const why = 'x'.repeat(500);
  await buyers.db.tx(buyers.as(schoolId), (tx) => buyers.agreements.decline(tx, dear.agreementId, why));
  await buyers.prepare(schoolId);
});

test('a start in a wrong year, in closed books or in days already agreed is refused before anything is kept', async () => {
  const schoolId = buyers.nextSchool();
  const consider = (startsOn?: string, offerId = buyers.middle) =>
    buyers.db.tx(buyers.as(schoolId), (tx) =>
      buyers.agreements.consider(tx, {
        schoolId,
        offerId,
        ...(startsOn && { startsOn: day(startsOn) }),
      }),
    );
  expect((await consider()).startsOn).toEqual(day('2026-04-13'));
  await expect(consider('2026-03-12')).rejects.toMatchObject({ code: 'agreements.start-too-early' });
  await expect(consider('2027-04-15')).rejects.toMatchObject({ code: 'agreements.start-too-late' });
  await buyers.db.tx(buyers.created.staff, (tx) => buyers.books.closeUntil(tx, day('2026-04-05')));
  await expect(consider('2026-04-05')).rejects.toMatchObject({ code: 'agreements.start-closed' });
  await consider('2026-04-06');
  await expect(consider(undefined, buyers.independent)).rejects.toMatchObject({
    code: 'agreements.not-a-plan',
  });

  const waiting = await buyers.prepare(schoolId, {}, buyers.manager(schoolId));
  const taken = { code: 'agreements.already-subscribed' };
  await expect(consider('2027-03-31')).rejects.toMatchObject(taken);
  await expect(buyers.prepare(schoolId)).rejects.toMatchObject(taken);
  await consider('2027-04-01');
  await buyers.decide('approve', waiting);
  await expect(consider('2027-03-31')).rejects.toMatchObject(taken);
  const lastDay = await buyers.prepare(buyers.nextSchool(), { startsOn: '2027-03-31' });
  expect(lastDay).toMatchObject({ state: 'signed', price: 10_000n });
});

test('a school that will have left by then agrees to nothing, nor does the operator date one back for it', async () => {
  const schoolId = buyers.nextSchool();
  await buyers.db.tx(buyers.created.staff, (tx) => buyers.parties.leave(tx, schoolId, day('2026-08-31')));
  const left = { code: 'agreements.school-left' };
  await expect(buyers.prepare(schoolId, { startsOn: '2026-09-01' })).rejects.toMatchObject(left);
  const stranger = buyers.created.hostId;
  const backdatedBecause = 'The signed paper was found.';
  await expect(
    buyers.prepare(stranger, { startsOn: '2026-04-06', backdatedBecause }, buyers.staffAs('administrator')),
  ).rejects.toMatchObject(left);
  expect(await buyers.prepare(schoolId, { startsOn: '2026-08-31' })).toMatchObject({ state: 'signed' });
});

test('the operator’s administrator and finance officer alone date one back, with a reason and never ahead, and the school’s head approves it', async () => {
  const schoolId = buyers.nextSchool();
  const back = { startsOn: '2026-04-06', backdatedBecause: 'The signed paper was found.' };
  await expect(buyers.prepare(schoolId, back)).rejects.toMatchObject({ code: 'platform.forbidden' });
  await expect(buyers.prepare(schoolId, {}, buyers.staffAs('administrator'))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await expect(buyers.prepare(schoolId, back, buyers.staffAs('broker'))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await expect(
    buyers.prepare(schoolId, { ...back, startsOn: '2027-04-15' }, buyers.staffAs('finance')),
  ).rejects.toMatchObject({ code: 'agreements.start-too-late' });
  for (const backdatedBecause of ['', 'Too short', ' Too short ', 'x'.repeat(501)])
    await expect(
      buyers.prepare(schoolId, { ...back, backdatedBecause }, buyers.staffAs('finance')),
    ).rejects.toMatchObject({ code: 'agreements.backdated-reason' });
  const long = { ...back, backdatedBecause: 'x'.repeat(500) };
  const waiting = await buyers.prepare(schoolId, long, buyers.staffAs('finance'));
  expect(waiting).toMatchObject({ state: 'awaiting-approval', ...long, startsOn: day('2026-04-06') });
  expect((await buyers.decide('approve', waiting)).state).toBe('signed');
  await choose(buyers, { agreements: { start_back_days: 0 } });
  const other = buyers.nextSchool();
  await expect(buyers.prepare(other, { startsOn: '2026-04-06' })).rejects.toMatchObject({
    code: 'agreements.start-too-early',
  });
  expect(
    (await buyers.prepare(other, { ...back, backdatedBecause: 'Ten in all' }, buyers.staffAs('key')))
      .startsOn,
  ).toEqual(day('2026-04-06'));
  await choose(buyers, { agreements: { start_back_days: 31 } });
});

test('of two that are signed at once for the same days, one is', async () => {
  const schoolId = buyers.nextSchool();
  let second: Promise<unknown> | undefined;
  await buyers.db.tx(buyers.as(schoolId), async (tx) => {
    await buyers.agreements.prepare(tx, { agreementId: newId(), schoolId, offerId: buyers.middle });
    second = buyers.prepare(schoolId, { offerId: buyers.small }).catch((error: unknown) => error);
    await someoneWaits(buyers);
  });
  expect(await second).toMatchObject({ code: 'agreements.already-subscribed' });
  expect(await grantsOf(schoolId)).toHaveLength(2);
});

test('agreements are listed the latest start first, those that are asked for', async () => {
  const schoolId = buyers.nextSchool();
  const first = await buyers.prepare(schoolId, { startsOn: '2026-09-01' });
  const second = await buyers.prepare(schoolId, { startsOn: '2027-04-01' }, buyers.manager(schoolId));
  const list = async (filter: object, actor = buyers.as(schoolId)) =>
    (await buyers.db.tx(actor, (tx) => buyers.agreements.list(tx, filter))).map((one) => one.agreementId);
  const [a, b] = [first.agreementId, second.agreementId];
  expect(await list({})).toEqual([b, a]);
  expect(await list({ state: 'signed' })).toEqual([a]);
  expect(await list({ schoolId, limit: 1 }, buyers.created.staff)).toEqual([b]);
  expect(await list({ schoolId, after: b }, buyers.created.staff)).toEqual([a]);
  await expect(buyers.find(newId())).rejects.toMatchObject({ code: 'platform.not-found' });
});

test('of two who prepare one for the same days at once the second is told of the first', async () => {
  const schoolId = buyers.asking.organisationId;
  const [manager, startsOn] = [buyers.manager(schoolId), '2027-04-01'];
  let second: Promise<string> | undefined;
  await buyers.db.tx(manager, async (tx) => {
    const first = { agreementId: newId(), schoolId, offerId: buyers.small, startsOn: day(startsOn) };
    await buyers.agreements.prepare(tx, first);
    second = answer(buyers.prepare(schoolId, { startsOn }, manager));
    await someoneWaits(buyers);
  });
  expect(await second).toBe('agreements.already-subscribed');
});
