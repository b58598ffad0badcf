import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Agreement } from '#agreements';
import { Audit } from '#identity';
import { SchoolYear, Season } from '#insight';
import { newId, type Actor } from '#platform';
import { RenewalProblemsController } from '../../../apps/web/operator/renewal-problems/controller.js';
import { advance } from '../../scenarios/scene.js';
import { day, someoneWaits } from '../stage.js';
import { published, told } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { flat, publishPlan } from './offers.js';
import { granted } from './granted.js';

let buyers: Buyers;
/** Signed on 13 April 2026, to the end of March, by what becomes of each. */
const all = new Map<string, Agreement>();
const the = (name: string) => all.get(name)!;
beforeAll(async () => {
  buyers = await openBuyers();
  const sign = async (name: string, offerId = buyers.middle) =>
    all.set(name, await buyers.prepare(buyers.nextSchool(), { offerId, purchaseOrder: `PO of ${name}` }));
  for (const name of ['staying', 'last', 'leaving', 'ahead', 'changing', 'left', 'closed', 'old', 'broken'])
    await sign(name);
  await sign('withdrawn', await publishPlan(buyers, 'Gone', 90_000n, { withdrawnOn: '2027-04-01' }));
}, 240_000);
afterAll(() => buyers?.close());

// One after the other on one clock.
const at = (instant: string) => advance(buyers, buyers.created, instant);
const staff = <Done>(verb: Parameters<typeof buyers.db.tx<Done>>[1]) =>
  buyers.db.tx(buyers.created.staff, verb);
const renew = (...names: string[]) =>
  staff((tx) =>
    buyers.renewals.renew(tx, names.length ? names.map((name) => the(name).agreementId) : undefined),
  );
const ended = async (...except: string[]) =>
  (
    await staff((tx) =>
      buyers.renewals.ended(
        tx,
        except.map((name) => the(name).agreementId),
      ),
    )
  ).map(({ id }) => [...all].find(([, one]) => one.agreementId === id)?.[0]);
const now = (name: string) => buyers.find(the(name).agreementId);
/** What follows an agreement. */
const next = async (name: string) => {
  const { schoolId, agreementId } = the(name);
  const agreements = await staff((tx) => buyers.agreements.list(tx, { schoolId }));
  return agreements.find((one) => one.renewsId === agreementId);
};
const register = (name: string, change: string) =>
  buyers.db.systemTx('a test changes the register', (tx) =>
    tx.query(`UPDATE directory.school SET ${change} WHERE organisation_id = $1`, [the(name).schoolId]),
  );
const batches = async () =>
  (
    await buyers.db.systemTx('a test looks at what was published', (tx) =>
      tx.query(`SELECT FROM platform.outbox WHERE type = 'agreements.renewed'`),
    )
  ).length;

test('each school is told once that its term ends, thirty days before the day for notice', async () => {
  const { schoolId } = the('staying');
  const waiting = await buyers.prepare(schoolId, { startsOn: '2027-04-01' }, buyers.manager(schoolId));
  await at('2026-12-30T12:00:00Z');
  const notify = () => staff((tx) => buyers.renewals.notify(tx));
  expect(await notify()).toBe(0);
  await at('2026-12-31T12:00:00Z');
  expect(await notify()).toBe(all.size + 1); // and the stage's own school
  expect(await notify()).toBe(0);
  const { agreementId, version } = the('staying');
  expect(await now('staying')).toMatchObject({ notifiedOn: day('2026-12-31'), version: version + 1 });
  expect(await published(buyers, agreementId)).toContain('agreements.renewal-notified');
  expect(await told(buyers, 'agreement', agreementId, buyers.as(schoolId))).toContain('agreements.notify');
  expect((await buyers.find(waiting.agreementId)).notifiedOn).toBeNull();
});

