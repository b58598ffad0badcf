import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiKeys, Audit, Nominations, Parties, People } from '#identity';
import { Directory } from '#directory';
import { newId, type Actor, type Database, type Role, type Tx } from '#platform';
import { partyActor, setClock, testConfig, testDatabase, testOperator } from '#testing';

const [parties, people, keys] = [new Parties(), new People(), new ApiKeys(testConfig())];
const nominations = new Nominations(testConfig(), new Directory());
const [host, school, twin, provider] = [newId(), newId(), newId(), newId()];
let db: Database;
let staff: Actor;
let operatorId: string;
let robert: Actor;
let leila: Actor;
let head: Actor;
let chair: Actor;

beforeAll(async () => {
  db = await testDatabase();
  ({ staff, operatorId } = await testOperator(db, '2026-09-16T09:00:00Z'));
  await db.systemTx('a test writes organisations', async (tx) => {
    for (const [id, name] of [
      [school, 'Oakfield'],
      [twin, 'Elmfield'],
      [provider, 'Reading Partners'],
    ])
      await tx.query(
        `INSERT INTO directory.organisation (organisation_id, kind, key, name) VALUES ($1, 'school', $2, $3)`,
        [id, id, name],
      );
  });
  [robert, leila, head, chair] = await db.tx(staff, async (tx) => {
    await parties.addMany(tx, [
      { organisationId: host, host: true },
      { organisationId: school, buyer: true },
      { organisationId: twin, buyer: true },
      { organisationId: provider, provider: true },
    ]);
    return [
      await appointed(tx, 'Robert', 'administrator', host),
      await appointed(tx, 'Leila', 'administrator', host),
      await appointed(tx, 'Ann', 'headteacher'),
      await appointed(tx, 'Carl', 'chair'),
    ] as const;
  });
});
afterAll(() => db.onApplicationShutdown());

async function appointed(tx: Tx, name: string, role: Role, organisationId = school): Promise<Actor> {
  const personId = await people.add(tx, { name, email: `${name}.${newId()}@example.org` });
  await people.appoint(tx, { personId, organisationId, role });
  return acting(personId, role, organisationId);
}
const acting = (personId: string | null, role: Role, at = school): Actor => ({
  ...partyActor(operatorId, at, role),
  ...(at === host && { scope: 'operator' }),
  personId,
});
const issue = (by = robert, organisationId = school) =>
  db.tx(by, (tx) => keys.issue(tx, { organisationId, name: 'Finance', scopes: ['read', 'write'] }));
const works = async (key: string) =>
  (await db.systemTx('a test', (tx) => keys.resolve(tx, key, 'r'))) !== null;
const confirm = (by: Actor, apiKeyId: string) => db.tx(by, (tx) => keys.confirm(tx, apiKeyId));
const decline = (by: Actor, apiKeyId: string) => db.tx(by, (tx) => keys.decline(tx, apiKeyId));
const stateOf = async (apiKeyId: string, at = school) =>
  (await db.tx(robert, (tx) => keys.list(tx, at))).find((one) => one.apiKeyId === apiKeyId)!.state;
const waiting = async (by: Actor) => (await db.tx(by, (tx) => nominations.waiting(tx))).map(({ id }) => id);
const decided = { code: 'identity.key-decided' };

