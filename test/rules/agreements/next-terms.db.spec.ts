import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Agreement } from '#agreements';
import { advance } from '../../scenarios/scene.js';
import { day } from '../stage.js';
import { choose as setUp } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { flat, publish, publishPlan } from './offers.js';

/** What a school has once the day for notice is over: signed on 13 April 2026, to 31 March; notice by 30 January. */
let buyers: Buyers;
/** Of the plan at £1,200 a year, by what becomes of each. */
const schools = new Map<string, string>();
const the = (name: string) => schools.get(name)!;
beforeAll(async () => {
  buyers = await openBuyers();
  for (const name of [
    'renewing',
    'copied',
    'going on',
    'leaving',
    'going up',
    'waived',
    'stuck',
    'last',
    'far ahead',
  ])
    schools.set(name, buyers.nextSchool());
  for (const [name, schoolId] of schools) if (name !== 'stuck') await buyers.prepare(schoolId);
  const gone = await publishPlan(buyers, 'Gone', 90_000n, { withdrawnOn: '2027-04-01' });
  await buyers.prepare(the('stuck'), { offerId: gone });
}, 240_000);
afterAll(() => buyers?.close());

// One after the other on one clock.
const at = (instant: string) => advance(buyers, buyers.created, instant);
const current = async (name: string) =>
  (
    await buyers.db.tx(buyers.created.staff, (tx) => buyers.agreements.list(tx, { schoolId: the(name) }))
  ).find((one) => one.state === 'signed' && one.startsOn.equals(day('2026-04-13')))!;
const choose = async (
  name: string,
  choice: 'leave' | 'change' | 'renew',
  nextOfferId: string | null = null,
) => {
  const { agreementId } = await current(name);
  return buyers.db.tx(buyers.as(the(name)), (tx) =>
    buyers.agreements.chooseTermEnd(tx, agreementId, choice, nextOfferId),
  );
};
const cheaper = (name: string, startsOn = '2027-04-01', actor = buyers.as(the(name))) =>
  buyers.prepare(the(name), { startsOn, offerId: buyers.small }, actor);
const tooLate = {
  code: 'agreements.notice-too-late',
  message: 'Notice had to be given by 30 January 2027, so the agreement renews for another year.',
};

test('the plans that may follow are those with a price for the next term, at that price', async () => {
  const schoolId = buyers.nextSchool();
  const dearer = await publishPlan(buyers, 'Dearer', 60_000n);
  const signed = await buyers.prepare(schoolId, { offerId: dearer, startsOn: '2026-09-01' });
  await buyers.db.tx(buyers.created.staff, (tx) =>
    buyers.catalogue.price(tx, dearer, flat(66_000n, { startsOn: day('2027-04-01') })),
  );
  await publish(buyers, { title: 'No plan' });
  await publishPlan(buyers, 'For others', 1n, { price: { forSchools: 'independent' } });
  await publishPlan(buyers, 'Withdrawn', 1n, { withdrawnOn: '2027-04-01' });
  const plans = await buyers.db.tx(buyers.as(schoolId), (tx) => buyers.nextTerms.plans(tx, signed));
  const titles = plans.map((plan) => plan.offer.title);
  expect(titles).toEqual(expect.arrayContaining(['Bronze', 'Silver', 'Gold', 'Small', 'Middle', 'Large']));
  for (const missing of ['No plan', 'For others', 'Withdrawn', 'Gone']) expect(titles).not.toContain(missing);
  expect(plans.find((plan) => plan.offer.offerId === dearer)).toMatchObject({
    startsOn: day('2027-04-01'),
    endsOn: day('2028-03-31'),
    price: { amount: 66_000n },
  });
});

test('until the day for notice a school signs for the next term what it likes', async () => {
  await at('2027-01-30T12:00:00Z');
  expect(await cheaper('going on')).toMatchObject({ state: 'signed', price: 60_000n });
  const waits = await cheaper('copied', undefined, buyers.manager(the('copied')));
  expect(waits.state).toBe('awaiting-approval');
  await choose('leaving', 'leave');
  await choose('going up', 'change', buyers.large);
});

test('after it, what renews is not escaped by signing another plan, or the same one later, for days of its next term', async () => {
  await at('2027-01-31T12:00:00Z');
  for (const startsOn of ['2027-04-01', '2027-10-01'])
    await expect(cheaper('renewing', startsOn)).rejects.toMatchObject(tooLate);
  await expect(buyers.prepare(the('renewing'), { startsOn: '2027-04-02' })).rejects.toMatchObject(tooLate);
  const [waits] = await buyers.db.tx(buyers.created.staff, (tx) =>
    buyers.agreements.list(tx, { schoolId: the('copied'), state: 'awaiting-approval' }),
  );
  await expect(buyers.decide('approve', waits!)).rejects.toMatchObject(tooLate);
  // What it renews as, from the day on which it does.
  await expect(buyers.prepare(the('going up'), { startsOn: '2027-04-01' })).rejects.toMatchObject(tooLate);
  expect(await buyers.prepare(the('renewing'), { startsOn: '2027-04-01' })).toMatchObject({
    state: 'signed',
    price: 120_000n,
  });
});