test('what changes before the term ends is the school’s, the operator’s and the register’s', async () => {
  const choose = (name: string, choice: 'leave' | 'change', nextOfferId: string | null = null) =>
    buyers.db.tx(buyers.as(the(name).schoolId), (tx) =>
      buyers.agreements.chooseTermEnd(tx, the(name).agreementId, choice, nextOfferId),
    );
  await choose('leaving', 'leave');
  expect(await choose('changing', 'change', buyers.large)).toMatchObject({ nextOfferId: buyers.large });
  expect(await choose('withdrawn', 'change', buyers.small)).toMatchObject({ nextOfferId: buyers.small });
  await buyers.prepare(the('ahead').schoolId, { startsOn: '2027-04-01' });
  await register('closed', `status = 'closed', closed_on = '2026-12-31'`);
  const nobody = buyers.created.laIds[0]!;
  await staff(async (tx) => {
    await buyers.catalogue.price(tx, buyers.middle, flat(132_000n, { startsOn: day('2027-04-01') }));
    await buyers.catalogue.price(tx, buyers.middle, flat(150_000n, { startsOn: day('2027-04-05') }));
    await tx.query('UPDATE catalogue.offer SET withdrawn_on = $3 WHERE operator_id = $1 AND offer_id = $2', [
      tx.operatorId,
      buyers.small,
      '2027-04-01',
    ]);
    await buyers.parties.leave(tx, the('left').schoolId, day('2027-03-31'));
    await tx.query(
      `UPDATE agreements.agreement SET starts_on = '2017-04-01', ends_on = '2018-03-31', backdated_because = 'Signed in a wrong year, long ago.'
        WHERE operator_id = $1 AND agreement_id = $2`,
      [tx.operatorId, the('old').agreementId],
    );
    // Spoilt behind the application: of a party that is no school.
    await buyers.parties.add(tx, { organisationId: nobody, buyer: true });
    await tx.query(
      'UPDATE agreements.agreement SET school_id = $3 WHERE operator_id = $1 AND agreement_id = $2',
      [tx.operatorId, the('broken').agreementId, nobody],
    );
  });
  expect((await buyers.find(the('old').agreementId)).endsOn).toEqual(day('2018-03-31'));
});

test('a term ends with its last day; a year long past is left for a person, and nothing is announced of it', async () => {
  await at('2027-03-31T20:00:00Z');
  expect(await ended()).toEqual(['old']);
  expect(await renew()).toBe(1);
  expect(await now('old')).toMatchObject({
    renewalProblem:
      'The year that would follow ended on 31 March 2019; past years are not billed by themselves.',
    version: the('old').version + 2, // told, and left
  });
  expect(await ended()).toEqual([]);
  expect(await renew()).toBe(0);
  expect(await batches()).toBe(0);
});