test('a key that an administrator issues for a school does nothing until its head or chair says yes, and then works', async () => {
  const { key, apiKeyId } = await issue();
  expect(await works(key)).toBe(false);
  expect(await stateOf(apiKeyId)).toBe('waiting');
  expect(await waiting(head)).toEqual([apiKeyId]);
  expect(await db.tx(head, (tx) => keys.asked(tx, apiKeyId))).toMatchObject({
    ...{ name: 'Finance', organisationName: 'Oakfield', issuer: 'Robert', lapsesOn: '2026-12-15' },
  });
  await confirm(chair, apiKeyId);
  expect(await works(key)).toBe(true);
  expect(await waiting(head)).toEqual([]);
  expect((await db.tx(robert, (tx) => keys.list(tx, school))).at(-1)).toMatchObject({
    ...{ state: 'works', decider: 'Carl', decidedAt: expect.any(Date) },
  });
  await expect(confirm(head, apiKeyId)).rejects.toMatchObject(decided);
  await expect(decline(head, apiKeyId)).rejects.toMatchObject(decided);
  expect(await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: apiKeyId }))).toMatchObject([
    { verb: 'identity.issue-key', person: 'Robert' },
    { verb: 'identity.confirm-key', person: 'Carl' },
  ]);
});

test('nobody else says yes or no: not its issuer, another of the staff, another role, another school, nor a program', async () => {
  const { key, apiKeyId } = await issue();
  const alsoChair = acting(robert.personId, 'chair');
  const bursar = await db.tx(staff, (tx) => appointed(tx, 'Pat', 'business-manager'));
  const elsewhere = await db.tx(staff, (tx) => appointed(tx, 'Eve', 'headteacher', twin));
  const program = partyActor(operatorId, school, 'key');
  for (const answer of [confirm, decline]) {
    for (const by of [robert, leila, bursar, program])
      await expect(answer(by, apiKeyId)).rejects.toMatchObject({ code: 'platform.forbidden' });
    await expect(answer(elsewhere, apiKeyId)).rejects.toMatchObject({ code: 'platform.not-found' });
    await expect(answer(acting(null, 'headteacher'), apiKeyId)).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
    // Whoever issued it, and leads here too.
    await expect(answer(alsoChair, apiKeyId)).rejects.toMatchObject({ code: 'identity.own-key' });
  }
  expect([await works(key), await stateOf(apiKeyId)]).toEqual([false, 'waiting']);
  // So it waits for nobody else's word.
  const manager = acting(bursar.personId, 'manager');
  await expect(confirm(manager, apiKeyId)).rejects.toMatchObject({ code: 'platform.forbidden' });
  for (const by of [robert, bursar, elsewhere, program, acting(null, 'headteacher'), alsoChair, manager])
    expect(await waiting(by)).toEqual([]);
  expect([await waiting(head), await waiting(chair)]).toEqual([[apiKeyId], [apiKeyId]]);
  await decline(head, apiKeyId);
  expect([await works(key), await stateOf(apiKeyId)]).toEqual([false, 'declined']);
  await expect(confirm(chair, apiKeyId)).rejects.toMatchObject(decided);
  expect(await waiting(chair)).toEqual([]);
  expect(await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: apiKeyId }))).toMatchObject([
    { verb: 'identity.issue-key' },
    { verb: 'identity.decline-key', person: 'Ann' },
  ]);
});

test('of two who answer at once one does, and one that is taken back while it waits is nobody’s to confirm', async () => {
  const { apiKeyId } = await issue();
  const both = await Promise.allSettled([confirm(head, apiKeyId), decline(chair, apiKeyId)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: decided });

  const gone = await issue();
  await db.tx(robert, (tx) => keys.revoke(tx, gone.apiKeyId));
  expect(await waiting(head)).toEqual([]);
  await expect(confirm(head, gone.apiKeyId)).rejects.toMatchObject(decided);
  expect([await works(gone.key), await stateOf(gone.apiKeyId)]).toEqual([false, 'revoked']);
});

test('keys of the operator’s own, and those issued at the terminal, wait for nobody; of a person without a name there are none', async () => {
  const own = await issue(robert, host);
  const terminal = await issue(staff);
  expect([await works(own.key), await works(terminal.key)]).toEqual([true, true]);
  await expect(confirm(head, terminal.apiKeyId)).rejects.toMatchObject(decided);
  await expect(issue({ ...robert, personId: null })).rejects.toMatchObject({ code: 'platform.forbidden' });
});

