import { Parameters, type Tx } from '#platform';
import type { Decided, Line } from './document.repository.js';

/** A document as it was decided and numbered, with the names of its parties. */
export interface DocumentRow extends Omit<Decided, 'prefix'> {
  readonly number: string;
  readonly supplier: string;
  readonly customer: string;
  readonly school: string;
  readonly gross: bigint;
}

const select = `SELECT d.document_id, d.number, d.rail, d.outcome, d.supplier_id, d.customer_id, d.school_id,
  supplier.name AS supplier, customer.name AS customer, school.name AS school, d.cause_type, d.cause_id,
  d.issued_on, d.due_on, d.net, d.vat, d.gross, d.purchase_order, d.tax_facts, d.tax_because,
  d.tax_point, d.supplier_details, d.customer_details
  FROM invoicing.document d
  JOIN directory.organisations supplier ON supplier.organisation_id = d.supplier_id
  JOIN directory.organisations customer ON customer.organisation_id = d.customer_id
  JOIN directory.organisations school ON school.organisation_id = d.school_id`;

export interface DocumentFilter {
  readonly customerId?: string;
  readonly supplierId?: string;
  readonly schoolId?: string;
  /** The agreement, purchase or course date that it bills. */
  readonly causeId?: string;
  readonly after?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/** Newest first, each with how many there are altogether. */
export const documents = (tx: Tx, filter: DocumentFilter): Promise<(DocumentRow & { total: number })[]> => {
  const { values, and, page } = new Parameters(tx.operatorId);
  return tx.query(
    `SELECT *, count(*) OVER ()::int AS total FROM (${select} WHERE d.operator_id = $1 ${and('d.customer_id = ?', filter.customerId)} ${and('d.supplier_id = ?', filter.supplierId)}
        ${and('d.school_id = ?', filter.schoolId)} ${and('d.cause_id = ?', filter.causeId)}
        ${and('(d.issued_on, d.series, d.document_id) < (SELECT issued_on, series, document_id FROM invoicing.document WHERE operator_id = $1 AND document_id = ?)', filter.after)}
      ORDER BY d.issued_on DESC, d.series DESC, d.document_id DESC) document ${page(filter)}`,
    values,
  );
};

export async function document(
  tx: Tx,
  documentId: string,
): Promise<(DocumentRow & { lines: Line[] }) | undefined> {
  const [row] = await tx.query<DocumentRow>(`${select} WHERE d.operator_id = $1 AND d.document_id = $2`, [
    tx.operatorId,
    documentId,
  ]);
  if (!row) return undefined;
  const lines = await tx.query<Line>(
    `SELECT description, quantity, unit_price, net, vat_rate, account_code FROM invoicing.line
      WHERE operator_id = $1 AND document_id = $2 ORDER BY position`,
    [tx.operatorId, documentId],
  );
  return { ...row, lines };
}
