import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inUse, labelOf, OperatingModel, Vocabularies, type Deed, type Vocabulary } from '#operating-model';
import { newId, Temporal, type Actor, type Database } from '#platform';
import { eventually, partyActor, setClock, testDatabase, testOperator } from '#testing';

let db: Database;
const vocabularies = new Vocabularies();
const day = Temporal.PlainDate.from;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.onApplicationShutdown());

const music = { code: 'music', label: 'Music' };
const needsOn = (actor: Actor, on: string) =>
  db.tx(actor, async (tx) => inUse((await vocabularies.words(tx)).needs, day(on)).map(({ code }) => code));

test('an operator has the usual words unless it says otherwise, in their order', async () => {
  const { operatorId, staff } = await testOperator(db);
  const words = await db.tx(partyActor(operatorId, newId()), (tx) => vocabularies.words(tx));
  expect(words.needs.map(({ label }) => label)).toEqual([
    'Leadership',
    'Teaching and learning',
    'Governance',
    'Finance',
    'Human resources',
  ]);
  expect(words.designations.map(({ code, leads }) => [code, leads])).toEqual([
    ['NLE', true],
    ['LLE', true],
    ['SLE', true],
    ['SIP', false],
    ['adviser', false],
    ['clerk', false],
  ]);
  expect(words.service_types.every(({ code, taxedAs }) => code === taxedAs)).toBe(true);
  expect([labelOf(words.needs, 'hr'), labelOf(words.needs, 'music')]).toEqual(['Human resources', 'music']);
  await expect(
    db.tx(staff, (tx) => vocabularies.begin(tx, { needs: [music, music], designations: [] })),
  ).rejects.toMatchObject({
    code: 'operating-model.invalid',
    message:
      'The vocabulary has 2 mistakes:\n  - at needs: names a code twice\n  - at designations: must have 1 entries or more',
  });
});

test('a word may be chosen from its first day to its last, and what is written with it keeps it', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const usual = ['leadership', 'teaching', 'governance', 'finance', 'hr'];
  await db.tx(staff, (tx) => vocabularies.add(tx, 'needs', music, day('2026-10-01')));
  await db.tx(staff, (tx) => vocabularies.end(tx, 'needs', 'music', day('2027-08-31')));
  for (const [on, known] of [
    ['2026-09-30', false],
    ['2026-10-01', true],
    ['2027-08-31', true],
    ['2027-09-01', false],
  ] as const)
    expect(await needsOn(staff, on)).toEqual(known ? [...usual, 'music'] : usual);
  const require = (...codes: string[]) => db.tx(staff, (tx) => vocabularies.require(tx, 'needs', codes));
  await require('hr', 'leadership');
  await require();
  await expect(require('hr', 'music')).rejects.toMatchObject({
    code: 'operating-model.no-such-word',
    message: 'There is no need “music” here. There are: leadership, teaching, governance, finance, hr.',
  });
});

test('two words that are added at once come one after the other', async () => {
  const { staff } = await testOperator(db);
  const added: Promise<void>[] = [];
  await db.tx(staff, async (tx) => {
    await vocabularies.add(tx, 'needs', music);
    added.push(db.tx(staff, (other) => vocabularies.add(other, 'needs', { code: 'dance', label: 'Dance' })));
    await eventually('the second waits', () =>
      db.systemTx('who waits for a lock', async (system) => {
        const waiting = await system.query(
          'SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()',
        );
        return waiting.length > 0;
      }),
    );
  });
  await Promise.all(added);
  const last = await db.tx(staff, (tx) =>
    tx.query(
      'SELECT code, position FROM operating_model.need WHERE operator_id = $1 ORDER BY position DESC, code LIMIT 2',
      [tx.operatorId],
    ),
  );
  expect(last).toEqual([
    { code: 'dance', position: 7 },
    { code: 'music', position: 6 },
  ]);
});

