import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId, Temporal, type Actor } from '#platform';
import { offerId, type Created } from '#blueprints';
import { generateRegister, papersAuthorities, Register, type School } from '#directory';
import { ownDatabase } from '#testing';
import { actingFor, advance, createOperator, held, openFacades, verify, type Facades } from './scene.js';

/** What an agreement's term decides: what is frozen, when it bills, when its grants are valid. One operator, one clock. */
let scene: Facades;
let created: Created;
let schools: School[];
let drop: () => Promise<void>;

beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  scene = await openFacades(own.config);
  const { register } = generateRegister({
    seed: 13,
    authorities: papersAuthorities.filter(({ code }) => ['876', '877'].includes(code)),
  });
  await scene.db.systemTx('a test imports a register', (tx) => new Register().import(tx, register));
  created = await createOperator(scene, 'aspire', '2026-04-01T08:00:00Z');
  schools = created.schools.filter((school) => school.roll && school.fundingStatus === 'maintained');
}, 600_000);
afterAll(async () => {
  await scene.close();
  await drop();
});

const day = Temporal.PlainDate.from;
const plan = (slug: string) => offerId(created.operatorId, slug);
const as = (school: School, role: Actor['role'] = 'headteacher') =>
  actingFor(created.operatorId, school.organisationId, role);
const prepare = (school: School, slug: string, startsOn?: string, actor = as(school)) =>
  scene.db.tx(actor, (tx) =>
    scene.agreements.prepare(tx, {
      agreementId: newId(),
      schoolId: school.organisationId,
      offerId: plan(slug),
      ...(startsOn && { startsOn: day(startsOn) }),
    }),
  );
const documentsOf = (school: School) =>
  scene.db.tx(as(school), (tx) => scene.documents.list(tx, { customerId: school.organisationId }));
const bill = () => scene.db.tx(created.staff, (tx) => scene.billing.due(tx));

test('what is approved is what was prepared, whatever the catalogue says by then, and it is billed as it was', async () => {
  const school = schools[0]!;
  const { agreementId } = await prepare(school, 'silver', undefined, as(school, 'business-manager'));
  await scene.db.tx(created.staff, async (tx) => {
    await tx.query(
      `UPDATE catalogue.offer SET service_type = 'training', cfr_code = 'E09' WHERE operator_id = $1 AND offer_id = $2`,
      [tx.operatorId, plan('silver')],
    );
    await tx.query(
      `INSERT INTO catalogue.plan_grant (operator_id, offer_id, position, unit, pool, amount, label) VALUES ($1, $2, 9, 'DAY', 'entitlement', 500, 'more')`,
      [tx.operatorId, plan('silver')],
    );
  });
  await scene.db.tx(as(school), (tx) => scene.agreements.approve(tx, agreementId));
  expect(await scene.db.tx(as(school), (tx) => held(scene, tx, school, 'DAY'))).toMatchObject({
    posted: 300n,
  });
  await bill();
  const [document] = await documentsOf(school);
  const found = await scene.db.tx(as(school), (tx) => scene.documents.find(tx, document!.documentId));
  expect(found.lines).toMatchObject([{ accountCode: 'E27' }]);
  expect(found.taxFacts.service).toBe('consultancy');
});

test('an issued document keeps its reason when the facts or rules read otherwise later', async () => {
  const [document] = await documentsOf(schools[0]!);
  const { taxBecause } = await scene.db.tx(created.staff, (tx) =>
    scene.documents.find(tx, document!.documentId),
  );
  expect(taxBecause).toBe('Standard-rated: VAT at 20%.');
  await scene.db.systemTx('a test changes the facts behind a document', (tx) =>
    tx.query(
      `UPDATE invoicing.document SET tax_facts = tax_facts || '{"supplierVatRegistered": false}' WHERE document_id = $1`,
      [document!.documentId],
    ),
  );
  expect(
    await scene.db.tx(created.staff, (tx) => scene.documents.find(tx, document!.documentId)),
  ).toMatchObject({ taxBecause });
});

test('an agreement signed months ahead is billed thirty days before it starts, once', async () => {
  const school = schools[1]!;
  const { billsOn } = await prepare(school, 'gold', '2026-09-01');
  expect(billsOn.toString()).toBe('2026-08-02');
  await bill();
  expect(await documentsOf(school)).toEqual([]);
  await advance(scene, created, '2026-08-01T08:00:00Z');
  await bill();
  expect(await documentsOf(school)).toEqual([]);
  await advance(scene, created, '2026-08-02T08:00:00Z');
  expect(await bill()).toBe(1);
  expect(await documentsOf(school)).toMatchObject([{ issuedOn: '2026-08-02', dueOn: '2026-09-01' }]);
  expect(await bill()).toBe(0);
});

test('the books hold after it', async () => expect(await verify(scene)).toEqual([]));
