import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Audit } from '#identity';
import { JournalRules } from '#invoicing';
import { Temporal, type Actor, type Database } from '#platform';
import { partyActor, setClock, testDatabase, testOperator } from '#testing';

const rules = new JournalRules();
const day = Temporal.PlainDate.from;
let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

/** A new operator with the handbook's rules, on 12 April 2027, and its finance officer. */
async function operator() {
  const { operatorId, staff } = await testOperator(db, '2027-04-12T08:00:00Z');
  await db.tx(staff, (tx) => rules.begin(tx));
  const as = (role: Actor['role'], scope: Actor['scope'] = 'operator'): Actor => ({
    ...partyActor(operatorId, operatorId, role),
    scope,
  });
  return {
    staff,
    as,
    journalled: async () => [...(await db.tx(staff, (tx) => rules.journalledTypes(tx)))].sort(),
    set: (
      typeCode: string,
      startsOn: string,
      journalled: boolean,
      actor = as('finance'),
      source = 'Our auditor’s letter',
    ) => db.tx(actor, (tx) => rules.set(tx, { typeCode, startsOn: day(startsOn), journalled, source })),
  };
}

test('a new operator journals to every type of maintained school but pupil referral units and nurseries', async () => {
  const { staff, journalled } = await operator();
  expect(await journalled()).toEqual(['01', '02', '03', '05', '07', '12']);
  const all = await db.tx(staff, (tx) => rules.list(tx));
  expect(all.map((rule) => ({ ...rule, startsOn: rule.startsOn.toString() }))).toEqual(
    ['01', '02', '03', '05', '07', '12', '14', '15'].map((typeCode) => ({
      typeCode,
      startsOn: '2000-01-01',
      journalled: typeCode < '14',
      source:
        typeCode < '14'
          ? 'School Standards and Framework Act 1998 s.49(5); HMRC manual VATGPB7530'
          : 'Tolley, Local authority schools: not schools of the authority for this purpose',
    })),
  );
});

test('a type’s rule holds from its day until the next one’s, and of two for one day the later said', async () => {
  const { staff, set, journalled } = await operator();
  await set('01', '2027-04-12', false); // From today.
  await set('14', '2027-05-01', true);
  await set('15', '2027-05-01', false);
  await set('15', '2027-05-01', true);
  expect(await journalled()).toEqual(['02', '03', '05', '07', '12']);
  await setClock(db, staff, '2027-04-30T08:00:00Z');
  await set('14', '2027-06-01', false);
  expect(await journalled()).toEqual(['02', '03', '05', '07', '12']);
  await setClock(db, staff, '2027-05-01T08:00:00Z');
  expect(await journalled()).toEqual(['02', '03', '05', '07', '12', '14', '15']);
  await setClock(db, staff, '2027-06-01T08:00:00Z');
  expect(await journalled()).toEqual(['02', '03', '05', '07', '12', '15']);
  const rows = (await db.tx(staff, (tx) => rules.list(tx))).filter(({ typeCode }) => typeCode === '14');
  expect(rows.map(({ startsOn, journalled: is }) => `${startsOn.toString()} ${is}`)).toEqual([
    '2027-06-01 false',
    '2027-05-01 true',
    '2000-01-01 false',
  ]);
});

test('the finance officer or an administrator says so from today on, for a type of maintained school; it is recorded', async () => {
  const { staff, as, set } = await operator();
  for (const role of ['broker', 'practitioner', 'headteacher'] as const)
    await expect(set('14', '2027-05-01', true, as(role))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
  await expect(set('14', '2027-05-01', true, as('finance', 'party'))).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await expect(set('14', '2027-04-11', true)).rejects.toMatchObject({
    code: 'invoicing.rule-begins-earlier',
    message: 'A rule holds from today or a later day: documents already issued keep the rule of their day.',
  });
  await expect(set('34', '2027-05-01', true)).rejects.toMatchObject({ code: 'platform.not-found' });
  expect(await db.tx(staff, (tx) => rules.list(tx))).toHaveLength(8);

  await set('14', '2027-05-01', true, as('administrator'));
  const [said] = await db.tx(staff, (tx) =>
    tx.query<{ id: string }>(
      `SELECT subject_id AS id FROM platform.audit WHERE operator_id = $1 AND verb = 'invoicing.set-journal-rule' ORDER BY seq DESC LIMIT 1`,
      [tx.operatorId],
    ),
  );
  const trail = await db.tx(staff, (tx) => new Audit().of(tx, { type: 'journal-rule', id: said!.id }));
  expect(trail).toMatchObject([
    {
      role: 'administrator',
      details: {
        typeCode: '14',
        journalled: true,
        startsOn: '2027-05-01',
        source: 'Our auditor’s letter',
      },
    },
  ]);
});

test('who says so is named, in 3 to 300 characters', async () => {
  const { as, set } = await operator();
  const from = (source: string) => set('14', '2027-05-01', true, as('finance'), source);
  for (const source of ['', ' ? ', 'no', 'x'.repeat(301)])
    await expect(from(source)).rejects.toMatchObject({ code: 'invoicing.rule-source' });
  for (const source of ['Act', '👩'.repeat(300)]) await from(source);
});
