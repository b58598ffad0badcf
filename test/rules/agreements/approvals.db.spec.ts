import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agreementsChecks, LapseWaiting, type Agreement } from '#agreements';
import { AgreementLetters, Mail, type Links } from '#notifications';
import { Failures } from '#platform';
import { testConfig } from '#testing';
import { AgreementsProcessor } from '../../../apps/worker/agreements.processor.js';
import { day } from '../stage.js';
import { answer, at, choose, published, told } from '../traces.js';
import { openBuyers, type Buyers, type Wanted } from './buyers.js';

let buyers: Buyers;
/** Prepared on 13 April 2026, and waiting, by what becomes of each. */
const all = new Map<string, Agreement>();
const the = (name: string) => all.get(name)!;
beforeAll(async () => {
  buyers = await openBuyers();
  const wait = async (name: string, wanted: Wanted = {}) => {
    const organisationId = buyers.nextSchool();
    const personId = await staff(async (tx) => {
      const id = await buyers.people.add(tx, { name, email: `${name}@school.example` });
      await buyers.people.appoint(tx, { personId: id, organisationId, role: 'business-manager' });
      return id;
    });
    const actor = { ...buyers.manager(organisationId), personId };
    all.set(name, await buyers.prepare(organisationId, wanted, actor));
  };
  await wait('now');
  await wait('later', { startsOn: '2026-06-01' });
  await wait('leaving', { startsOn: '2026-09-01' });
  await wait('closing', { startsOn: '2026-09-01' });
  await wait('missing', { startsOn: '2026-09-01' });
  await wait('back', { startsOn: '2026-09-01' });
  const paper = { startsOn: '2026-04-06', backdatedBecause: 'The signed paper was found.' };
  all.set('paper', await buyers.prepare(buyers.nextSchool(), paper, buyers.staffAs('finance')));
}, 240_000);
afterAll(() => buyers?.close());

const staff = <Done>(verb: Parameters<typeof buyers.db.tx<Done>>[1]) =>
  buyers.db.tx(buyers.created.staff, verb);
const lapsed = async (...except: string[]) =>
  (
    await staff((tx) =>
      buyers.approvals.lapsed(
        tx,
        except.map((name) => the(name).agreementId),
      ),
    )
  ).map(({ id }) => [...all].find(([, one]) => one.agreementId === id)?.[0]);
const lapse = (...names: string[]) =>
  staff((tx) =>
    buyers.approvals.lapse(
      tx,
      names.map((name) => the(name).agreementId),
    ),
  );
const now = (name: string) => buyers.find(the(name).agreementId);
const register = (name: string, change: string) =>
  buyers.db.systemTx('a test changes the register', (tx) =>
    tx.query(`UPDATE directory.school SET ${change} WHERE organisation_id = $1`, [the(name).schoolId]),
  );
const findings = async () => {
  const check = agreementsChecks.find(({ name }) => name.startsWith('nothing waits'))!;
  return buyers.db.systemTx('a test', (tx) => check.findings(tx));
};

test('what waits longer than a start may lie back ends by itself, and says why', async () => {
  await at(buyers, '2026-05-14T12:00:00Z');
  expect(await lapsed()).toEqual([]);
  await lapse('now', 'paper');
  expect(await now('now')).toMatchObject({ state: 'awaiting-approval', version: 1 });

  await at(buyers, '2026-05-15T12:00:00Z');
  expect(await lapsed()).toEqual(['now']);
  expect(await lapsed('now')).toEqual([]);
  expect(await answer(buyers.decide('approve', the('now')))).toBe('agreements.start-too-early');
  await lapse('now', 'later');
  expect(await now('now')).toMatchObject({
    state: 'declined',
    version: 2,
    decidedBy: null,
    declinedBecause:
      'Nobody approved it while that was possible, so it ended by itself. It can start on 14 April 2026 at the earliest. If it really began before, ask the organisation that runs this marketplace to date it back.',
  });
  expect((await now('now')).decidedAt!.toString()).toBe('2026-05-15T12:00:00Z');
  expect((await now('later')).state).toBe('awaiting-approval');
  const { agreementId, schoolId } = the('now');
  expect(await published(buyers, agreementId)).toEqual([
    'agreements.approval-requested',
    'agreements.declined',
  ]);
  expect(await told(buyers, 'agreement', agreementId)).toEqual(['agreements.prepare', 'agreements.lapse']);
  // Whoever prepared it is told.
  const letters = new AgreementLetters(
    buyers.agreements,
    buyers.nextTerms,
    buyers.directory,
    buyers.operators,
    new Mail(),
    buyers.limits,
  );
  const links = { agreement: (id: string) => `https://example.org/${id}` } as Links;
  await staff((tx) => letters.decided(tx, agreementId, links));
  const [letter] = await staff((tx) =>
    tx.query<{ body: string }>('SELECT body FROM notifications.message WHERE address = $1', [
      'now@school.example',
    ]),
  );
  expect(letter!.body).toContain('Why: Nobody approved it while that was possible');
  // Once; and its days are free again.
  await lapse('now');
  expect((await now('now')).version).toBe(2);
  expect(await lapsed()).toEqual([]);
  expect((await buyers.prepare(schoolId)).state).toBe('signed');
});

