import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Agreement } from '#agreements';
import { poolOf } from '#entitlements';
import { accountId } from '#ledger';
import { expire } from '../../scenarios/expire.js';
import { newId, type Tx } from '#platform';
import { day } from '../stage.js';
import { at } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';
import { granted } from './granted.js';

/** What is of a day whose books were closed before anybody said so counts from the first day that is open. */
let buyers: Buyers;
/** Signed on 13 April 2026, to the end of March. */
let before: Agreement;
beforeAll(async () => {
  buyers = await openBuyers();
  before = await buyers.prepare(buyers.nextSchool());
}, 240_000);
afterAll(() => buyers?.close());

const staff = <T>(verb: (tx: Tx) => Promise<T>) => buyers.db.tx(buyers.created.staff, verb);
const close = (until: string) => staff((tx) => buyers.books.closeUntil(tx, day(until)));
/** The days from which it counts what was posted for something. */
const countsOn = (id: string) =>
  staff(async (tx) => {
    const rows = await tx.query<{ countsOn: string }>(
      'SELECT DISTINCT counts_on FROM ledger.transfers WHERE operator_id = $1 AND reference_id = $2 AND posted > 0',
      [tx.operatorId, id],
    );
    return rows.map((row) => row.countsOn);
  });

test('what waited for approval is signed', async () => {
  const schoolId = buyers.nextSchool();
  const waits = await buyers.prepare(schoolId, {}, buyers.manager(schoolId));
  await at(buyers, '2026-05-10T12:00:00Z');
  await close('2026-04-30');
  const signed = await buyers.decide('approve', waits);
  expect(signed).toMatchObject({ state: 'signed', startsOn: day('2026-04-13') });
  expect(await countsOn(signed.agreementId)).toEqual(['2026-05-01']);
});

test('a visit is reported', async () => {
  const visitId = newId();
  const visit = { visitId, schoolId: buyers.asking.organisationId, on: day('2026-05-12'), portion: 50n };
  const { practitionerId, homeId } = buyers.sip;
  await buyers.db.tx(buyers.head, (tx) =>
    buyers.visits.book(tx, { ...visit, practitionerId, purpose: 'A morning' }),
  );
  await at(buyers, '2026-06-02T12:00:00Z');
  await close('2026-05-31');
  const filed = await buyers.db.tx(buyers.as(homeId, 'manager'), (tx) =>
    buyers.visits.report(tx, visitId, 'We looked at reading together.'),
  );
  expect(filed).toMatchObject({ state: 'delivered', visitOn: day('2026-05-12') });
  expect(await countsOn(visitId)).toEqual(['2026-06-01']);
});

test('a visit whose term is over by then is reported, and nothing is left that counts', async () => {
  const visitId = newId();
  const { organisationId: schoolId } = buyers.asking;
  const { practitionerId, homeId } = buyers.sip;
  await at(buyers, '2027-01-05T12:00:00Z');
  await buyers.db.tx(buyers.head, (tx) =>
    buyers.visits.book(tx, {
      ...{ visitId, schoolId, practitionerId, on: day('2027-03-16'), portion: 50n },
      purpose: 'A morning',
    }),
  );
  await at(buyers, '2027-05-01T12:00:00Z');
  await close('2027-04-30');
  await buyers.db.tx(buyers.as(homeId, 'manager'), (tx) =>
    buyers.visits.report(tx, visitId, 'We looked at reading together.'),
  );
  expect(await countsOn(visitId)).toEqual(['2027-05-01']);
  await staff((tx) => expire(tx, 'honoured'));
  const pool = accountId(buyers.created.operatorId, poolOf(schoolId, 'DAY'));
  const balances = await staff((tx) => buyers.ledger.balances(tx, [pool]));
  expect(balances.get(pool)).toEqual({ posted: 0n, heldOut: 0n, heldIn: 0n, available: 0n });
});

test('a renewal that came late grants its term', async () => {
  await at(buyers, '2027-05-02T12:00:00Z');
  await close('2027-04-30');
  await staff(async (tx) => {
    while ((await buyers.renewals.renew(tx)) > 0);
  });
  const all = await staff((tx) => buyers.agreements.list(tx, { schoolId: before.schoolId }));
  const renewed = all.find((one) => one.renewsId === before.agreementId)!;
  expect(renewed).toMatchObject({ startsOn: day('2027-04-01'), state: 'signed' });
  expect(await countsOn(renewed.agreementId)).toEqual(['2027-05-01']);
});

test('of a term that was over before the first open day nothing is granted, and its price is owed', async () => {
  const schoolId = buyers.nextSchool();
  const backdated = { startsOn: '2027-05-03', backdatedBecause: 'The signed paper was found.' };
  const waits = await buyers.prepare(schoolId, backdated, buyers.staffAs('administrator'));
  await at(buyers, '2028-05-10T12:00:00Z');
  await close('2028-04-30');
  const signed = await buyers.decide('approve', waits);
  expect(signed).toMatchObject({ state: 'signed', endsOn: day('2028-03-31'), price: 110_000n });
  expect(await countsOn(signed.agreementId)).toEqual([]);
  expect(await granted(buyers, schoolId)).toEqual([]);
});
