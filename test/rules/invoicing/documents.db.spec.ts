import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { laId } from '#directory';
import { Audit } from '#identity';
import { BillingDetails, JournalRules } from '#invoicing';
import { newId, violatedConstraint } from '#platform';
import { eventually } from '#testing';
import { day } from '../stage.js';
import { draft, openSuppliers, supplierBank, warrington, type Suppliers } from './suppliers.js';

const details = new BillingDetails();
let stage: Suppliers;
beforeAll(async () => {
  stage = await openSuppliers();
}, 240_000);
afterAll(() => stage?.close());

test('an authority journals to its own maintained school: no VAT, the school’s code, its number in the journals', async () => {
  const school = stage.maintained('877');
  const [journal] = await stage.issued(draft(school, { purchaseOrder: 'PO 7' }));
  expect(journal).toMatchObject({
    rail: 'journal',
    outcome: 'JOURNAL',
    number: 'WAR-J-00001',
    supplierId: warrington,
    customerId: school.organisationId,
    schoolId: school.organisationId,
    causeType: 'purchase',
    issuedOn: '2026-04-13',
    taxPoint: '2026-04-13',
    dueOn: '2026-05-13',
    net: 60_000n,
    vat: 0n,
    gross: 60_000n,
    purchaseOrder: 'PO 7',
    taxFacts: {
      supplier: 'la',
      supplierVatRegistered: true,
      service: 'consultancy',
      customer: 'maintained',
      journalled: true,
      funding: 'budget-share',
      supplierIsCustomersLa: true,
    },
    customerDetails: { name: school.name },
  });
  expect(journal!.lines).toEqual([
    {
      description: 'An adviser’s day',
      quantity: 100n,
      unitPrice: 60_000n,
      net: 60_000n,
      vatRate: null,
      accountCode: 'E27',
    },
  ]);
  expect(await stage.booked(school.organisationId, warrington)).toEqual({
    owes: -60_000n,
    sales: 60_000n,
    vat: 0n,
  });
});

test('it invoices another authority’s school and an academy, with VAT once on the whole, rounded half up', async () => {
  const half = { description: 'Half of it', quantity: 50n, unitPrice: 6_665n };
  const lines = [half, half, half];
  const [first, second] = await stage.issued(
    draft(stage.maintained('876'), { lines }),
    draft(stage.academy(), { lines }),
  );
  // 3,332.5 pence a line; 20 % of 9,999.
  expect(first).toMatchObject({
    rail: 'invoice',
    outcome: 'VAT_INVOICE',
    number: 'WAR-00001',
    net: 9_999n,
    vat: 2_000n,
    gross: 11_999n,
    taxFacts: { supplierIsCustomersLa: false, journalled: true },
    supplierDetails: {
      name: 'Warrington',
      vatNumber: 'GB 123 4567 89',
      bank: supplierBank,
      illustrative: true,
    },
  });
  expect(first!.lines.map(({ net, vatRate, accountCode }) => ({ net, vatRate, accountCode }))).toEqual(
    lines.map(() => ({ net: 3_333n, vatRate: 2000, accountCode: 'E27' })),
  );
  expect(second).toMatchObject({ number: 'WAR-00002', vat: 2_000n, taxFacts: { customer: 'academy' } });
  expect(second!.lines[0]).toMatchObject({ accountCode: 'BAE230' });
  expect(await stage.booked(stage.academy().organisationId, warrington)).toMatchObject({
    owes: -11_999n,
    vat: 4_000n,
  });
});

test('what the authority’s fund pays is the authority’s: a journal of its own, an invoice from any other', async () => {
  const school = stage.academy();
  const [own, others, foreign] = await stage.issued(
    draft(school, { laId: warrington }),
    draft(school, { laId: warrington, supplierId: stage.created.hostId }),
    draft(school, { laId: laId('876') }),
  );
  const { address } = await stage.asStaff((tx) => details.find(tx, warrington));
  expect(own).toMatchObject({
    outcome: 'JOURNAL',
    customerId: warrington,
    schoolId: school.organisationId,
    taxFacts: { customer: 'la', funding: 'la-fund', supplierIsCustomersLa: true },
    customerDetails: { name: 'Warrington', address },
  });
  expect(own!.lines[0]!.accountCode).toBeNull();
  expect(others).toMatchObject({
    outcome: 'VAT_INVOICE',
    customerId: warrington,
    taxFacts: { supplier: 'company', customer: 'la', supplierIsCustomersLa: false },
  });
  expect(foreign).toMatchObject({ outcome: 'VAT_INVOICE', taxFacts: { supplierIsCustomersLa: false } });
});

