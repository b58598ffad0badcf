import { Injectable } from '@nestjs/common';
import {
  publishAll,
  derivedId,
  newId,
  notFound,
  proportion,
  Refusal,
  violatedConstraint,
  type Temporal,
  type Tx,
  recordAll,
} from '#platform';
import type { FundingStatus, Offer } from '#catalogue';
import { Directory, laId, type School } from '#directory';
import { accountId, Ledger, type Address, type Command } from '#ledger';
import { insertDocuments, takeNumbers, type Supplier } from './document.repository.js';
import { document, documents, type DocumentFilter, type DocumentRow } from './documents.queries.js';
import { BillingDetails, type Details } from './billing-details.js';
import { DocumentIssued } from './events.js';
import { JournalRules } from './journal-rules.js';
import { accountCode, tax, taxPoint, vatOn, type TaxFacts } from './tax.js';

export interface Draft {
  readonly cause: { readonly type: 'agreement' | 'purchase' | 'session'; readonly id: string };
  readonly supplierId: string;
  readonly schoolId: string;
  /** The authority that pays from its fund, or null when the school does. */
  readonly laId: string | null;
  readonly purchaseOrder: string | null;
  /** The day of a single delivery; left out for what goes on over a term. */
  readonly deliveredOn?: Temporal.PlainDate;
  /** What was sold, as when it was agreed. */
  readonly offer: Pick<Offer, 'taxedAs' | 'cfrCode' | 'aarCode'>;
  /** Quantities in hundredths, prices in pence. */
  readonly lines: readonly { description: string; quantity: bigint; unitPrice: bigint }[];
}

/** Days a public buyer has to pay (handbook Part 1 (j)). */
const daysToPay = 30;

/** Invoices and journals: numbered without gaps at issue, their tax and its reasons frozen, posted to the ledger. */
@Injectable()
export class Documents {
  constructor(
    private readonly directory: Directory,
    private readonly ledger: Ledger,
    private readonly journalRules: JournalRules,
    private readonly details: BillingDetails,
  ) {}

  /** Issues those not issued yet, in one go. Refuses: `invoicing.unknown-supplier`. */
  async issue(tx: Tx, drafts: readonly Draft[]): Promise<void> {
    const due = await this.notYetIssued(tx, drafts);
    if (!due.length) return;
    const schools = new Map(
      (
        await this.directory.schools(
          tx,
          due.map((draft) => draft.schoolId),
        )
      ).map((school) => [school.organisationId, school]),
    );
    const known: Known = {
      suppliers: await this.suppliers(tx, due),
      journalled: await this.journalRules.journalledTypes(tx),
      details: await this.details.of(tx, [
        ...new Set(due.flatMap((draft) => [draft.supplierId, draft.laId ?? draft.schoolId])),
      ]),
    };
    const rows = due.map((draft) => decide(tx, draft, known, schools.get(draft.schoolId)!));
    const parties = rows.map(({ row }) => ({ customerId: row.customerId, supplierId: row.supplierId }));
    await this.ledger.open(
      tx,
      parties.flatMap(({ customerId, supplierId }) =>
        Object.values(bookAccounts(customerId, supplierId)).map((address) => ({ ...address, floor: null })),
      ),
    );
    await this.ledger.apply(
      tx,
      rows.flatMap(({ row }) => postings(tx.operatorId, row)),
    );
    await publishAll(
      tx,
      DocumentIssued,
      rows.map(({ row }) => row.documentId),
    );
    await recordAll(
      tx,
      'invoicing.issue',
      rows.map(({ row }) => ({
        type: 'document',
        id: row.documentId,
        organisationId: row.customerId,
        details: { rail: row.rail, pence: (row.net + row.vat).toString() },
      })),
    );
    // Last, because whoever takes a number makes the next one wait until this transaction ends.
    await insertDocuments(tx, await takeNumbers(tx, rows)).catch((error: unknown) => {
      if (violatedConstraint(error) !== 'document_billed_once') throw error;
      // Two jobs billed one thing at once: the second runs again and finds it billed.
      throw Object.assign(new Error('Billed meanwhile', { cause: error }), { code: '40001' });
    });
  }

  /** A customer's, a supplier's, or (staff) all, newest first. */
  async list(tx: Tx, filter: DocumentFilter = {}): Promise<(DocumentRow & { total: number })[]> {
    return documents(tx, filter);
  }

  /** One, with its lines and why its tax is what it is. Refuses: `platform.not-found`. */
  async find(tx: Tx, documentId: string) {
    const found = await document(tx, documentId);
    if (!found) throw notFound('document');
    return found;
  }