test('of another body whoever leads it says yes', async () => {
  const { key, apiKeyId } = await issue(robert, provider);
  const [manager, practitioner] = await db.tx(staff, async (tx) => [
    await appointed(tx, 'Mo', 'manager', provider),
    await appointed(tx, 'Lu', 'practitioner', provider),
  ]);
  expect([await waiting(manager!), await waiting(practitioner!)]).toEqual([[apiKeyId], []]);
  await confirm(manager!, apiKeyId);
  expect(await works(key)).toBe(true);
});

test('PostgreSQL keeps it: who confirms is not who issued, once, in time, and of what waits', async () => {
  const { apiKeyId } = await issue();
  const write = (by: Actor, set: string, values: unknown[] = []) =>
    db.tx(by, (tx) =>
      tx.query(`UPDATE identity.api_key SET ${set} WHERE operator_id = $1 AND api_key_id = $2`, [
        ...[operatorId, apiKeyId],
        ...values,
      ]),
    );
  const yes = `state = 'confirmed', decided_by = $3, decided_at = $4`;
  const now = '2026-09-16T10:00:00Z';
  for (const [constraint, set, values] of [
    ['api_key_decided', yes, [robert.personId, now]],
    ['api_key_decided', yes, [null, now]],
    ['api_key_decided', `state = 'confirmed'`, []],
    ['api_key_confirmed_in_time', yes, [head.personId, '2026-12-16T10:00:00Z']],
    ['api_key_decided_once', 'lapses_on = NULL', []],
  ] as const)
    await expect(write(robert, set, [...values])).rejects.toMatchObject({ constraint });
  // In a school's own transaction only by the program's word, for this key, this answer and this person.
  await expect(write(head, yes, [head.personId, now])).rejects.toMatchObject({ code: '42501' });
  await expect(write(head, `revoked_at = NULL`)).rejects.toMatchObject({ code: '42501' });
  const said = (...words: string[]) =>
    db.tx(head, async (tx) => {
      await tx.say('key', words);
      await tx.query(
        `UPDATE identity.api_key SET ${yes} WHERE operator_id = $1 AND api_key_id = $2 AND state = 'waiting'`,
        [operatorId, apiKeyId, head.personId, now],
      );
    });
  for (const words of [
    [apiKeyId, 'declined', head.personId!],
    [newId(), 'confirmed', head.personId!],
    [apiKeyId, 'confirmed', chair.personId!],
  ])
    await expect(said(...words)).rejects.toMatchObject({ code: '42501' });
  await said(apiKeyId, 'confirmed', head.personId!);
  await expect(write(robert, `state = 'declined'`)).rejects.toMatchObject({
    constraint: 'api_key_decided_once',
  });
  // Nor is one made that has its yes already.
  await expect(
    db.tx(robert, (tx) =>
      tx.query(
        `INSERT INTO identity.api_key (operator_id, api_key_id, organisation_id, name, hash, last_four, scopes, issued_at, issued_by, state)
         VALUES ($1, $2, $3, 'x y', sha256('x'), 'xxxx', '{write}', $4, $5, 'confirmed')`,
        [operatorId, newId(), school, now, robert.personId],
      ),
    ),
  ).rejects.toMatchObject({ constraint: 'api_key_waits' });
});

test('whose issuer is no administrator any more, and whose party has left, works for nobody’s yes', async () => {
  const issuer = await db.tx(staff, (tx) => appointed(tx, 'Di', 'administrator', host));
  const stopped = await issue(issuer);
  const left = await issue(robert, provider);
  await db.tx(staff, async (tx) => {
    const [appointment] = await people.appointments(tx, issuer.personId!);
    await people.end(tx, appointment!.appointmentId, tx.today.add({ days: 1 }));
    await parties.leave(tx, provider, tx.today);
  });
  await setClock(db, staff, '2026-09-18T09:00:00Z');
  expect(await waiting(head)).toEqual([]);
  await expect(confirm(head, stopped.apiKeyId)).rejects.toMatchObject(decided);
  expect(await stateOf(stopped.apiKeyId)).toBe('stopped');
  const [manager] = await db.tx(staff, (tx) => people.ofParty(tx, provider, 'manager'));
  await confirm(acting(manager!.personId, 'manager', provider), left.apiKeyId).catch(() => undefined);
  expect([await works(stopped.key), await works(left.key)]).toEqual([false, false]);
});