test('those that are asked for are renewed, on the terms of the day that their next term began', async () => {
  await at('2027-04-10T06:00:00Z');
  const due = ['staying', 'last', 'changing', 'withdrawn', 'left', 'closed', 'broken'];
  expect((await ended()).filter(Boolean).sort()).toEqual(due.sort());
  expect(await ended('staying', 'broken')).not.toContain('staying');
  expect(await renew('staying', 'changing', 'leaving', 'ahead')).toBe(2);
  const renewed = (await next('staying'))!;
  expect(renewed).toMatchObject({
    title: 'Middle',
    startsOn: day('2027-04-01'),
    endsOn: day('2028-03-31'),
    price: 132_000n,
    yearPrice: 132_000n,
    noticeBy: day('2028-01-31'),
    billsOn: day('2027-03-02'),
    purchaseOrder: 'PO of staying',
    state: 'signed',
    atTermEnd: 'renew',
    notifiedOn: null,
    renewalProblem: null,
    decidedBy: null,
    version: 1,
  });
  expect(renewed.preparedAt.toString()).toBe('2027-04-10T06:00:00Z');
  expect(renewed.decidedAt!.toString()).toBe('2027-04-10T06:00:00Z');
  const changed = (await next('changing'))!;
  expect(changed).toMatchObject({ title: 'Large', price: 240_000n, atTermEnd: 'renew', nextOfferId: null });
  for (const name of ['leaving', 'ahead', 'last']) expect(await next(name)).toBeUndefined();

  const nextYear = '2027-04-01 to 2028-03-31';
  expect((await granted(buyers, renewed.schoolId)).filter(([, days]) => days === nextYear)).toEqual([
    [400n, nextYear],
    [2n, nextYear],
  ]);
  const renewalBatchId = renewed.renewalBatchId!;
  const batch = await staff((tx) => buyers.agreements.list(tx, { renewalBatchId }));
  expect(batch.map((one) => one.title).sort()).toEqual(['Large', 'Middle']);
  expect(await published(buyers, renewalBatchId)).toEqual(['agreements.renewed']);
  const subject = { type: 'agreement', id: renewed.agreementId };
  expect(await buyers.db.tx(buyers.as(renewed.schoolId), (tx) => new Audit().of(tx, subject))).toMatchObject([
    { verb: 'agreements.renew', details: { renews: the('staying').agreementId, batch: renewalBatchId } },
  ]);
  // The copy that waited is no longer needed.
  const { schoolId } = the('staying');
  const copies = await staff((tx) => buyers.agreements.list(tx, { schoolId, state: 'superseded' }));
  expect(copies).toMatchObject([{ supersededBy: renewed.agreementId }]);
  expect(await told(buyers, 'agreement', copies[0]!.agreementId)).toEqual([
    'agreements.prepare',
    'agreements.supersede',
  ]);
});

test('what two runs meet in is renewed by one of them', async () => {
  let others: Promise<number>;
  await staff(async (tx) => {
    expect(await buyers.renewals.renew(tx, [the('last').agreementId])).toBe(1);
    others = renew('last');
    await Promise.race([others, someoneWaits(buyers)]);
  });
  expect(await others!).toBe(0);
  expect(await next('last')).toMatchObject({ price: 132_000n });
  expect(await renew('last')).toBe(0);
});

test('what stands in the way of one is kept with it, and keeps none other waiting', async () => {
  const problems = {
    withdrawn: 'Small is not offered any more from 1 April 2027. Choose another plan.',
    left: 'The school is no longer a member that buys here.',
    closed: 'The register says that the school is closed from 31 December 2026.',
  };
  const versions: Record<string, number> = { withdrawn: 3, left: 2, closed: 2 }; // told, chosen for, left
  const before = await batches();
  expect(await renew('withdrawn', 'left', 'closed')).toBe(3);
  expect(await batches()).toBe(before);
  for (const [name, renewalProblem] of Object.entries(problems)) {
    expect(await now(name)).toMatchObject({ renewalProblem, version: the(name).version + versions[name]! });
    expect(await next(name)).toBeUndefined();
    const { schoolId, agreementId } = the(name);
    const entries = await buyers.db.tx(buyers.as(schoolId), (tx) =>
      new Audit().of(tx, { type: 'agreement', id: agreementId }),
    );
    expect(entries.at(-1)).toMatchObject({
      verb: 'agreements.not-renewed',
      details: { problem: renewalProblem },
    });
  }
  expect((await ended()).filter(Boolean)).toEqual(['broken']);
});

test('a fault of the program is no school’s problem: the run fails, and it is still due', async () => {
  await expect(renew('broken')).rejects.toThrow(TypeError);
  expect((await now('broken')).renewalProblem).toBeNull();
  expect((await ended()).filter(Boolean)).toEqual(['broken']);
});

