import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CREDIT, DAY, PLACE, Vocabularies } from '#operating-model';
import { Temporal, type Database } from '#platform';
import { testDatabase, testOperator } from '#testing';

let db: Database;
const vocabularies = new Vocabularies();
const day = Temporal.PlainDate.from;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const hours = { code: 'HOUR', label: 'Coaching hours', one: 'hour', many: 'hours', places: 2 };

test('what is counted is the operator’s own, with what the program itself counts in, which stays as it is', async () => {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const units = () => db.tx(staff, async (tx) => (await vocabularies.words(tx)).units);
  const end = (code: string) => db.tx(staff, (tx) => vocabularies.end(tx, 'units', code, day('2026-12-31')));
  const add = (over: object) => db.tx(staff, (tx) => vocabularies.add(tx, 'units', { ...hours, ...over }));
  expect(await units()).toMatchObject([DAY, CREDIT, PLACE]);
  await add({});
  expect((await units()).at(-1)).toMatchObject(hours);
  for (const code of ['DAY', 'CREDIT', 'PLACE'])
    await expect(end(code)).rejects.toMatchObject({ code: 'operating-model.program-unit' });
  await expect(end('GBP')).rejects.toMatchObject({ code: 'platform.not-found' });
  await end('HOUR');
  expect((await units()).at(-1)).toMatchObject({ code: 'HOUR', untilOn: '2026-12-31' });
  for (const [over, message] of [
    [{ code: 'GBP' }, 'at units > 0 > code: is money, which is no word'],
    [{ code: 'hour' }, 'must be 2 to 30 capital letters and hyphens'],
    [{ places: 5 }, 'at units > 0 > places'],
    [{ one: '' }, 'at units > 0 > one'],
  ] as const)
    await expect(add(over)).rejects.toMatchObject({
      code: 'operating-model.invalid',
      message: expect.stringContaining(message),
    });
  // Money is counted everywhere, and no more than the rest is it the operator's to end.
  for (const code of ['GBP', 'DAY', 'CREDIT', 'PLACE'])
    await expect(
      db.tx(staff, (tx) =>
        tx.query(
          `UPDATE operating_model.unit SET until_on = '2026-12-31' WHERE operator_id = $1 AND code = $2`,
          [operatorId, code],
        ),
      ),
    ).rejects.toMatchObject({ code: '23514' });
});

test('an operator that says what it counts says what the program counts in too, as it is', async () => {
  const { staff } = await testOperator(db);
  const begin = (units: object[]) =>
    db.tx(staff, (tx) => vocabularies.begin(tx, { units: units as (typeof hours)[] }));
  await expect(begin([hours, DAY, PLACE, { ...CREDIT, places: 0 }])).rejects.toMatchObject({
    code: 'operating-model.invalid',
    message: expect.stringContaining(
      'at units: must have CREDIT as it is: one credit, many credits, 2 places',
    ),
  });
});