test('a transaction reads them once, and sees what it added itself', async () => {
  const { staff } = await testOperator(db);
  await db.tx(staff, async (tx) => {
    let statements = 0;
    const counted: typeof tx = {
      ...tx,
      query: (sql, parameters) => {
        statements++;
        return tx.query(sql, parameters);
      },
    };
    await vocabularies.words(counted);
    await vocabularies.require(counted, 'designations', ['SIP']);
    expect(statements).toBe(1);
    await vocabularies.add(counted, 'designations', { code: 'MLE', label: 'Maths leader', leads: true });
    await vocabularies.require(counted, 'designations', ['MLE']);
  });
});

test('an administrator adds and ends words; a code is used once, and the trail says so', async () => {
  const { operatorId, staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const as = (role: Actor['role']): Actor => ({ ...staff, role, personId: newId() });
  const add = (actor: Actor, word = music) => db.tx(actor, (tx) => vocabularies.add(tx, 'needs', word));
  for (const actor of [as('finance'), as('broker'), partyActor(operatorId, newId(), 'headteacher')]) {
    await expect(add(actor)).rejects.toMatchObject({ code: 'platform.forbidden' });
    await expect(db.tx(actor, (tx) => vocabularies.end(tx, 'needs', 'hr', tx.today))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
  }
  const robert = as('administrator');
  await db.tx(staff, (tx) =>
    tx.query('SELECT identity.add_person($1, $2, $3, $4)', [
      robert.personId,
      'Robert',
      `${robert.personId}@example.org`,
      tx.now.toString(),
    ]),
  );
  await add(robert);
  await expect(add(staff)).rejects.toMatchObject({ code: 'operating-model.word-exists' });
  await expect(add(staff, { code: 'm 1', label: '' })).rejects.toMatchObject({
    code: 'operating-model.invalid',
  });
  await expect(db.tx(staff, (tx) => vocabularies.end(tx, 'needs', 'dance', tx.today))).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  await db.tx(staff, (tx) => vocabularies.end(tx, 'needs', 'music', tx.today));
  const trail = await db.tx(staff, (tx) =>
    tx.query(
      `SELECT verb, details FROM platform.audit WHERE operator_id = $1 AND details ->> 'vocabulary' = 'needs' ORDER BY seq`,
      [operatorId],
    ),
  );
  expect(trail.slice(1)).toEqual([
    {
      verb: 'operating-model.add-words',
      details: { vocabulary: 'needs', codes: 'music', from: '2026-09-01' },
    },
    {
      verb: 'operating-model.end-word',
      details: { vocabulary: 'needs', code: 'music', until: '2026-09-01' },
    },
  ]);
});

test('a word is neither ended nor added in the past, and one that has ended stays so', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const end = (on: string) => db.tx(staff, (tx) => vocabularies.end(tx, 'needs', 'hr', day(on)));
  const past = { code: 'operating-model.past' };
  await expect(end('2026-08-31')).rejects.toMatchObject(past);
  await expect(
    db.tx(staff, (tx) => vocabularies.add(tx, 'needs', music, day('2026-08-31'))),
  ).rejects.toMatchObject(past);
  await end('2026-12-31');
  await end('2026-09-01'); // Until its last day it may be said anew.
  await setClock(db, staff, '2026-09-02T09:00:00Z');
  await expect(end('2027-08-31')).rejects.toMatchObject({
    code: 'operating-model.word-ended',
    message: '“Human resources” ended on 1 September 2026. Add another need in its place.',
  });
});

test('a word that has not begun is not ended before it does', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const end = (on: string) => db.tx(staff, (tx) => vocabularies.end(tx, 'needs', 'music', day(on)));
  await db.tx(staff, (tx) => vocabularies.add(tx, 'needs', music, day('2026-10-01')));
  await expect(end('2026-09-30')).rejects.toMatchObject({
    code: 'operating-model.word-not-begun',
    message: '“Music” may be chosen from 1 October 2026. Its last day is that day or a later one.',
  });
  await end('2026-10-01');
  expect(await needsOn(staff, '2026-10-02')).not.toContain('music');
});