test('a school’s training is exempt; its other services are on a plain invoice while it is not registered for VAT', async () => {
  const supplierId = stage.neighbour.organisationId;
  const [exempt, plain] = await stage.issued(
    draft(stage.academy(), {
      supplierId,
      offer: { taxedAs: 'training', cfrCode: 'E09', aarCode: 'BAE090' },
    }),
    draft(stage.academy(), { supplierId }),
  );
  expect(exempt).toMatchObject({ outcome: 'EXEMPT_INVOICE', number: 'NBR-00001', vat: 0n });
  expect(plain).toMatchObject({
    outcome: 'PLAIN_INVOICE',
    number: 'NBR-00002',
    gross: 60_000n,
    taxFacts: { supplier: 'school', supplierVatRegistered: false },
    supplierDetails: { vatNumber: null, bank: null },
  });
  const forged = stage.db.systemTx('a VAT invoice without a VAT number', (tx) =>
    tx.query(
      `INSERT INTO invoicing.document (operator_id, document_id, rail, outcome, series, number, supplier_id, customer_id, school_id, cause_type, cause_id,
         issued_on, tax_point, due_on, net, vat, tax_facts, tax_because, supplier_details, customer_details)
       SELECT operator_id, $2, rail, 'VAT_INVOICE', series + 1, number, supplier_id, customer_id, school_id, cause_type, $2,
         issued_on, tax_point, due_on, net, vat, tax_facts, tax_because, supplier_details, customer_details
       FROM invoicing.document WHERE document_id = $1`,
      [plain!.documentId, newId()],
    ),
  );
  expect(violatedConstraint(await forged.catch((error: unknown) => error))).toBe('document_vat_number');
});

test('a delivery more than 14 days before its invoice is its tax point; nothing costs nothing and is posted nowhere', async () => {
  const free = { description: 'On the house', quantity: 100n, unitPrice: 0n };
  const supplierId = stage.independentId;
  const [late, soon, nothing] = await stage.issued(
    draft(stage.academy(), { supplierId, deliveredOn: day('2026-03-29') }),
    draft(stage.academy(), { supplierId, deliveredOn: day('2026-03-30') }),
    draft(stage.asking, { supplierId, lines: [free] }),
  );
  expect([late!.taxPoint, soon!.taxPoint]).toEqual(['2026-03-29', '2026-04-13']);
  expect(nothing).toMatchObject({ net: 0n, vat: 0n });
  expect(await stage.booked(stage.asking.organisationId, supplierId)).toMatchObject({
    owes: 0n,
    sales: 120_000n,
  });
});

test('a thing is billed once for a customer, whoever asks again, and its number leaves no gap', async () => {
  const cause = { type: 'session', id: newId() } as const;
  const [one, other] = [stage.asking, stage.other];
  const supplierId = stage.created.hostId;
  const before = await stage.asStaff((tx) => stage.documents.list(tx, { supplierId }));
  const [first] = await stage.issued(draft(one, { cause, supplierId }));
  const [again, second] = await stage.issued(
    draft(one, { cause, supplierId, lines: [{ description: 'Dearer', quantity: 100n, unitPrice: 1n }] }),
    draft(other, { cause, supplierId }),
  );
  expect(again).toEqual(first);
  await stage.issued(draft(one, { cause, supplierId }), draft(other, { cause, supplierId }));
  const number = before.length;
  expect([first!.number, second!.number]).toEqual([`ASP-0000${number + 1}`, `ASP-0000${number + 2}`]);
  expect(await stage.asStaff((tx) => stage.documents.list(tx, { causeId: cause.id }))).toHaveLength(2);
});

