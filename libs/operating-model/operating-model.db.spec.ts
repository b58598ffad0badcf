import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { OperatingModel } from '#operating-model';
import { Database, jobActor, migrate, newId, Operators, Temporal, type Actor } from '#platform';
import {
  createDatabase,
  dropDatabase,
  partyActor,
  setClock,
  testConfig,
  testDatabase,
  testOperator,
} from '#testing';

let db: Database;
const model = new OperatingModel();
const day = Temporal.PlainDate.from;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const noticeOn = (actor: Actor, on?: string) =>
  db.tx(actor, async (tx) => (await model.on(tx, on ? day(on) : undefined)).agreements.notice_days);

test('what may not be chosen is refused before it is, and nothing is written', async () => {
  const { staff } = await testOperator(db);
  const before = await db.tx(staff, (tx) => model.choices(tx));
  const may = (notice_days: number, from: string, actor = staff) =>
    db.tx(actor, (tx) => model.mayChoose(tx, { agreements: { notice_days } }, day(from)));
  await may(90, '2026-09-01');
  await expect(may(366, '2026-09-01')).rejects.toMatchObject({ code: 'operating-model.invalid' });
  await expect(may(90, '2026-08-31')).rejects.toMatchObject({ code: 'operating-model.past' });
  await expect(may(90, '2026-09-01', { ...staff, role: 'broker' })).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  expect(await db.tx(staff, (tx) => model.choices(tx))).toEqual(before);
});

test('a choice holds from its day on, by the operator’s own clock; what was before stays', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  await db.tx(staff, (tx) => model.choose(tx, { agreements: { notice_days: 90 } }, day('2027-04-01')));
  expect(await noticeOn(staff)).toBe(60);
  expect(await noticeOn(staff, '1999-12-31').catch((error: Error) => error.message)).toContain(
    'Nothing was chosen',
  );
  for (const [on, days] of [
    ['2000-01-01', 60],
    ['2027-03-31', 60],
    ['2027-04-01', 90],
    ['2036-04-01', 90],
  ] as const)
    expect(await noticeOn(staff, on)).toBe(days);
  await setClock(db, staff, '2027-03-31T22:59:00Z');
  expect(await noticeOn(staff)).toBe(60);
  await setClock(db, staff, '2027-03-31T23:00:00Z'); // Midnight in summer time.
  expect(await noticeOn(staff)).toBe(90);
});

test('of two choices of a day the later one holds, and a later day’s stays; other settings are as they were', async () => {
  const { staff } = await testOperator(db);
  const choose = (notice_days: number, from: string) =>
    db.tx(staff, (tx) => model.choose(tx, { agreements: { notice_days } }, day(from)));
  await choose(90, '2027-04-01');
  await choose(80, '2026-09-01');
  await choose(70, '2026-09-01');
  expect([await noticeOn(staff), await noticeOn(staff, '2027-04-01')]).toEqual([70, 90]);
  const { agreements } = await db.tx(staff, (tx) => model.on(tx));
  expect(agreements).toMatchObject({ reminder_days: 20, invoice_days: 30 });
  const choices = await db.tx(staff, (tx) => model.choices(tx));
  expect(
    choices
      .filter(({ name }) => name === 'agreements.notice_days')
      .map(({ holdsFrom, value }) => [holdsFrom, value]),
  ).toEqual([
    ['2000-01-01', 60],
    ['2026-09-01', 80],
    ['2026-09-01', 70],
    ['2027-04-01', 90],
  ]);
});

test('a transaction reads it once, and sees what it chose itself', async () => {
  const { staff } = await testOperator(db);
  await db.tx(staff, async (tx) => {
    let statements = 0;
    const counting = {
      ...tx,
      query: (...given: Parameters<typeof tx.query>) => (statements++, tx.query(...given)),
    };
    const counted = counting as typeof tx;
    await model.on(counted);
    await Promise.all([model.on(counted, day('2027-04-01')), model.choices(counted)]);
    expect(statements).toBe(1);
    await model.choose(counted, { delivery: { horizon_days: 90 } });
    expect((await model.on(counted)).delivery.horizon_days).toBe(90);
  });
});

test('an administrator chooses, from today on, what the declaration allows; the trail says who and what', async () => {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const as = (role: Actor['role']): Actor => ({ ...staff, role, personId: newId() });
  const choose = (actor: Actor, from = '2026-09-01', notice_days = 90) =>
    db.tx(actor, (tx) => model.choose(tx, { agreements: { notice_days } }, day(from)));
  for (const actor of [as('finance'), as('broker'), partyActor(operatorId, newId(), 'headteacher')])
    await expect(choose(actor)).rejects.toMatchObject({ code: 'platform.forbidden' });
  await expect(choose(as('administrator'), '2026-08-31')).rejects.toMatchObject({
    code: 'operating-model.past',
    message: expect.stringContaining('1 September 2026'),
  });
  await expect(choose(as('administrator'), '2026-09-01', 400)).rejects.toMatchObject({
    code: 'operating-model.invalid',
    message: 'The choice has a mistake:\n  - at agreements > notice_days: must be 365 or less',
  });
  const unknown = { agreements: { notice_dys: 30 }, agreement: {} } as object;
  await expect(db.tx(staff, (tx) => model.choose(tx, unknown))).rejects.toMatchObject({
    code: 'operating-model.invalid',
  });
  const robert = as('administrator');
  await db.tx(staff, (tx) =>
    tx.query('SELECT identity.add_person($1, $2, $3, $4)', [
      robert.personId,
      'Robert',
      `${robert.personId}@example.org`,
      tx.now.toString(),
    ]),
  );
  await choose(robert, '2027-04-01');
  const trail = await db.tx(staff, (tx) =>
    tx.query('SELECT verb, person_id, details FROM platform.audit WHERE operator_id = $1 ORDER BY seq', [
      operatorId,
    ]),
  );
  expect(trail.at(-1)).toEqual({
    verb: 'operating-model.choose',
    personId: robert.personId,
    details: { from: '2027-04-01', 'agreements.notice_days': '90' },
  });
  const [last] = (await db.tx(staff, (tx) => model.choices(tx))).slice(-1);
  expect(last).toMatchObject({ name: 'agreements.notice_days', chosenBy: robert.personId });
});