test('whoever leaves, or has a plan that cannot renew, signs what they like; staff say otherwise with a reason', async () => {
  expect(await cheaper('leaving')).toMatchObject({ state: 'signed' });
  expect(await cheaper('stuck')).toMatchObject({ state: 'signed' });
  const backdatedBecause = 'Agreed with their head by telephone.';
  const wanted = { startsOn: '2027-04-01', offerId: buyers.small, backdatedBecause };
  const waits = await buyers.prepare(the('waived'), wanted, buyers.staffAs('finance'));
  expect(await buyers.decide('approve', waits)).toMatchObject({ state: 'signed', price: 60_000n });
});

test('after it, the plan that was chosen to follow is not given up for a cheaper one, and who was to leave may stay', async () => {
  await expect(choose('going up', 'renew')).rejects.toMatchObject(tooLate);
  const schoolId = buyers.nextSchool();
  const leaving = await buyers.prepare(schoolId, { startsOn: '2027-01-31' });
  const head = buyers.as(schoolId);
  const say = (choice: 'leave' | 'renew') =>
    buyers.db.tx(head, (tx) => buyers.agreements.chooseTermEnd(tx, leaving.agreementId, choice));
  await say('leave');
  await at('2027-02-01T12:00:00Z');
  expect(await say('renew')).toMatchObject({ atTermEnd: 'renew' });
});

test('whoever signs after the day for notice has fourteen days to leave, counted from the approval where it waited', async () => {
  const [schoolId, late] = [buyers.nextSchool(), buyers.nextSchool()];
  const say = ({ agreementId, schoolId: id }: Agreement, choice: 'leave' | 'change') =>
    buyers.db.tx(buyers.as(id), (tx) =>
      buyers.agreements.chooseTermEnd(tx, agreementId, choice, buyers.small),
    );
  const startsOn = '2027-01-20';
  const quoted = await buyers.db.tx(buyers.as(schoolId), (tx) =>
    buyers.agreements.consider(tx, { schoolId, offerId: buyers.middle, startsOn: day(startsOn) }),
  );
  expect(quoted.noticeBy).toEqual(day('2027-02-15'));
  const signed = await buyers.prepare(schoolId, { startsOn });
  expect(signed).toMatchObject({ state: 'signed', noticeBy: day('2027-02-15') });
  const waits = await buyers.prepare(late, { startsOn }, buyers.manager(late));
  expect(waits).toMatchObject({ state: 'awaiting-approval', noticeBy: day('2027-02-15') });

  await at('2027-02-16T12:00:00Z');
  await expect(say(signed, 'leave')).rejects.toMatchObject({ code: 'agreements.notice-too-late' });
  const approved = await buyers.decide('approve', waits);
  expect(approved.noticeBy).toEqual(day('2027-03-02'));
  expect((await buyers.find(waits.agreementId)).noticeBy).toEqual(day('2027-03-02'));
  // The school is told of that day.
  await buyers.db.tx(buyers.created.staff, async (tx) => {
    while ((await buyers.renewals.notify(tx)) > 0);
  });
  expect((await buyers.find(waits.agreementId)).notifiedOn).toEqual(day('2027-02-16'));
  await at('2027-03-02T12:00:00Z');
  expect(await say(approved, 'change')).toMatchObject({ atTermEnd: 'change' });
  await at('2027-03-03T12:00:00Z');
  await expect(say(approved, 'leave')).rejects.toMatchObject({ code: 'agreements.notice-too-late' });
});

test('nor is it escaped between the end of the term and its renewal; and a plan for years to come stops none', async () => {
  await setUp(buyers, { agreements: { start_ahead_days: 730 } });
  expect(await cheaper('far ahead', '2028-04-01')).toMatchObject({ state: 'signed' });
  await at('2027-04-01T00:01:00Z');
  await expect(cheaper('last')).rejects.toMatchObject(tooLate);
  await buyers.db.tx(buyers.created.staff, async (tx) => {
    while ((await buyers.renewals.renew(tx)) > 0);
  });
  const followed = async (name: string) => {
    const { agreementId } = await current(name);
    const all = await buyers.db.tx(buyers.created.staff, (tx) =>
      buyers.agreements.list(tx, { schoolId: the(name) }),
    );
    return all.find((one) => one.renewsId === agreementId)?.title;
  };
  const titles: Record<string, string | undefined> = {};
  for (const name of schools.keys()) titles[name] = await followed(name);
  expect(titles).toEqual({
    renewing: undefined, // signed ahead, the same
    copied: 'Middle',
    'going on': undefined,
    leaving: undefined,
    'going up': 'Large',
    waived: undefined,
    stuck: undefined,
    last: 'Middle',
    'far ahead': 'Middle',
  });
});

test('a renewal that came late leaves as long to give notice as a signature', async () => {
  await setUp(buyers, { agreements: { late_notice_days: 21 } });
  const signed = await buyers.prepare(buyers.nextSchool());
  expect(signed.endsOn).toEqual(day('2028-03-31'));
  await at('2029-02-20T12:00:00Z');
  // As the setting says: of the day on which it is signed, not of its term's first.
  await setUp(buyers, { agreements: { late_notice_days: 28 } });
  await buyers.db.tx(buyers.created.staff, async (tx) => {
    while ((await buyers.renewals.renew(tx)) > 0);
  });
  const all = await buyers.db.tx(buyers.created.staff, (tx) =>
    buyers.agreements.list(tx, { schoolId: signed.schoolId }),
  );
  expect(all.find((one) => one.renewsId === signed.agreementId)).toMatchObject({
    endsOn: day('2029-03-31'),
    noticeBy: day('2029-03-20'),
  });
});
