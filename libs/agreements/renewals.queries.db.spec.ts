import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Temporal, type Database } from '#platform';
import { testDatabase } from '#testing';
import { inNextTerm } from './renewals.queries.js';
import { nextTerm } from './term.js';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const day = Temporal.PlainDate.from;
const begins = async (startsOn: Temporal.PlainDate, endsOn: Temporal.PlainDate): Promise<unknown> => {
  const [row] = await db.systemTx('a test asks of days', (tx) =>
    tx.query(
      `SELECT ${inNextTerm('one', 'other')} AS begins FROM (SELECT $1::date AS starts_on) one, (SELECT $2::date AS ends_on) other`,
      [startsOn.toString(), endsOn.toString()],
    ),
  );
  return row!.begins;
};

test.each(['2027-03-31', '2027-08-31', '2027-02-28', '2028-02-28', '2028-02-29', '2028-03-31'])(
  'one begins in the term after %p from its first day to its last',
  async (ended) => {
    const endsOn = day(ended);
    const next = nextTerm({ startsOn: endsOn, endsOn });
    expect(await begins(endsOn, endsOn)).toBe(false);
    expect(await begins(next.startsOn, endsOn)).toBe(true);
    expect(await begins(next.endsOn, endsOn)).toBe(true);
    expect(await begins(next.endsOn.add({ days: 1 }), endsOn)).toBe(false);
  },
);
