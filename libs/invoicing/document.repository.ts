import type { Tx } from '#platform';
import type { BankAccount } from './billing-details.js';
import type { TaxFacts, TaxOutcome } from './tax.js';

/** Who sells, as the tax rules see them. */
export interface Supplier {
  readonly supplierId: string;
  readonly legalType: 'la' | 'company' | 'school' | 'sole-trader';
  readonly laCode: string | null;
  readonly prefix: string;
}

/** Who supplied and who bought, as the document says it: frozen at issue. */
export interface SupplierAsIssued {
  readonly name: string;
  readonly address: readonly string[];
  readonly vatNumber: string | null;
  readonly bank: BankAccount | null;
  readonly illustrative: boolean;
}
export interface CustomerAsIssued {
  readonly name: string;
  readonly address: readonly string[];
}

export interface Decided {
  readonly documentId: string;
  readonly rail: 'journal' | 'invoice';
  readonly outcome: TaxOutcome;
  readonly prefix: string;
  readonly supplierId: string;
  readonly customerId: string;
  readonly schoolId: string;
  readonly causeType: string;
  readonly causeId: string;
  readonly issuedOn: string;
  readonly taxPoint: string;
  readonly dueOn: string;
  readonly net: bigint;
  readonly vat: bigint;
  readonly purchaseOrder: string | null;
  readonly taxFacts: TaxFacts;
  readonly taxBecause: string;
  readonly supplierDetails: SupplierAsIssued;
  readonly customerDetails: CustomerAsIssued;
}

export interface Line {
  readonly description: string;
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly net: bigint;
  readonly vatRate: number | null;
  readonly accountCode: string | null;
}

type Numbered = { row: Decided & { series: number; number: string }; lines: readonly Line[] };

/** The next numbers of each supplier's two series. They have no gaps, because the counter moves back with the transaction. */
export async function takeNumbers(
  tx: Tx,
  drafts: readonly { row: Decided; lines: readonly Line[] }[],
): Promise<Numbered[]> {
  const numbered: Numbered[] = [];
  const series = [...new Set(drafts.map(({ row }) => `${row.supplierId} ${row.rail}`))].sort();
  for (const key of series) {
    const group = drafts.filter(({ row }) => `${row.supplierId} ${row.rail}` === key);
    const { supplierId, rail, prefix } = group[0]!.row;
    const [counter] = await tx.query<{ last: number }>(
      `UPDATE invoicing.supplier SET last_${rail} = last_${rail} + $3 WHERE operator_id = $1 AND supplier_id = $2 RETURNING last_${rail} AS last`,
      [tx.operatorId, supplierId, group.length],
    );
    const first = counter!.last - group.length + 1;
    for (const [index, { row, lines }] of group.entries()) {
      const number = first + index;
      numbered.push({
        row: {
          ...row,
          series: number,
          number: `${prefix}${rail === 'journal' ? '-J' : ''}-${String(number).padStart(5, '0')}`,
        },
        lines,
      });
    }
  }
  return numbered;
}

export async function insertDocuments(tx: Tx, documents: readonly Numbered[]): Promise<void> {
  const json = (value: unknown) =>
    JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? one.toString() : one));
  await tx.query(
    `INSERT INTO invoicing.document (operator_id, document_id, rail, outcome, series, number, supplier_id, customer_id, school_id, cause_type, cause_id,
       issued_on, due_on, net, vat, purchase_order, tax_facts, tax_because, tax_point, supplier_details, customer_details)
     SELECT $1, d."documentId", d.rail, d.outcome, d.series, d.number, d."supplierId", d."customerId", d."schoolId", d."causeType", d."causeId",
       d."issuedOn", d."dueOn", d.net, d.vat, d."purchaseOrder", d."taxFacts", d."taxBecause", d."taxPoint", d."supplierDetails", d."customerDetails"
     FROM jsonb_to_recordset($2) AS d ("documentId" uuid, rail text, outcome text, series integer, number text, "supplierId" uuid, "customerId" uuid,
       "schoolId" uuid, "causeType" text, "causeId" uuid, "issuedOn" date, "dueOn" date, net bigint, vat bigint, "purchaseOrder" text, "taxFacts" jsonb, "taxBecause" text,
       "taxPoint" date, "supplierDetails" jsonb, "customerDetails" jsonb)`,
    [tx.operatorId, json(documents.map(({ row }) => row))],
  );
  const lines = documents.flatMap(({ row, lines }) =>
    lines.map((line, position) => ({ ...line, position, ...pick(row) })),
  );
  await tx.query(
    `INSERT INTO invoicing.line (operator_id, document_id, position, supplier_id, customer_id, school_id, description, quantity, unit_price, net, vat_rate, account_code)
     SELECT $1, l."documentId", l.position, l."supplierId", l."customerId", l."schoolId", l.description, l.quantity, l."unitPrice", l.net, l."vatRate", l."accountCode"
     FROM jsonb_to_recordset($2) AS l ("documentId" uuid, position integer, "supplierId" uuid, "customerId" uuid, "schoolId" uuid, description text,
       quantity bigint, "unitPrice" bigint, net bigint, "vatRate" integer, "accountCode" text)`,
    [tx.operatorId, json(lines)],
  );
}

const pick = ({ documentId, supplierId, customerId, schoolId }: Decided) => ({
  documentId,
  supplierId,
  customerId,
  schoolId,
});