test('of two who bill one thing at once the second waits, looks again and finds it billed', async () => {
  const twice = draft(stage.other, { supplierId: stage.independentId });
  const issue = () => stage.asStaff((tx) => stage.documents.issue(tx, [twice]));
  let second: Promise<void>;
  await stage.asStaff(async (tx) => {
    await stage.documents.issue(tx, [twice]);
    second = issue();
    await eventually('the second waits', async () => {
      const [waiting] = await stage.db.systemTx('a test looks who waits', (other) =>
        other.query(
          'SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()',
        ),
      );
      return Boolean(waiting);
    });
  });
  await second!;
  const all = await stage.asStaff((tx) => stage.documents.list(tx, { causeId: twice.cause.id }));
  expect(all).toHaveLength(1);
  expect(await stage.booked(stage.other.organisationId, stage.independentId)).toMatchObject({
    owes: -72_000n,
  });
});

test('nothing of a batch is billed when one of it cannot be', async () => {
  const good = draft(stage.other);
  const unknown = draft(stage.other, { supplierId: stage.other.organisationId });
  await expect(stage.issued(good, unknown)).rejects.toMatchObject({
    code: 'invoicing.unknown-supplier',
    message: 'Someone sells here whose tax details are not recorded yet.',
  });
  const none = draft(stage.other, { lines: [{ description: 'None', quantity: 0n, unitPrice: 1n }] });
  await expect(stage.issued(good, none)).rejects.toMatchObject({ code: '23514' });
  expect(await stage.asStaff((tx) => stage.documents.list(tx, { causeId: good.cause.id }))).toEqual([]);
});

test('an issued document stays as it was issued, whatever is set later; it is announced and in the trail', async () => {
  const school = stage.maintained('877');
  const [before] = await stage.issued(draft(school));
  await stage.asStaff(async (tx) => {
    await details.set(tx, warrington, { address: ['Moved'], supplier: { vatNumber: null, bank: null } });
    await new JournalRules().set(tx, {
      typeCode: school.typeCode!,
      startsOn: tx.today,
      journalled: false,
      source: 'Our auditor’s letter',
    });
  });
  const [after] = await stage.issued(draft(school));
  expect(after).toMatchObject({
    outcome: 'PLAIN_INVOICE',
    taxFacts: { journalled: false, supplierVatRegistered: false },
    supplierDetails: { address: ['Moved'], vatNumber: null, bank: null, illustrative: false },
  });
  expect(await stage.asStaff((tx) => stage.documents.find(tx, before!.documentId))).toEqual(before);

  const trail = await stage.asStaff((tx) => new Audit().of(tx, { type: 'document', id: before!.documentId }));
  expect(trail).toMatchObject([{ verb: 'invoicing.issue', details: { rail: 'journal', pence: '60000' } }]);
  const seen = await stage.db.tx(stage.as(school.organisationId), (tx) =>
    new Audit().of(tx, { type: 'document', id: before!.documentId }),
  );
  expect(seen).toHaveLength(1);
  const published = await stage.asStaff((tx) =>
    tx.query('SELECT type FROM platform.outbox WHERE entity_id = $1', [before!.documentId]),
  );
  expect(published).toEqual([{ type: 'invoicing.document-issued' }]);
});

test('a customer, a supplier and staff see theirs and no other', async () => {
  const others = [stage.neighbour, stage.academy(), stage.maintained('876')];
  const school = stage.created.schools.find((one) => one.laCode === '876' && !others.includes(one))!;
  const [first, second] = await stage.issued(
    draft(school, { supplierId: stage.created.hostId }),
    draft(school, {
      supplierId: stage.independentId,
      lines: [{ description: 'A', quantity: 100n, unitPrice: 100n }],
    }),
  );
  const head = stage.as(school.organisationId);
  const mine = await stage.db.tx(head, (tx) =>
    stage.documents.list(tx, { customerId: school.organisationId }),
  );
  expect(new Set(mine.map(({ documentId }) => documentId))).toEqual(
    new Set([first!.documentId, second!.documentId]),
  );
  expect(mine[0]!.total).toBe(2);
  const all = await stage.asStaff((tx) => stage.documents.list(tx));
  const sold = all.filter(({ supplierId }) => supplierId === stage.independentId);
  for (const documentId of [
    newId(),
    sold.find(({ customerId }) => customerId !== school.organisationId)!.documentId,
  ])
    await expect(stage.db.tx(head, (tx) => stage.documents.find(tx, documentId))).rejects.toMatchObject({
      code: 'platform.not-found',
    });
});