test('somebody may always join to buy, provide, commission and host', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const end = (code: string, on: string) =>
    db.tx(staff, (tx) => vocabularies.end(tx, 'party_roles', code, day(on)));
  const add = (code: string, may: Deed[], from: string) =>
    db.tx(staff, (tx) => vocabularies.add(tx, 'party_roles', { code, label: code, may }, day(from)));
  const last = { code: 'operating-model.last-role' };
  for (const code of ['host', 'commissioner', 'provider', 'buyer'])
    await expect(end(code, '2026-12-31')).rejects.toMatchObject(last);
  await add('hub', ['buys', 'provides'], '2027-01-01');
  await expect(end('buyer', '2026-12-30')).rejects.toMatchObject({
    ...last,
    message:
      '“School” is the last role of a party that buys. Add another from 31 December 2026 or before, and then end this one.',
  });
  await end('buyer', '2026-12-31');
  await end('provider', '2027-08-31');
  // Those that end stand in for nobody.
  await expect(end('hub', '2027-06-30')).rejects.toMatchObject({
    message: expect.stringContaining('that buys and provides.'),
  });
  await add('academy', ['buys'], '2026-09-01');
  await add('trust', ['provides'], '2026-09-01');
  await end('hub', '2027-06-30');
});

test('of every list one word stays, and the kind of service that support is', async () => {
  const { staff } = await testOperator(db, '2026-09-01T09:00:00Z');
  const end = (list: Vocabulary, code: string, on = '2026-12-31') =>
    db.tx(staff, (tx) => vocabularies.end(tx, list, code, day(on)));
  const needs = ['leadership', 'teaching', 'governance', 'finance'];
  for (const code of needs) await end('needs', code);
  await expect(end('needs', 'hr')).rejects.toMatchObject({
    code: 'operating-model.last-word',
    message:
      '“Human resources” is the last need. Add another from 1 January 2027 or before, and then end this one.',
  });
  await db.tx(staff, (tx) => vocabularies.add(tx, 'needs', music, day('2027-01-01')));
  const may = () => db.tx(staff, (tx) => vocabularies.mayEnd(tx, 'needs', 'hr', day('2026-12-31')));
  await may();
  expect(await needsOn(staff, '2027-01-01')).toContain('hr');
  await end('needs', 'hr');
  await expect(end('needs', 'music', '2027-08-31')).rejects.toMatchObject({
    code: 'operating-model.last-word',
  });
  for (const code of ['NLE', 'LLE', 'SLE', 'SIP', 'adviser']) await end('designations', code);
  await expect(end('designations', 'clerk')).rejects.toMatchObject({ code: 'operating-model.last-word' });

  const needed = { code: 'operating-model.word-needed' };
  await expect(end('service_types', 'consultancy')).rejects.toMatchObject({
    ...needed,
    message:
      'By your settings, support between schools is “Consultancy” after that day. Choose another kind of service for it, and then end this one.',
  });
  await db.tx(staff, (tx) =>
    new OperatingModel().choose(tx, { credits: { support_is: 'services' } }, day('2027-01-01')),
  );
  await expect(end('service_types', 'services')).rejects.toMatchObject(needed);
  await expect(end('service_types', 'consultancy', '2026-12-30')).rejects.toMatchObject(needed);
  await end('service_types', 'consultancy', '2026-12-31');
});

test('of two roles that are ended at once, the last that do the same, one stays', async () => {
  const { staff } = await testOperator(db);
  await db.tx(staff, (tx) =>
    vocabularies.add(tx, 'party_roles', { code: 'academy', label: 'Academy', may: ['buys'] }),
  );
  let go: () => void;
  const bothRead = new Promise<void>((resolve) => {
    go = resolve;
  });
  let reading = 2;
  const ended = await Promise.allSettled(
    ['buyer', 'academy'].map((code) =>
      db.tx(staff, async (tx) => {
        await vocabularies.words(tx);
        if (--reading === 0) go();
        await bothRead;
        await vocabularies.end(tx, 'party_roles', code, tx.today);
      }),
    ),
  );
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('no row is written with a word that its operator does not have', async () => {
  const { operatorId, staff } = await testOperator(db);
  await expect(
    db.tx(staff, (tx) =>
      tx.query(
        `INSERT INTO delivery.request (operator_id, request_id, school_id, need, details, days, asked_on)
         VALUES ($1, $2, $2, 'music', 'A choir for every class', 100, '2026-09-01')`,
        [operatorId, newId()],
      ),
    ),
  ).rejects.toMatchObject({ code: '23503' });
});