  private async notYetIssued(tx: Tx, drafts: readonly Draft[]): Promise<Draft[]> {
    const issued = await tx.query<{ key: string }>(
      `SELECT cause_type || cause_id || customer_id AS key FROM invoicing.document WHERE operator_id = $1 AND cause_id = ANY ($2)`,
      [tx.operatorId, drafts.map((draft) => draft.cause.id)],
    );
    const keys = new Set(issued.map((row) => row.key));
    return drafts.filter(
      (draft) => !keys.has(draft.cause.type + draft.cause.id + (draft.laId ?? draft.schoolId)),
    );
  }

  private async suppliers(tx: Tx, drafts: readonly Draft[]): Promise<Map<string, Supplier>> {
    const ids = [...new Set(drafts.map((draft) => draft.supplierId))];
    const rows = await tx.query<Supplier>(
      `SELECT supplier_id, legal_type, la_code, prefix FROM invoicing.supplier WHERE operator_id = $1 AND supplier_id = ANY ($2)`,
      [tx.operatorId, ids],
    );
    if (rows.length < ids.length)
      throw new Refusal(
        'invoicing.unknown-supplier',
        'Someone sells here whose tax details are not recorded yet.',
      );
    return new Map(rows.map((row) => [row.supplierId, row]));
  }
}

/** What deciding needs besides the draft, read once for all of them. */
interface Known {
  readonly suppliers: ReadonlyMap<string, Supplier>;
  readonly journalled: ReadonlySet<string | null>;
  readonly details: ReadonlyMap<string, Details>;
}

function decide(tx: Tx, draft: Draft, known: Known, school: School) {
  const supplier = known.suppliers.get(draft.supplierId)!;
  const { name, address, examples, supplier: sells } = known.details.get(draft.supplierId)!;
  const supplierDetails = { name, address, illustrative: examples.length > 0, ...sells! };
  const customerId = draft.laId ?? draft.schoolId;
  const customer: FundingStatus | 'la' = draft.laId ? 'la' : school.fundingStatus;
  const facts: TaxFacts = {
    supplier: supplier.legalType,
    supplierVatRegistered: supplierDetails.vatNumber !== null,
    service: draft.offer.taxedAs,
    customer,
    journalled: known.journalled.has(school.typeCode),
    funding: draft.laId ? 'la-fund' : 'budget-share',
    supplierIsCustomersLa:
      supplier.laCode !== null &&
      (draft.laId ? laId(supplier.laCode) === draft.laId : supplier.laCode === school.laCode),
  };
  const { outcome, vatRate, because } = tax(facts);
  const lines = draft.lines.map((line) => ({
    ...line,
    net: proportion(line.unitPrice, line.quantity, 100n),
    vatRate,
    accountCode: accountCode(customer, draft.offer),
  }));
  const net = lines.reduce((total, line) => total + line.net, 0n);
  const buys = known.details.get(customerId)!;
  const row = {
    documentId: newId(),
    rail: outcome === 'JOURNAL' ? ('journal' as const) : ('invoice' as const),
    outcome,
    prefix: supplier.prefix,
    supplierId: draft.supplierId,
    customerId,
    schoolId: draft.schoolId,
    causeType: draft.cause.type,
    causeId: draft.cause.id,
    issuedOn: tx.today.toString(),
    taxPoint: taxPoint(tx.today, draft.deliveredOn ?? null).toString(),
    dueOn: tx.today.add({ days: daysToPay }).toString(),
    net,
    vat: vatOn(net, vatRate),
    purchaseOrder: draft.purchaseOrder,
    taxFacts: facts,
    taxBecause: because,
    supplierDetails,
    customerDetails: { name: buys.name, address: buys.address },
  };
  return { row, lines };
}

/** What a customer owes a supplier; what the supplier sold; the VAT it must hand on. All unbounded. */
export const bookAccounts = (customerId: string, supplierId: string) => ({
  owes: { owner: customerId, unit: 'GBP', code: 'owes', subject: supplierId } as Address,
  sales: { owner: supplierId, unit: 'GBP', code: 'sales' } as Address,
  vat: { owner: supplierId, unit: 'GBP', code: 'vat-due' } as Address,
});

function postings(
  operatorId: string,
  row: { documentId: string; customerId: string; supplierId: string; net: bigint; vat: bigint },
): Command[] {
  const { owes, sales, vat } = bookAccounts(row.customerId, row.supplierId);
  const book = (part: string, credit: Address, amount: bigint): Command[] =>
    amount === 0n
      ? []
      : [
          {
            kind: 'post',
            id: derivedId(row.documentId, part),
            debit: accountId(operatorId, owes),
            credit: accountId(operatorId, credit),
            amount,
            code: part,
            reference: { type: 'document', id: row.documentId },
          },
        ];
  return [...book('net', sales, row.net), ...book('vat', vat, row.vat)];
}