test('an operator begins once, whole, and nothing that it chose is changed or lost', async () => {
  const { staff } = await testOperator(db);
  await db.tx(staff, async (tx) => {
    const said = await model.on(tx);
    await expect(model.begin(tx, said)).rejects.toMatchObject({ code: 'operating-model.begun' });
  });
  for (const sql of [
    'UPDATE operating_model.setting SET value = value',
    'DELETE FROM operating_model.setting',
  ])
    await expect(db.tx(staff, (tx) => tx.query(sql))).rejects.toMatchObject({ code: '42501' });
});

test('what operators had chosen before there was a model holds from the beginning', async () => {
  const root = process.env.MIDDLETIER_TEST_ROOT_URL!;
  const url = await createDatabase(root, `middletier_before_${newId().replaceAll('-', '')}`);
  const config = testConfig({ DATABASE_URL: url });
  const owning = async <Row extends object>(
    at: string,
    sql: string,
    values: unknown[] = [],
  ): Promise<Row[]> => {
    const owner = new pg.Client({ connectionString: at });
    await owner.connect();
    try {
      return (await owner.query<Row>(sql, values)).rows;
    } finally {
      await owner.end();
    }
  };
  const names = await owning<{ name: string }>(
    process.env.MIDDLETIER_TEST_DATABASE_URL!,
    'SELECT name FROM migration WHERE timestamp < 1795700000000',
  );
  await migrate(config, { only: names.map(({ name }) => name) });
  const operatorId = newId();
  const had = {
    agreements: { year_start: { maintained: '04-01', academy: '09-01' }, notice_days: 45, reminder_days: 14 },
    credits: { per_day: { NLE: 5500 }, earned_months: 12, protected_days: 8, illustrative: true },
    'ledger.giving': 'allowed',
    'ledger.expired_holds': 'released',
    'demonstration.unfinished': true,
  };
  await owning(url, 'ALTER TABLE platform.operator NO FORCE ROW LEVEL SECURITY');
  await owning(
    url,
    `INSERT INTO platform.operator (operator_id, slug, name, blueprint, colour, settings, created_at)
     VALUES ($1, 'before', 'Before', 'aspire', '#000000', $2, '2026-01-01')`,
    [operatorId, had],
  );
  // What was written with the program's own words keeps them.
  await owning(
    url,
    `WITH practitioner AS (
       INSERT INTO delivery.practitioner (operator_id, practitioner_id, name, home_id, phases, needs)
       VALUES ($1, $1, 'Helen Yates', $1, '{Primary}', '{leadership}') RETURNING operator_id),
     designation AS (
       INSERT INTO delivery.designation (operator_id, practitioner_id, designation, issuer, from_on) VALUES ($1, $1, 'LLE', 'Aspire', '2026-01-01')),
     request AS (
       INSERT INTO delivery.request (operator_id, request_id, school_id, need, details, days, asked_on)
       VALUES ($1, $1, $1, 'hr', 'Help with a policy', 100, '2026-01-01'))
     INSERT INTO catalogue.offer (operator_id, offer_id, slug, provider_id, kind, title, summary, need, service_type, accepts, cfr_code, aar_code, published_on)
     SELECT operator_id, $1, 'phonics', $1, 'course', 'Phonics', '', 'teaching', 'training', '{money}', 'E09', 'SDT', '2026-01-01' FROM practitioner`,
    [operatorId],
  );
  await owning(url, 'ALTER TABLE platform.operator FORCE ROW LEVEL SECURITY');
  await migrate(config);
  const now = await Database.connect(config);
  try {
    expect((await now.systemTx('test', (tx) => new Operators().all(tx))).map(({ slug }) => slug)).toEqual([
      'before',
    ]);
    expect(await now.tx(jobActor(operatorId, 'test'), (tx) => model.on(tx))).toMatchObject({
      agreements: { ...had.agreements, invoice_days: 30 },
      credits: had.credits,
      approvals: { window_days: 30 },
      ledger: { giving: 'allowed', expired_holds: 'released' },
    });
    const [row] = await now.tx(jobActor(operatorId, 'test'), (tx) =>
      tx.query(
        `SELECT n.label AS need, t.taxed_as, d.leads FROM catalogue.offer o
           JOIN operating_model.need n ON n.operator_id = o.operator_id AND n.code = o.need
           JOIN operating_model.service_type t ON t.operator_id = o.operator_id AND t.code = o.service_type,
           delivery.designation one JOIN operating_model.designation d ON d.code = one.designation`,
      ),
    );
    expect(row).toEqual({ need: 'Teaching and learning', taxedAs: 'training', leads: true });
  } finally {
    await now.onApplicationShutdown();
    await dropDatabase(root, url);
  }
});
