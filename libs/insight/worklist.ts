import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';

export interface DocumentFilter {
  readonly rail?: 'invoice' | 'journal';
  readonly due?: 'overdue' | 'not-yet';
  /** `2026-04`: the month of issue. */
  readonly month?: string;
  /** Part of the customer's or school's name, or of the document's number. */
  readonly text?: string;
}

export interface WorklistDocument {
  readonly documentId: string;
  readonly number: string;
  readonly rail: 'invoice' | 'journal';
  readonly customerId: string;
  readonly customer: string;
  readonly school: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly gross: bigint;
}

export interface WorklistTotal {
  readonly rail: 'invoice' | 'journal';
  readonly documents: number;
  readonly net: bigint;
  readonly vat: bigint;
  readonly gross: bigint;
  readonly overdueGross: bigint;
}

const matching = `FROM invoicing.documents d
  JOIN directory.organisations customer ON customer.organisation_id = d.customer_id
  JOIN directory.organisations school ON school.organisation_id = d.school_id
  WHERE d.operator_id = $1 AND ($3::text IS NULL OR d.rail = $3)
    AND ($4::text IS NULL OR (d.due_on < $2::date) = ($4 = 'overdue'))
    AND ($5::text IS NULL OR to_char(d.issued_on, 'YYYY-MM') = $5)
    AND ($6::text IS NULL OR customer.name ILIKE '%' || $6 || '%' OR school.name ILIKE '%' || $6 || '%' OR d.number ILIKE '%' || $6 || '%')`;

const values = (tx: Tx, filter: DocumentFilter) => [
  tx.operatorId,
  tx.today.toString(),
  filter.rail ?? null,
  filter.due ?? null,
  filter.month ?? null,
  filter.text?.replace(/[\\%_]/g, '\\$&') ?? null,
];

/** The finance officer's documents: what matches, what it comes to, and what is overdue. */
@Injectable()
export class Worklist {
  /** Oldest due first. */
  async documents(
    tx: Tx,
    filter: DocumentFilter,
    { limit = 50, offset = 0 } = {},
  ): Promise<WorklistDocument[]> {
    return tx.query<WorklistDocument>(
      `SELECT d.document_id, d.number, d.rail, d.customer_id, customer.name AS customer, school.name AS school, d.issued_on, d.due_on, d.gross ${matching} ORDER BY d.due_on, d.number LIMIT $7 OFFSET $8`,
      [...values(tx, filter), limit, offset],
    );
  }

  async totals(tx: Tx, filter: DocumentFilter): Promise<WorklistTotal[]> {
    return tx.query<WorklistTotal>(
      `SELECT d.rail, count(*)::int AS documents, sum(d.net)::bigint AS net, sum(d.vat)::bigint AS vat, sum(d.gross)::bigint AS gross,
              coalesce(sum(d.gross) FILTER (WHERE d.due_on < $2::date), 0)::bigint AS overdue_gross
         ${matching} GROUP BY d.rail ORDER BY d.rail`,
      values(tx, filter),
    );
  }

  /** Months in which documents were issued, newest first, as `2026-04`. */
  async months(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ month: string }>(
      `SELECT DISTINCT to_char(issued_on, 'YYYY-MM') AS month FROM invoicing.documents WHERE operator_id = $1 ORDER BY 1 DESC`,
      [tx.operatorId],
    );
    return rows.map((row) => row.month);
  }
}