test('an administrator or finance officer lets it end, or tries again at once, and nobody else does', async () => {
  const resolve = (name: string, how: 'try-again' | 'let-it-end', actor = buyers.created.staff) =>
    buyers.db.tx(actor, (tx) => buyers.renewals.resolve(tx, the(name).agreementId, how));
  for (const nobody of [buyers.as(the('closed').schoolId), buyers.staffAs('broker')])
    await expect(resolve('closed', 'let-it-end', nobody)).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
  // Nor staff whose own school it is: their page says so and asks nothing.
  const own = await staff(async (tx) => {
    const personId = await buyers.people.add(tx, { name: 'Ann', email: `ann.${newId()}@example.org` });
    const { schoolId: organisationId } = the('closed');
    await buyers.people.appoint(tx, { personId, organisationId, role: 'headteacher' });
    return { ...buyers.staffAs('finance'), personId };
  });
  await expect(resolve('closed', 'let-it-end', own)).rejects.toMatchObject({ code: 'identity.own-part' });
  const { db, agreements, renewals } = buyers;
  const pages = new RenewalProblemsController(db, agreements, renewals, new Season(), new SchoolYear());
  const shown = async (actor: Actor) => (await pages.show(actor, the('closed').agreementId)) as object;
  expect([await shown(own), await shown({ ...own, personId: newId() })]).toMatchObject([
    { model: { action: null, why: expect.stringContaining('You act there yourself') } },
    { model: { action: expect.any(String), why: null } },
  ]);
  await expect(resolve('staying', 'let-it-end')).rejects.toMatchObject({ code: 'agreements.no-problem' });

  const { version, renewalProblem } = await now('closed');
  expect(await resolve('closed', 'try-again')).toMatchObject({ renewalProblem, version: version + 2 });
  await register('closed', `status = 'open', closed_on = NULL`);
  expect(await resolve('closed', 'try-again')).toMatchObject({ renewalProblem: null });
  expect(await next('closed')).toMatchObject({ state: 'signed', price: 132_000n });
  // It tries this one, and no other that is due.
  expect((await ended()).filter(Boolean)).toEqual(['broken']);

  expect(await resolve('withdrawn', 'let-it-end')).toMatchObject({
    renewalProblem: null,
    atTermEnd: 'leave',
    nextOfferId: null,
  });
  expect(await renew('withdrawn')).toBe(0);
  await expect(resolve('withdrawn', 'try-again')).rejects.toMatchObject({ code: 'agreements.no-problem' });
  const { schoolId, agreementId } = the('withdrawn');
  const journalled = await told(buyers, 'agreement', agreementId, buyers.as(schoolId));
  expect(journalled.at(-1)).toBe('agreements.let-it-end');
  expect(await told(buyers, 'agreement', the('closed').agreementId)).toEqual(
    expect.arrayContaining(['agreements.not-renewed', 'agreements.try-again']),
  );
});

test('a term that is over is signed only when staff date it back, and told to nobody', async () => {
  const [schoolId, startsOn] = [buyers.nextSchool(), '2027-03-31'];
  await expect(buyers.prepare(schoolId, { startsOn })).rejects.toMatchObject({
    code: 'agreements.term-over',
  });
  const backdated = { startsOn, backdatedBecause: 'The signed paper was found.' };
  const late = await buyers.decide(
    'approve',
    await buyers.prepare(schoolId, backdated, buyers.staffAs('administrator')),
  );
  expect(late).toMatchObject({ state: 'signed', endsOn: day('2027-03-31'), atTermEnd: 'leave' });
  await staff((tx) => buyers.renewals.notify(tx));
  expect((await buyers.find(late.agreementId)).notifiedOn).toBeNull();
  // Nobody at the school agreed to the year that has begun since, and nobody could still say no to it.
  expect(await staff((tx) => buyers.renewals.renew(tx, [late.agreementId]))).toBe(0);
  // One whose term ends today still renews.
  await at('2028-03-31T12:00:00Z');
  const today = await buyers.prepare(buyers.nextSchool(), { startsOn: '2028-03-31' });
  expect(today).toMatchObject({ state: 'signed', endsOn: day('2028-03-31'), atTermEnd: 'renew' });
});