test('so does what a school that leaves, or closes, before it starts cannot sign; not of one that is only not listed', async () => {
  await staff((tx) => buyers.parties.leave(tx, the('leaving').schoolId, day('2026-09-01')));
  await register('closing', `closed_on = '2026-09-02'`);
  expect(await lapsed()).toEqual([]);
  await staff((tx) => buyers.parties.leave(tx, the('leaving').schoolId, day('2026-08-31')));
  await register('closing', `closed_on = '2026-09-01'`);
  await register('missing', `missing_since = '2026-05-01'`);
  expect((await lapsed()).sort()).toEqual(['closing', 'leaving']);
  await lapse('closing', 'leaving');
  expect((await now('leaving')).declinedBecause).toContain(
    'The school is no longer a member that buys here.',
  );
  expect((await now('closing')).declinedBecause).toContain('the school is closed from 1 September 2026.');
  await register('closing', `status = 'closed'`);
  expect(await lapsed()).toEqual([]);
  await register('paper', `status = 'closed'`);
  expect(await lapsed()).toEqual(['paper']);
  await register('paper', `status = 'open'`);
  await register('missing', 'missing_since = NULL');
});

test('and so does what a school cannot sign that buys here again only after it starts', async () => {
  const { schoolId } = the('back');
  const from = (on: string) =>
    staff((tx) =>
      tx.query(
        `INSERT INTO identity.party_role (operator_id, organisation_id, role, from_on, until_on, may) VALUES ($1, $2, 'buyer', $3, $3, '{buys}')`,
        [tx.operatorId, schoolId, on],
      ),
    );
  await staff((tx) => buyers.parties.leave(tx, schoolId, day('2026-05-14')));
  await from('2026-09-02');
  expect(await lapsed()).toEqual(['back']);
  await from('2026-09-01');
  expect(await lapsed()).toEqual([]);
  await lapse('back');
  expect((await now('back')).state).toBe('awaiting-approval');
  await buyers.decide('decline', the('back'));
});

test('the worker ends them at each operator’s own date, and verify sees those that nobody ended', async () => {
  await choose(buyers, { agreements: { start_back_days: 365 } });
  await at(buyers, '2027-03-31T12:00:00Z');
  expect(await lapsed()).toEqual([]);
  await at(buyers, '2027-04-01T12:00:00Z');
  expect((await lapsed()).sort()).toEqual(['later', 'missing']);
  expect(await answer(buyers.decide('approve', the('later')))).toBe('agreements.term-over');
  await buyers.db.systemTx('a test forgets who advanced the clock', (tx) =>
    tx.query(`UPDATE platform.outbox SET written_at = written_at - interval '2 hours'`),
  );
  expect((await findings()).sort()).toEqual(
    ['later', 'missing']
      .map(
        (name) =>
          `Operator ${buyers.created.operatorId}: agreement ${the(name).agreementId} waits for approval, and nobody can approve it any more.`,
      )
      .sort(),
  );
  await new AgreementsProcessor(
    buyers.db,
    new Failures(testConfig()),
    buyers.renewals,
    buyers.approvals,
  ).handlers
    .find(({ type }) => type === LapseWaiting)!
    .run({ operatorId: buyers.created.operatorId, requestId: 'test' }, async () => undefined);
  expect(await findings()).toEqual([]);
  expect((await now('later')).declinedBecause).toContain('Its term ended on 31 March 2027.');
  // The operator dated it back with a reason: it waits for whoever says yes or no.
  expect((await now('paper')).state).toBe('awaiting-approval');
});

test('where the operator draws the latest start nearer meanwhile, what starts later waits for it, and does not end', async () => {
  const schoolId = buyers.nextSchool();
  const today = await staff(async (tx) => tx.today);
  const far = today.add({ days: 200 }).toString();
  const waits = await buyers.prepare(schoolId, { startsOn: far }, buyers.manager(schoolId));
  await choose(buyers, { agreements: { start_ahead_days: 199 } });
  expect(await answer(buyers.decide('approve', waits))).toBe('agreements.start-too-late');
  const ids = await staff((tx) => buyers.approvals.lapsed(tx));
  expect(ids.map(({ id }) => id)).not.toContain(waits.agreementId);
  await choose(buyers, { agreements: { start_ahead_days: 200 } });
  expect(await buyers.decide('approve', waits)).toMatchObject({ state: 'signed' });
});
