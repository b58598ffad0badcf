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
/** Bills what is due, and says how much that was. */
const bill = () =>
  scene.db.tx(created.staff, async (tx) => {
    const due = await scene.billing.due(tx);
    await scene.billing.bill(tx, due);
    return due.length;
  });

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

test('an issued document gives the reason it was issued with, whatever the rules say today', async () => {
  const [document] = await documentsOf(schools[0]!);
  const undone = new Error('only to look');
  const looked = scene.db.tx(created.staff, async (tx) => {
    const documentId = newId();
    await tx.query(
      `INSERT INTO invoicing.document (operator_id, document_id, rail, outcome, series, number, supplier_id, customer_id, school_id, cause_type, cause_id,
         issued_on, due_on, net, vat, tax_facts, tax_because)
       SELECT operator_id, $2, rail, outcome, series + 1000, number || '-2', supplier_id, customer_id, school_id, cause_type, $2,
         issued_on, due_on, net, vat, tax_facts, 'As the rule of that day said.' FROM invoicing.document WHERE document_id = $1`,
      [document!.documentId, documentId],
    );
    expect(await scene.documents.find(tx, documentId)).toMatchObject({
      taxBecause: 'As the rule of that day said.',
    });
    throw undone;
  });
  await expect(looked).rejects.toBe(undone);
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

test('what next term grants is for days of next term: not before, and for them already now', async () => {
  const school = schools[1]!; // has Gold from 1 September, five days; today is 2 August
  const sip = (await scene.db.tx(as(school), (tx) => scene.practitioners.linkOf(tx, school.organisationId)))!;
  const book = (on: string) =>
    scene.db.tx(as(school), (tx) =>
      scene.visits.book(tx, {
        visitId: newId(),
        schoolId: school.organisationId,
        practitionerId: sip.practitionerId,
        on: day(on),
        portion: 100n,
        purpose: 'A look at the first term',
      }),
    );
  // The next term of the same plan, signed ahead: ten days in all, five of each.
  const [now] = await scene.db.tx(as(school), (tx) =>
    scene.agreements.list(tx, { schoolId: school.organisationId }),
  );
  await prepare(school, 'gold', now!.endsOn.add({ days: 1 }).toString());
  const within = ['2026-09-08', '2026-09-09', '2026-09-10'];
  for (const on of within) await book(on);
  await expect(book('2026-09-14')).rejects.toMatchObject({ code: 'delivery.no-days-left' });
  for (const on of ['2027-04-13', '2027-04-14', '2027-04-15', '2027-04-16', '2027-04-19']) await book(on);
  await expect(book('2027-04-20')).rejects.toMatchObject({ code: 'delivery.no-days-left' });
});

test('credits of next term are neither given nor promised before it', async () => {
  const [giver, taker] = [schools[2]!, schools[3]!];
  await prepare(giver, 'silver', '2026-10-01');
  const give = () =>
    scene.db.tx(as(giver), (tx) =>
      scene.credits.give(tx, {
        id: newId(),
        from: giver.organisationId,
        to: taker.organisationId,
        amount: 100n,
        message: 'With thanks',
      }),
    );
  await expect(give()).rejects.toMatchObject({ code: 'ledger.insufficient' });
  await advance(scene, created, '2026-10-01T08:00:00Z');
  await give();
});

test('the books hold after it', async () => expect(await verify(scene)).toEqual([]));
