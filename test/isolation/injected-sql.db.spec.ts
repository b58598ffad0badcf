import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { offerId, type Created } from '#blueprints';
import { generateRegister, papersAuthorities, Register } from '#directory';
import { ApiKeys } from '#identity';
import { accountId } from '#ledger';
import { newId, rolesOf, type Actor, type Config, type Tx } from '#platform';
import { ownDatabase } from '#testing';
import { poolOf } from '#entitlements';
import { actingFor, createOperator, openFacades, type Facades } from '../scenarios/scene.js';
import { deliver, type Delivered } from './deliveries.js';

/**
 * A school's business manager with SQL of his own in a transaction of his own: what the application would never ask, PostgreSQL
 * does not do. See docs/adr/0018-a-party-with-sql.md.
 */
let drop: () => Promise<void>;
let config: Config;
let owner: pg.Client;
let scene: Facades;
let created: Created;
let manager: Actor;
let other: string;
const [mine, waiting, purchase] = [newId(), newId(), newId()];
let delivered: Delivered;
const today = '2026-04-01';

beforeAll(async () => {
  ({ config, drop } = await ownDatabase());
  owner = new pg.Client({ connectionString: config.DATABASE_URL });
  await owner.connect();
  scene = await openFacades(config);
  const kingston = papersAuthorities.filter(({ code }) => code === '314');
  await scene.db.systemTx('a suite imports a register', (tx) =>
    new Register().import(tx, generateRegister({ seed: 5, authorities: kingston }).register),
  );
  created = await createOperator(scene, 'education-kingston', `${today}T08:00:00Z`);
  const { operatorId, staff, schools } = created;
  const [school, neighbour] = schools.filter((one) => one.roll && one.fundingStatus === 'maintained');
  other = neighbour!.organisationId;
  const schoolId = school!.organisationId;
  const head = actingFor(operatorId, schoolId, 'headteacher');
  const personId = await scene.db.tx(staff, async (tx) => {
    const id = await scene.people.add(tx, { name: 'Bob Low', email: `bob.${newId()}@example.org` });
    await scene.people.appoint(tx, { personId: id, organisationId: schoolId, role: 'business-manager' });
    const administrator = await scene.people.add(tx, {
      name: 'Ros Lane',
      email: `ros.${newId()}@example.org`,
    });
    await scene.people.appoint(tx, {
      personId: administrator,
      organisationId: created.hostId,
      role: 'administrator',
    });
    const nominee = {
      personId: await scene.people.add(tx, { name: 'Al', email: `al.${newId()}@example.org` }),
      organisationId: schoolId,
    };
    await scene.nominations.propose(
      { ...tx, actor: { ...staff, personId: administrator } },
      { ...nominee, role: 'headteacher' },
    );
    await new ApiKeys(config).issue(
      { ...tx, actor: { ...staff, role: 'administrator', personId: administrator } },
      { organisationId: schoolId, name: 'Finance', scopes: ['write'] },
    );
    await scene.credits.grant(tx, { id: newId(), schoolId: other, amount: 10_000n, reason: 'A start' });
    return id;
  });
  manager = { ...actingFor(operatorId, schoolId, 'business-manager'), personId };
  const plan = offerId(operatorId, 'membership');
  // The facades themselves go on as before: these are a party's own acts.
  await scene.db.tx(head, (tx) =>
    scene.agreements.prepare(tx, { agreementId: mine, schoolId, offerId: plan }),
  );
  await scene.db.tx(head, (tx) => scene.limits.set(tx, schoolId, 'business-manager', 100_000n));
  await scene.db.tx(manager, (tx) =>
    scene.agreements.prepare(tx, {
      agreementId: waiting,
      schoolId,
      offerId: plan,
      startsOn: tx.today.add({ years: 1 }),
    }),
  );
  await scene.db.tx(head, (tx) =>
    scene.purchases.buy(tx, {
      purchaseId: purchase,
      schoolId,
      offerId: offerId(operatorId, 'governance-review'),
    }),
  );
  delivered = await deliver(scene, created, head);
}, 600_000);

afterAll(async () => {
  await scene.close();
  await owner.end();
  await drop();
});

const as = (attempt: (tx: Tx) => Promise<unknown>) => scene.db.tx(manager, attempt);
const own = () => manager.organisationId!;

