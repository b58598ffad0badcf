import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OperatingModel, Vocabularies } from '#operating-model';
import { jobActor, newId, Operators, Temporal, type Actor, type Database } from '#platform';
import { testDatabase, testOperator } from '#testing';

let db: Database;
const model = new OperatingModel();
const day = Temporal.PlainDate.from;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const settingsOf = (staff: Actor) => db.tx(staff, (tx) => model.on(tx));

/** One that has its words and has chosen nothing yet. */
async function newOperator(): Promise<Actor> {
  const operatorId = newId();
  const operator = { operatorId, slug: `test-${operatorId}`, name: 'Test', blueprint: 'test' };
  await db.systemTx('a test makes its operator', (tx) =>
    new Operators().create(tx, { ...operator, colour: '#1d70b8', rehearsalNow: null }),
  );
  const staff = jobActor(operatorId, 'test');
  await db.tx(staff, (tx) => new Vocabularies().begin(tx));
  return staff;
}

test('a day has a rate of designations that there are, and of no others', async () => {
  const { staff } = await testOperator(db);
  const rate = (per_day: Record<string, number>) =>
    db.tx(staff, (tx) => model.choose(tx, { credits: { per_day } }));
  await rate({ SLE: 3500, clerk: 100 });
  await expect(rate({ SLE: 3500, XLE: 3500 })).rejects.toMatchObject({
    code: 'operating-model.invalid',
    message:
      'The choice has a mistake:\n  - at credits > per_day > XLE: must be one of: NLE, LLE, SLE, SIP, adviser, clerk',
  });
  await db.tx(staff, async (tx) => {
    await new Vocabularies().add(tx, 'designations', { code: 'XLE', label: 'Expert leader', leads: true });
    await model.choose(tx, { credits: { per_day: { XLE: 3500 } } });
  });
});

test('what support is, is a kind of service of the operator’s that stays one', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const vocabularies = new Vocabularies();
  const choose = (support_is: string, from = '2026-09-01') =>
    db.tx(staff, (tx) => model.choose(tx, { credits: { support_is } }, day(from)));
  const refused = (there: string) => ({
    code: 'operating-model.invalid',
    message: `The choice has a mistake:\n  - at credits > support_is: must be one of: ${there}`,
  });
  const usual = 'consultancy, training, teaching-staff, services';
  await expect(choose('coaching')).rejects.toMatchObject(refused(usual));
  await db.tx(staff, async (tx) => {
    const coaching = { code: 'coaching', label: 'Coaching', taxed_as: 'consultancy' } as const;
    await vocabularies.add(tx, 'service_types', coaching, day('2026-10-01'));
    await vocabularies.end(tx, 'service_types', 'services', day('2027-08-31'));
  });
  await expect(choose('coaching')).rejects.toMatchObject(refused('consultancy, training, teaching-staff'));
  await expect(choose('services')).rejects.toMatchObject(refused('consultancy, training, teaching-staff'));
  await choose('coaching', '2026-10-01');
});

test('a kind of service stays while support is it, on the day after its last or later', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const choose = (support_is: string, from: string) =>
    db.tx(staff, (tx) => model.choose(tx, { credits: { support_is } }, day(from)));
  const end = (code: string, on: string) =>
    db.tx(staff, (tx) => new Vocabularies().mayEnd(tx, 'service_types', code, day(on)));
  const needed = { code: 'operating-model.word-needed' };
  await choose('services', '2027-01-01');
  await choose('training', '2027-09-01');
  await db.tx(staff, (tx) => model.choose(tx, { agreements: { notice_days: 90 } }, day('2028-01-01')));
  for (const code of ['consultancy', 'services', 'training'])
    await expect(end(code, '2026-12-30')).rejects.toMatchObject(needed);
  await end('consultancy', '2026-12-31');
  await expect(end('services', '2027-08-30')).rejects.toMatchObject(needed);
  await end('services', '2027-08-31');
  await expect(end('training', '2028-12-31')).rejects.toMatchObject(needed);
  await end('teaching-staff', '2026-12-31');
});

test('what a later day holds is not what an earlier choice is checked beside', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const choose = (credits: object, from: string) =>
    db.tx(staff, (tx) => model.choose(tx, { credits } as never, day(from)));
  await choose({ per_day: { SLE: 3500 } }, '2027-04-01');
  await choose({ illustrative: true }, '2026-09-01');
  const on = (date: string) => db.tx(staff, async (tx) => (await model.on(tx, day(date))).credits.per_day);
  expect(await on('2027-03-31')).not.toEqual({ SLE: 3500 });
  expect(await on('2027-04-01')).toEqual({ SLE: 3500 });
});

test('an operator does not begin with mistakes, in what it says or in words that it has not', async () => {
  const said = await settingsOf((await testOperator(db)).staff);
  const staff = await newOperator();
  const wrong = { ...said, agreements: { ...said.agreements, notice_days: 366 } };
  const unknown = { ...said, credits: { ...said.credits, per_day: { XLE: 3500 } } };
  const begin = (settings: object) => db.tx(staff, (tx) => model.begin(tx, settings as never));
  const lines = (...mistakes: string[]) => ({
    code: 'operating-model.invalid',
    message: expect.stringContaining(mistakes.map((line) => `\n  - ${line}`).join('')),
  });
  const noRate = 'at credits > per_day > XLE: must be one of: NLE, LLE, SLE, SIP, adviser, clerk';
  const tooLong = 'at agreements > notice_days: must be 365 or less';
  await expect(begin(wrong)).rejects.toMatchObject(lines(tooLong));
  await expect(begin(unknown)).rejects.toMatchObject(lines(noRate));
  await expect(begin({ ...unknown, agreements: wrong.agreements })).rejects.toMatchObject(
    lines(tooLong, noRate),
  );
});
