import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { offerId, type Created } from '#blueprints';
import { generateRegister, laId, Register, type School } from '#directory';
import { Audit, IdentityModule } from '#identity';
import { BillingDetails, InvoicingModule, JournalRules, type Details } from '#invoicing';
import { newId, PlatformModule, Temporal, violatedConstraint, type Actor, type Tx } from '#platform';
import { eventually, ownDatabase } from '#testing';
import { actingFor, advance, createOperator, openScene, verify, type Scene } from '../scenarios/scene.js';

let [scene, created, invoicing] = [] as unknown as [Scene, Created, Awaited<ReturnType<typeof open>>];
let drop: () => Promise<void>;
const open = (config: Scene['config']) =>
  Test.createTestingModule({
    imports: [PlatformModule.with(config), InvoicingModule, IdentityModule],
  }).compile();
const get = <T>(facade: new (...parts: never[]) => T): T => invoicing.get(facade, { strict: false });
const day = Temporal.PlainDate.from;

beforeAll(async () => {
  const own = await ownDatabase();
  drop = own.drop;
  scene = await openScene(own.config);
  invoicing = await open(own.config);
  const { register } = generateRegister({
    seed: 5,
    authorities: [{ code: '314', name: 'Kingston upon Thames', schools: 110 }],
  });
  await scene.db.systemTx('a test imports a generated register', (tx) => new Register().import(tx, register));
  created = await createOperator(scene, 'education-kingston', '2027-04-12T08:00:00Z');
}, 240_000);
afterAll(async () => {
  await invoicing?.close();
  await scene?.close();
  await drop?.();
});

const staffAs = (role: Actor['role']): Actor => ({
  ...created.staff,
  organisationId: created.hostId,
  organisationIds: [created.hostId],
  role,
});
const asFinance = <Result>(fn: (tx: Tx) => Promise<Result>) => scene.db.tx(staffAs('finance'), fn);
const ofType = (...codes: string[]): School =>
  created.schools.find((school) => codes.includes(school.typeCode!) && school.roll)!;

/** A service bought and delivered, and the document that follows. */
async function billed(school: School, offer = 'subject-review') {
  const purchaseId = newId();
  const { providerId } = await scene.db.tx(
    actingFor(created.operatorId, school.organisationId, 'headteacher'),
    (tx) =>
      scene.purchases.buy(tx, {
        purchaseId,
        schoolId: school.organisationId,
        offerId: offerId(created.operatorId, offer),
      }),
  );
  await scene.db.tx(actingFor(created.operatorId, providerId, 'manager'), (tx) =>
    scene.purchases.deliver(tx, purchaseId),
  );
  const documentId = await eventually('it is billed', () =>
    asFinance(async (tx) => {
      const all = await scene.documents.list(tx, { schoolId: school.organisationId });
      return all.find((one) => one.causeId === purchaseId)?.documentId;
    }),
  );
  return asFinance((tx) => scene.documents.find(tx, documentId));
}

test('an authority journals to its community school, and invoices its pupil referral unit and nursery school', async () => {
  expect(await billed(ofType('01', '02', '03'))).toMatchObject({ outcome: 'JOURNAL', net: 60_000n, vat: 0n });
  for (const type of ['14', '15'])
    expect(await billed(ofType(type))).toMatchObject({ outcome: 'VAT_INVOICE', net: 60_000n, vat: 12_000n });
});

test('the finance officer sets a type’s rule from a day on; issued documents keep theirs; nobody else may', async () => {
  const unit = ofType('14');
  const before = await billed(unit);
  const rule = {
    typeCode: '14',
    startsOn: day('2027-05-01'),
    journalled: true,
    source: 'Our auditor’s letter of 2 April 2027',
  };
  const rules = get(JournalRules);
  for (const role of ['broker', 'headteacher'] as const)
    await expect(scene.db.tx(staffAs(role), (tx) => rules.set(tx, rule))).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
  await expect(
    asFinance((tx) => rules.set(tx, { ...rule, startsOn: day('2027-04-11') })),
  ).rejects.toMatchObject({
    code: 'invoicing.rule-begins-earlier',
  });
  await expect(asFinance((tx) => rules.set(tx, { ...rule, typeCode: '34' }))).rejects.toMatchObject({
    code: 'platform.not-found',
  });
  await asFinance((tx) => rules.set(tx, rule));
  const rows = (await asFinance((tx) => rules.list(tx))).filter(({ typeCode }) => typeCode === '14');
  expect(rows.map(({ journalled }) => journalled)).toEqual([true, false]);
  expect(rows[1]!.source).toContain('Tolley');
  const [change] = await scene.db.tx(created.staff, (tx) =>
    tx.query<{ verb: string; details: object }>(
      "SELECT verb, details FROM platform.audit WHERE operator_id = $1 AND verb = 'invoicing.set-journal-rule'",
      [tx.operatorId],
    ),
  );
  expect(change).toMatchObject({ details: { typeCode: '14', journalled: true, startsOn: '2027-05-01' } });
  expect(await billed(unit)).toMatchObject({ outcome: 'VAT_INVOICE' });
  await advance(scene, created, '2027-05-04T08:00:00Z');
  expect(await billed(unit)).toMatchObject({ outcome: 'JOURNAL', vat: 0n });
  expect(await asFinance((tx) => scene.documents.find(tx, before.documentId))).toEqual(before);
});