/** Each attempt: what it would be, its SQL. `:own`, `:other`, `:operator`, `:person`, `:new` and the ids above stand for values. */
const attempts: Readonly<Record<string, string>> = {
  'take a neighbour’s credits': `SELECT ledger.apply(jsonb_build_array(jsonb_build_object('n', 1, 'kind', 'post', 'id', ':new', 'debit', ':theirBank',
     'credit', ':ownBank', 'amount', '100', 'code', 'give', 'reference_type', 'gift', 'reference_id', 'x', 'counts_on', '${today}', 'hash', '00')), now(), 'headteacher')`,
  'the same with a word of one’s own': `SELECT * FROM ledger.apply_said('[]', now()::text, 'headteacher', sha256('x'))`,
  'open an account without a floor': `SELECT ledger.open(jsonb_build_array(jsonb_build_object('account_id', ':new', 'owner_id', ':own', 'unit', 'CREDIT', 'code', 'x', 'name', 'x', 'lots', false)), now())`,
  'open one with a word of one’s own': `SELECT ledger.open_said('[]', now()::text, sha256('x'))`,
  'write a transfer by hand': `INSERT INTO ledger.transfer (operator_id, transfer_id) VALUES (':operator', ':new')`,
  'change a balance': `UPDATE ledger.account SET credits_posted = 1000000 WHERE owner_id = ':own'`,
  'lower a price': `UPDATE agreements.agreement SET price = 1 WHERE agreement_id = ':mine'`,
  'raise what it grants': `UPDATE agreements.agreement SET grants = '[]' WHERE agreement_id = ':mine'`,
  'sign past one’s limit': `UPDATE agreements.agreement SET state = 'signed', decided_at = now(), version = version + 1 WHERE agreement_id = ':waiting'`,
  'sign an agreement at a price of one’s own': `INSERT INTO agreements.agreement SELECT (jsonb_populate_record(a, jsonb_build_object(
     'agreement_id', ':new', 'price', 1, 'year_price', 1, 'starts_on', '2030-04-01', 'ends_on', '2031-03-31', 'renews_id', NULL))).* FROM agreements.agreement a WHERE agreement_id = ':mine'`,
  'buy at a price of one’s own': `INSERT INTO agreements.purchase (operator_id, purchase_id, school_id, provider_id, offer_id, title, taxed_as, cfr_code, aar_code, means, amount, state, bought_on)
     SELECT operator_id, ':new', school_id, provider_id, offer_id, title, taxed_as, cfr_code, aar_code, means, 1, state, bought_on FROM agreements.purchase WHERE purchase_id = ':purchase'`,
  'pay with something else': `UPDATE agreements.purchase SET means = 'money' WHERE purchase_id = ':purchase'`,
  'call a purchase off past the rules': `UPDATE agreements.purchase SET state = 'cancelled', finished_on = '${today}' WHERE purchase_id = ':purchase'`,
  'be out of a signed agreement': `UPDATE agreements.agreement SET state = 'superseded', superseded_by = ':waiting' WHERE agreement_id = ':mine'`,
  'leave after the last day for notice': `UPDATE agreements.agreement SET at_term_end = 'leave' WHERE agreement_id = ':mine'`,
  'put off the last day for notice': `UPDATE agreements.agreement SET notice_by = '2030-01-01' WHERE agreement_id = ':mine'`,
  'give a place back after the course': `UPDATE delivery.place SET state = 'cancelled' WHERE place_id = ':place'`,
  'agree in another school’s name': `UPDATE delivery.proposal SET state = 'consented', decided_on = '${today}' WHERE proposal_id = ':proposal'`,
  'call a visit off past the rules': `UPDATE delivery.visit SET state = 'cancelled' WHERE visit_id = ':visit'`,
  'rewrite what was reported': `UPDATE delivery.visit SET report = 'All is well here, and always was.' WHERE visit_id = ':visit'`,
  'say that it was read': `UPDATE delivery.visit SET read_on = '${today}', read_by = ':person' WHERE visit_id = ':visit'`,
  'say who signed': `UPDATE agreements.agreement SET decided_by = ':person' WHERE agreement_id = ':mine'`,
  'change an order number once it is signed': `UPDATE agreements.agreement SET purchase_order = 'PO 1' WHERE agreement_id = ':mine'`,
  'book a visit without its days': `INSERT INTO delivery.visit SELECT (jsonb_populate_record(v, jsonb_build_object('visit_id', ':new'))).* FROM delivery.visit v WHERE visit_id = ':visit'`,
  'make a wallet': `INSERT INTO funding.wallet (operator_id, wallet_id, fund_id, la_id, school_id, fund_title, purpose, opened_on, expires_on)
     VALUES (':operator', ':new', ':new', ':own', ':own', 'x', 'x', '${today}', '2030-01-01')`,
  'open a fund': `INSERT INTO funding.fund (operator_id, fund_id, la_id, title, purpose, amount, opens_on, closes_on)
     VALUES (':operator', ':new', ':own', 'A fund', 'x', 1, '${today}', '2030-01-01')`,
  'raise one’s limit': `UPDATE identity.approval_limit SET limit_pence = 100000000 WHERE organisation_id = ':own'`,
  'set a limit': `INSERT INTO identity.approval_limit (operator_id, organisation_id, role, limit_pence) VALUES (':operator', ':own', 'headteacher', 1)`,
  'forget what was ordered': `UPDATE identity.commitment SET called_off_on = '${today}' WHERE organisation_id = ':own'`,
  'issue a key': `INSERT INTO identity.api_key (operator_id, api_key_id, organisation_id, name, hash, last_four, scopes, issued_at)
     VALUES (':operator', ':new', ':own', 'x', sha256('x'), 'xxxx', '{write}', now())`,
  'become headteacher': `INSERT INTO identity.appointment (operator_id, appointment_id, person_id, organisation_id, role, at_host, from_date)
     VALUES (':operator', ':new', ':person', ':own', 'headteacher', false, '${today}')`,
  'confirm a nomination': `UPDATE identity.nomination SET state = 'confirmed', decided_how = 'colleague', decided_by = ':person', decided_at = now()`,
  'confirm a key': `UPDATE identity.api_key SET state = 'confirmed', decided_by = ':person', decided_at = now()`,
  'make a key its own': `UPDATE identity.api_key SET hash = sha256('x')`,
  'end a key': `UPDATE identity.api_key SET revoked_at = now()`,
  'let a key lapse never': `UPDATE identity.api_key SET lapses_on = NULL`,
  'join as a provider': `INSERT INTO identity.party_role (operator_id, organisation_id, role, from_on, may)
     VALUES (':operator', ':own', 'provider', '${today}', '{provides}')`,
  'stay for ever': `UPDATE identity.party_role SET until_on = NULL WHERE organisation_id = ':own'`,
  'write an invoice': `INSERT INTO invoicing.document (operator_id) VALUES (':operator')`,
  'send a letter': `INSERT INTO notifications.message (operator_id, message_id, person_id, address, subject, body, queued_at)
     VALUES (':operator', ':new', ':person', 'x@example.org', 'x', 'x', now())`,
  'set the clock': `UPDATE platform.operator SET rehearsal_now = '2030-01-01'`,
  'rewrite the trail': `UPDATE platform.audit SET verb = 'a.b'`,
  'write in the trail what another party did': `INSERT INTO platform.audit (operator_id, audit_id, at, person_id, role, organisation_id, about_organisation_id, verb, subject_type, subject_id, request_id)
     VALUES (':operator', ':new', now(), ':person', 'administrator', ':other', ':own', 'entitlements.grant-credits', 'grant', ':new', 'x')`,
  'write in it what nobody did': `INSERT INTO platform.audit (operator_id, audit_id, at, person_id, role, organisation_id, about_organisation_id, verb, subject_type, subject_id, request_id)
     VALUES (':operator', ':new', now(), NULL, 'headteacher', ':own', ':own', 'agreements.sign', 'agreement', ':mine', 'x')`,
  'read passwords': `SELECT * FROM auth.account`,
  'read the program’s key': `SELECT * FROM platform.program_key`,
  'see the whole operator': `SELECT set_config('app.scope', 'operator', true)`,
  'become another role': `SELECT set_config('role', ':system', true)`,
  'the same through XML': `SELECT query_to_xml('SET ROLE :system', true, true, '')`,
  'or in a table expression': `WITH x AS (UPDATE agreements.agreement SET price = 1 RETURNING 1) SELECT * FROM x`,
  'leave the role': 'RESET ROLE',
  'enter another': 'SET ROLE :system',
  'set a setting': `SET LOCAL app.scope = 'operator'`,
  'run a program': `DO $$ BEGIN PERFORM 1; END $$`,
  'make a table': 'CREATE TABLE x (y int)',
  'end the transaction': 'COMMIT',
};

