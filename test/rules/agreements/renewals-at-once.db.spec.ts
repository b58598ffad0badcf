import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Tx } from '#platform';
import { at } from '../traces.js';
import { openBuyers, type Buyers } from './buyers.js';

/** What changes between a run's look at what is due and its lock. */
let buyers: Buyers;
beforeAll(async () => {
  buyers = await openBuyers();
}, 240_000);
afterAll(() => buyers?.close());

const staff = <T>(verb: (tx: Tx) => Promise<T>) => buyers.db.tx(buyers.created.staff, verb);

/** The transaction, but what `meanwhile` does commits after its first locking statement has seen the rows, and before it locks them. */
const overtaken = (tx: Tx, meanwhile: () => Promise<unknown>): Tx => {
  let first = true;
  const query = async (sql: string, parameters: readonly unknown[] = []) => {
    if (!first || !sql.includes('FOR NO KEY UPDATE')) return tx.query(sql, parameters);
    first = false;
    // A cursor sees the rows as they are when it is opened, and locks those that it fetches.
    await tx.query(`DECLARE seen CURSOR FOR ${sql}`, parameters);
    await meanwhile();
    return tx.query('FETCH ALL FROM seen');
  };
  return { ...tx, query: query as Tx['query'] };
};

test('what is no longer due once it is locked does not renew', async () => {
  const signed = [];
  for (let n = 0; n < 4; n++) signed.push(await buyers.prepare(buyers.nextSchool()));
  const [leaving, stuck, lasting, staying] = signed.map((one) => one.agreementId) as [
    string,
    string,
    string,
    string,
  ];
  const ids = [leaving, stuck, lasting, staying];
  await at(buyers, '2027-04-01T06:00:00Z');
  const others = () =>
    staff(async (tx) => {
      const set = (change: string, id: string) =>
        tx.query(`UPDATE agreements.agreement SET ${change} WHERE operator_id = $1 AND agreement_id = $2`, [
          tx.operatorId,
          id,
        ]);
      await set(`at_term_end = 'leave'`, leaving);
      await set(`renewal_problem = 'The school closed.'`, stuck);
      await set(`ends_on = '2027-04-01'`, lasting);
    });
  expect(await staff((tx) => buyers.renewals.renew(overtaken(tx, others), ids))).toBe(1);
  const next = await staff((tx) =>
    tx.query('SELECT renews_id FROM agreements.agreements WHERE operator_id = $1 AND renews_id = ANY ($2)', [
      tx.operatorId,
      ids,
    ]),
  );
  expect(next).toEqual([{ renewsId: staying }]);
});
