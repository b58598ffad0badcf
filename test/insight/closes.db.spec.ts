import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Season, SchoolYear } from '#insight';
import { openBuyers, type Buyers } from '../rules/agreements/buyers.js';
import { at } from '../rules/traces.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

const register = (schoolId: string, column: 'closed_on' | 'missing_since' | 'status', value: string | null) =>
  buyers.db.systemTx('a test changes the register', (tx) =>
    tx.query(`UPDATE directory.school SET ${column} = $2 WHERE organisation_id = $1`, [schoolId, value]),
  );

test('of a school that is closed when its next term begins it is known, where it is asked about and on its page, that nothing renews', async () => {
  const { schoolId } = await buyers.prepare(buyers.nextSchool());
  await at(buyers, '2026-12-31T12:00:00Z');
  const year = new SchoolYear();
  const closing = async (on: string | null) => {
    await register(schoolId, 'closed_on', on);
    return buyers.db.tx(buyers.as(schoolId), async (tx) => [
      (await year.agreements(tx, { schoolId }))[0]!.closed,
      (await year.needs(tx, schoolId, ['renewals'])).needs.renewals[0]!.closed,
    ]);
  };
  const why = 'The register says that the school is closed from 1 February 2027.';
  expect(await closing('2027-02-01')).toEqual([why, why]);
  expect(await closing('2027-04-02')).toEqual([null, null]);
  expect(await closing(null)).toEqual([null, null]);
});

test('nor does the operator count it among what renews, brings a year’s price or may be changed', async () => {
  const season = new Season();
  const figures = async () => (await buyers.db.tx(buyers.created.staff, (tx) => season.figures(tx))).income;
  const before = await figures();
  const { schoolId } = await buyers.prepare(buyers.nextSchool());
  const counted = async (column: Parameters<typeof register>[1], value: string | null) => {
    await register(schoolId, column, value);
    const { renewing, closing, expected, noticeDue } = await figures();
    return [
      renewing - before.renewing,
      closing - before.closing,
      expected - before.expected,
      noticeDue - before.noticeDue,
    ];
  };
  const [goesOn, ends] = [
    [1, 0, 120_000n, 1],
    [0, 1, 0n, 0],
  ];
  expect(await counted('closed_on', '2027-02-01')).toEqual(ends);
  expect(await counted('closed_on', '2027-04-01')).toEqual(ends);
  expect(await counted('closed_on', '2027-04-02')).toEqual(goesOn);
  expect(await counted('missing_since', '2026-10-01')).toEqual(ends);
  await register(schoolId, 'missing_since', null);
  expect(await counted('status', 'closed')).toEqual(ends);
});