const filled = (sql: string): string =>
  Object.entries({
    theirBank: accountId(created.operatorId, poolOf(other, 'CREDIT')),
    ownBank: accountId(created.operatorId, poolOf(own(), 'CREDIT')),
    own: own(),
    other,
    operator: created.operatorId,
    person: manager.personId!,
    system: rolesOf(config).system,
    mine,
    waiting,
    purchase,
    ...delivered,
    new: newId(),
  }).reduce((text, [name, value]) => text.replaceAll(`:${name}`, value), sql);

test.each(Object.entries(attempts))('a party cannot %s', async (what, sql) => {
  const tried = as((tx) => tx.query(filled(sql)));
  // XML's own function says it in its own way; everything else is a matter of privilege.
  await expect(tried).rejects.toMatchObject({ code: what === 'the same through XML' ? '0A000' : '42501' });
});

test('a provider cannot rate its own visits, nor take a register without its places', async () => {
  const provider = {
    ...actingFor(created.operatorId, created.hostId, 'manager'),
    personId: manager.personId,
  };
  for (const sql of [
    `UPDATE delivery.visit SET state = 'evaluated', rating = 5, report = 'It went very well indeed.' WHERE visit_id = ':visit'`,
    `UPDATE delivery.session SET register_taken_on = '${today}' WHERE session_id = ':session'`,
  ])
    await expect(scene.db.tx(provider, (tx) => tx.query(filled(sql)))).rejects.toMatchObject({
      code: '42501',
    });
});