test('it waits as long as a nomination does, and then lapses: another is issued', async () => {
  const { key, apiKeyId } = await issue();
  await setClock(db, staff, '2026-12-17T09:00:00Z');
  expect(await waiting(chair)).toEqual([apiKeyId]);
  await setClock(db, staff, '2026-12-18T09:00:00Z');
  expect(await waiting(chair)).toEqual([]);
  for (const answer of [confirm, decline])
    await expect(answer(chair, apiKeyId)).rejects.toMatchObject({ code: 'identity.key-lapsed' });
  expect([await works(key), await stateOf(apiKeyId)]).toEqual([false, 'lapsed']);
});

test('whoever leads there ends a key that works, also one that nobody there was asked for, and it stays ended', async () => {
  const end = (by: Actor, apiKeyId: string) => db.tx(by, (tx) => keys.revoke(tx, apiKeyId));
  const asked = await issue();
  await confirm(chair, asked.apiKeyId);
  const old = await db.tx(staff, (tx) =>
    keys.issue(tx, { organisationId: school, name: 'Old', scopes: ['read'] }),
  );
  const working = async () =>
    (await db.tx(head, (tx) => keys.list(tx, school, 'working'))).map(({ apiKeyId }) => apiKeyId);
  expect(await working()).toEqual(expect.arrayContaining([asked.apiKeyId, old.apiKeyId]));
  const bursar = await db.tx(staff, (tx) => appointed(tx, 'Sam', 'business-manager'));
  const elsewhere = await db.tx(staff, (tx) => appointed(tx, 'Max', 'headteacher', twin));
  for (const { key, apiKeyId } of [asked, old]) {
    for (const by of [bursar, acting(null, 'headteacher'), partyActor(operatorId, school, 'key')])
      await expect(end(by, apiKeyId)).rejects.toMatchObject({ code: 'platform.forbidden' });
    await expect(end(elsewhere, apiKeyId)).rejects.toMatchObject({ code: 'platform.not-found' });
    expect(await works(key)).toBe(true);
    for (const again of [head, chair]) await end(again, apiKeyId);
    expect([await works(key), await stateOf(apiKeyId)]).toEqual([false, 'revoked']);
    const trail = await db.tx(staff, (tx) => new Audit().of(tx, { type: 'api-key', id: apiKeyId }));
    expect(trail.filter(({ verb }) => verb === 'identity.revoke-key')).toMatchObject([{ person: 'Ann' }]);
    await expect(
      db.tx(staff, (tx) =>
        tx.query('UPDATE identity.api_key SET revoked_at = NULL WHERE api_key_id = $1', [apiKeyId]),
      ),
    ).rejects.toMatchObject({ constraint: 'api_key_stays_ended' });
  }
  expect(await working()).not.toContain(asked.apiKeyId);
});

test('the operator’s own key is its administrators’ to end, and not its service manager’s', async () => {
  const { key, apiKeyId } = await issue(robert, host);
  const manager = await db.tx(staff, (tx) => appointed(tx, 'Elaine', 'manager', host));
  const end = (by: Actor) => db.tx(by, (tx) => keys.revoke(tx, apiKeyId));
  await expect(end({ ...manager, scope: 'party' })).rejects.toMatchObject({ code: 'platform.forbidden' });
  expect(await works(key)).toBe(true);
  await end(leila);
  expect(await works(key)).toBe(false);
});