test('an invoice says whose it is, to whom, when, at what rate; what changes later leaves it as issued', async () => {
  const academy = created.schools.find((school) => school.fundingStatus === 'academy' && school.roll)!;
  const details = get(BillingDetails);
  const [host, example] = await asFinance(async (tx) => [
    await details.find(tx, created.hostId),
    await details.find(tx, laId('314')),
  ]);
  expect([host.illustrative, example.illustrative]).toEqual([true, true]);
  const change: Pick<Details, 'address' | 'supplier'> = {
    address: ['Guildhall 2', 'High Street', 'Kingston upon Thames', 'KT1 1EU'],
    supplier: {
      vatNumber: 'gb123456789',
      bank: { name: 'EducationKingston', sortCode: '010203', number: '12345678' },
    },
  };
  await asFinance((tx) => details.set(tx, created.hostId, change));
  const invoice = await billed(academy);
  expect(invoice).toMatchObject({
    outcome: 'VAT_INVOICE',
    taxPoint: '2027-05-04',
    supplierDetails: {
      name: host.name,
      address: change.address,
      vatNumber: 'GB 123 4567 89',
      bank: change.supplier!.bank,
      illustrative: false,
    },
    customerDetails: { name: academy.name },
    lines: [{ quantity: 100n, unitPrice: 60_000n, net: 60_000n, vatRate: 2000, accountCode: 'BAE230' }],
  });
  expect(invoice.customerDetails.address).toEqual(
    [academy.street, academy.locality, academy.town, academy.county, academy.postcode].filter(Boolean),
  );
  await expect(
    asFinance((tx) =>
      details.set(tx, created.hostId, { ...change, supplier: { vatNumber: 'GB 12', bank: null } }),
    ),
  ).rejects.toMatchObject({ code: 'invoicing.vat-number' });
  await expect(asFinance((tx) => details.set(tx, academy.organisationId, change))).rejects.toMatchObject({
    code: 'invoicing.no-supplier',
  });
  await expect(
    scene.db.tx(staffAs('broker'), (tx) => details.set(tx, created.hostId, change)),
  ).rejects.toMatchObject({ code: 'platform.forbidden' });

  // No longer registered: it charges no VAT and its document is no VAT invoice, nor does the database take it for one.
  await asFinance((tx) =>
    details.set(tx, created.hostId, { address: ['Moved'], supplier: { vatNumber: null, bank: null } }),
  );
  const plain = await billed(academy);
  expect(plain).toMatchObject({
    outcome: 'PLAIN_INVOICE',
    vat: 0n,
    gross: 60_000n,
    supplierDetails: { vatNumber: null, address: ['Moved'] },
  });
  expect(await asFinance((tx) => scene.documents.find(tx, invoice.documentId))).toEqual(invoice);
  const forged = scene.db.systemTx('a VAT invoice without a VAT number', (tx) =>
    tx.query(
      `INSERT INTO invoicing.document (operator_id, document_id, rail, outcome, series, number, supplier_id, customer_id, school_id, cause_type, cause_id,
         issued_on, tax_point, due_on, net, vat, tax_facts, tax_because, supplier_details, customer_details)
       SELECT operator_id, $2, rail, 'VAT_INVOICE', series + 1, number, supplier_id, customer_id, school_id, cause_type, $2,
         issued_on, tax_point, due_on, net, vat, tax_facts, tax_because, supplier_details, customer_details
       FROM invoicing.document WHERE document_id = $1`,
      [plain.documentId, newId()],
    ),
  );
  expect(violatedConstraint(await forged.catch((error: unknown) => error))).toBe('document_vat_number');
  const trail = await scene.db.tx(created.staff, (tx) =>
    get(Audit).of(tx, { type: 'billing-details', id: created.hostId }),
  );
  expect(trail.slice(-2).map(({ details }) => details)).toEqual([
    { vatNumber: 'GB 123 4567 89', addressChanged: true, bankChanged: true },
    { vatNumber: null, addressChanged: true, bankChanged: true },
  ]);
  expect(await verify(scene)).toEqual([]);
});