test('nor say two things in one statement', async () => {
  await expect(as((tx) => tx.query('SELECT 1; RESET ROLE'))).rejects.toMatchObject({ code: '42601' });
});

test('the program’s word is for one row and one value, for its person and its operator', async () => {
  const limit = (pence: number) =>
    `UPDATE identity.approval_limit SET limit_pence = ${pence} WHERE organisation_id = '${own()}'`;
  const said = (tx: Tx) => tx.say('limit', [own(), 'business-manager', 100_000n]);
  await expect(
    as(async (tx) => {
      await said(tx);
      await tx.query(limit(100_000_000));
    }),
  ).rejects.toMatchObject({ code: '42501' });
  const asked = '[]';
  const stolen = await as(async (tx) => tx.word(`ledger.apply|now|headteacher|${asked}`));
  const head = { ...manager, personId: null };
  await expect(
    scene.db.tx(head, (tx) =>
      tx.query('SELECT * FROM ledger.apply_said($1, $2, $3, $4)', [asked, 'now', 'headteacher', stolen]),
    ),
  ).rejects.toMatchObject({ code: '42501' });
});

test('what a party writes at all is what is named here', async () => {
  const { rows } = await owner.query<{
    name: string;
    inserts: boolean;
    deletes: boolean;
    updates: string[] | null;
  }>(
    `SELECT c.oid::regclass::text AS name, has_table_privilege($1, c.oid, 'INSERT') AS inserts, has_table_privilege($1, c.oid, 'DELETE, TRUNCATE') AS deletes,
       (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND has_column_privilege($1, c.oid, a.attnum, 'UPDATE')) AS updates
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'`,
    [rolesOf(config).party],
  );
  expect(rows.filter((row) => row.deletes)).toEqual([]);
  const writes = rows.filter((row) => row.inserts || row.updates?.length);
  expect(
    Object.fromEntries(writes.map((row) => [row.name, [row.inserts, row.updates?.join(' ') ?? '']])),
  ).toEqual({
    'agreements.agreement': [
      true,
      'at_term_end decided_at decided_by declined_because next_offer_id notice_by purchase_order state superseded_by version',
    ],
    'agreements.purchase': [true, 'finished_on state version'],
    'delivery.place': [true, 'state'],
    'delivery.proposal': [false, 'decided_by decided_on declined_because state'],
    'delivery.request': [true, 'withdrawn_on'],
    'delivery.session': [true, 'register_taken_on'],
    'delivery.visit': [
      true,
      'called_off_because evaluated_on evaluation rating read_by read_on report reported_on state version',
    ],
    'funding.fund': [true, ''],
    'funding.wallet': [true, ''],
    'identity.api_key': [false, 'decided_at decided_by revoked_at state'],
    'identity.approval_limit': [true, 'limit_pence'],
    'identity.asked_once': [true, ''],
    'identity.commitment': [true, 'called_off_on'],
    'identity.nomination': [false, 'decided_at decided_by decided_how evidence state'],
    'platform.audit': [true, ''],
    'platform.outbox': [true, ''],
  });
});
