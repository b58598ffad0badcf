import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SchoolYear } from '#insight';
import { openBuyers, type Buyers } from '../rules/agreements/buyers.js';
import { at } from '../rules/traces.js';

let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

test('of a school that is closed when its next term begins it is known, where it is asked about and on its page, that nothing renews', async () => {
  const { schoolId } = await buyers.prepare(buyers.nextSchool());
  await at(buyers, '2026-12-31T12:00:00Z');
  const year = new SchoolYear();
  const closing = async (on: string | null) => {
    await buyers.db.systemTx('a test changes the register', (tx) =>
      tx.query('UPDATE directory.school SET closed_on = $2 WHERE organisation_id = $1', [schoolId, on]),
    );
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
